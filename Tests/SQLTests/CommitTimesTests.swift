import Testing

@testable import SQL

@Suite struct CommitTimesTests {
  private static func times(_ microseconds: [UInt64]) -> CommitTimes {
    var times = CommitTimes()
    for one in microseconds { times.add(nanoseconds: one * 1_000) }
    return times
  }

  @Test func aQuantileIsTooLongByAtMostAFifth() throws {
    for exact: UInt64 in [4, 5, 7, 8, 9, 15, 16, 100, 999, 1_000, 123_456, 60_000_000] {
      let told = try #require(Self.times([exact]).quantile(0.5)) / .microseconds(1)
      #expect(told > Double(exact) && told <= Double(exact) * 1.25 + 1, "\(exact) is told as \(told)")
    }
    #expect(Self.times([]).quantile(0.99) == nil)
  }

  @Test func quantilesAreThoseOfTheCommitsBetween() throws {
    let first = Self.times([UInt64](repeating: 10, count: 99) + [100_000])
    #expect(try #require(first.quantile(0.5)) < .microseconds(20))
    #expect(try #require(first.quantile(0.99)) < .microseconds(20))
    #expect(try #require(first.quantile(1)) >= .milliseconds(100))
    var second = first
    for _ in 0..<10 { second.add(nanoseconds: 1_000_000) }
    let between = second.since(first)
    #expect(try #require(between.quantile(0.5)) >= .milliseconds(1) && between.quantile(1) == between.quantile(0.5))
    #expect(second.since(second).quantile(0.5) == nil)
  }

  /// What is longer than the last class is told as that.
  @Test func theLongestIsTheLastClass() {
    #expect(Self.times([.max / 1_000]).quantile(1) == Self.times([.max / 2_000]).quantile(1))
  }
}
