import Core
import Testing

@Suite struct PortableIDTests {
  @Test(arguments: [1, 255, 4_096, 1 << 40, (1 << 53) - 1] as [Int64]) func aNameTellsTheNumberWhereItWasMade(number: Int64) throws {
    let name = PortableID("task", number, madeIn: "here")
    #expect(name.number("task", madeIn: "here") == number)
    #expect(name.number("task", madeIn: "there") == nil && name.number("module", madeIn: "here") == nil)
    let text = name.description
    #expect(PortableID(text: text) == name && PortableID(text: text.uppercased()) == name)
    #expect(text.utf8.count == 36 && Array(text.utf8)[14] == UInt8(ascii: "4") && "89ab".utf8.contains(Array(text.utf8)[19]))
  }

  @Test func namesDiffer() {
    let names = (1...2_000).map { PortableID("task", Int64($0), madeIn: "here").description }
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [
    "", "x", "00000000-0000-0000-0000-000000000000", "5f0c7a52000040008000000000000001", "5f0c7a52-0000-4000-8000-00000000000g",
  ])
  func otherTextsAreNoNames(text: String) { #expect(PortableID(text: text) == nil) }

  @Test func timesAreReadAsTheyAreWritten() {
    for microseconds in [0, 1_000, 1_763_632_800_123_000, -1_000_000] as [Int64] {
      let moment = Timestamp(microseconds: microseconds)
      #expect(Timestamp(iso8601: moment.iso8601) == moment)
    }
    #expect(Timestamp(iso8601: "2026-11-20T10:00:00Z") == Timestamp(iso8601: "2026-11-20T10:00:00.000000Z"))
    for text in ["", "2026-11-20", "2026-02-30T10:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:00:00.Z", "2026-11-20T10:00:00+01:00"] {
      #expect(Timestamp(iso8601: text) == nil)
    }
  }
}
