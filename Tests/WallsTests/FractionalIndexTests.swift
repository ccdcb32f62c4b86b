import RandomTesting
import Testing

@testable import Walls

@Suite("Where modules stand") struct FractionalIndexTests {
  private func expectOrdered(_ list: [String]) {
    #expect(zip(list, list.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(list.allSatisfy { !$0.isEmpty && $0.utf8.count <= FractionalIndex.longest && !$0.hasSuffix("0") })
  }

  @Test("random insertions and moves keep the order that was meant", arguments: [1, 2, 3] as [UInt64])
  func random(_ seed: UInt64) throws {
    var chance = SeededRandom(seed: seed)
    var list: [String] = []
    for _ in 0..<2_000 {
      if list.count > 2, Int.random(in: 0..<3, using: &chance) > 0 { list.remove(at: Int.random(in: 0..<list.count, using: &chance)) }
      let place = Int.random(in: 0...list.count, using: &chance)
      let made = FractionalIndex.between(place > 0 ? list[place - 1] : nil, place < list.count ? list[place] : nil)
      list.insert(try #require(made), at: place)
      expectOrdered(list)
    }
  }

  @Test("at either end, a thousand additions stay short")
  func ends() throws {
    var (first, last) = ([FractionalIndex.start], [FractionalIndex.start])
    for _ in 0..<1_000 {
      first.insert(try #require(FractionalIndex.between(nil, first[0])), at: 0)
      last.append(try #require(FractionalIndex.between(last.last, nil)))
    }
    expectOrdered(first)
    expectOrdered(last)
    #expect((first + last).allSatisfy { $0.utf8.count <= 8 })
  }

  @Test("between the same two, there is room for hundreds, and then none; spread again, there is")
  func gap() throws {
    var list = FractionalIndex.spread(2)
    while let made = FractionalIndex.between(list[0], list[1]) { list.insert(made, at: 1) }
    #expect(list.count > 200)
    expectOrdered(list)
    var other = FractionalIndex.spread(2)
    while let made = FractionalIndex.between(other[other.count - 2], other[other.count - 1]) { other.insert(made, at: other.count - 1) }
    #expect(other.count > 200)
    expectOrdered(other)
    for count in [1, 2, 200, 5_000] {
      let spread = FractionalIndex.spread(count)
      #expect(spread.count == count)
      expectOrdered(spread)
    }
    let spread = FractionalIndex.spread(200)
    #expect(FractionalIndex.between(nil, spread[0]) != nil && FractionalIndex.between(spread[199], nil) != nil)
    #expect(zip(spread, spread.dropFirst()).allSatisfy { FractionalIndex.between($0, $1) != nil })
  }
}
