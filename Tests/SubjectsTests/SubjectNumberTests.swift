import Core
import Testing

@Suite("The number of a thing") struct SubjectNumberTests {
  private func number(_ milliseconds: Int64, _ kind: SubjectName = .message, _ id: Int64 = 1) -> SubjectNumber {
    SubjectNumber(Timestamp(microseconds: milliseconds * 1_000), kind, id)
  }

  @Test("sorts by millisecond, then kind, then id")
  func order() {
    let sorted = [
      number(-1), number(0, .message, 1), number(0, .message, 2), number(0, .verse, 1), number(1), number(1_577_836_800_000),
      number(1_900_000_000_000, .task, 500_000), number(3_700_000_000_000),
    ]
    #expect(sorted == sorted.shuffled().sorted())
    #expect(Set(sorted).count == sorted.count)
    let moment = Timestamp(microseconds: 1_700_000_000_000_123)
    #expect(SubjectNumber(moment, .message, 1) == SubjectNumber(Timestamp(microseconds: 1_700_000_000_000_999), .message, 1))
    #expect(SubjectNumber.first(at: moment) <= SubjectNumber(moment, .message, 0))
  }

  @Test("stays within its bounds for any moment")
  func bounds() {
    for moment in [Int64.min, -1, 0, .max] {
      let first = SubjectNumber.first(at: Timestamp(microseconds: moment))
      #expect(first >= .lowest && first <= .highest)
    }
    #expect(SubjectName.allCases.map(\.rawValue) == SubjectName.allCases.map(\.rawValue).sorted())
    #expect(SubjectName.allCases.map(\.number) == SubjectName.allCases.map(\.number).sorted())
    for name in SubjectName.allCases { #expect(SubjectName(number: name.number) == name) }
    #expect(SubjectName(number: 6) == nil)
  }
}
