import Foundation
import Testing

@testable import ZIP

/// What is written is read back, and what a stranger made of it is refused.
@Suite struct ZIPTests {
  private static let limits = ZIPReader.Limits(entries: 20_000, unpacked: 1 << 20)
  private static let moment = ZIPMoment(year: 2026, month: 11, day: 30, hour: 12, minute: 30, second: 8)

  private static func archive(_ files: [(String, [UInt8])] = [("a.json", Array("[1,2]".utf8)), ("b/ü.txt", [1, 2, 3])]) -> [UInt8] {
    var zip = ZIPWriter(at: moment)
    var bytes: [UInt8] = []
    for (name, content) in files {
      bytes += zip.begin(name)
      bytes += zip.add(content)
      bytes += (try? zip.end()) ?? []
    }
    return bytes + zip.finish()
  }

  private static func read(_ bytes: [UInt8], limits: ZIPReader.Limits = limits) throws -> [String: [UInt8]] {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).zip").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let zip = try ZIPReader(path, limits: limits)
    var files: [String: [UInt8]] = [:]
    for entry in zip.entries { files[entry.name] = try zip.bytes(of: entry, upTo: .max) }
    return files
  }

  private static func refusal(_ bytes: [UInt8], limits: ZIPReader.Limits = limits) -> ZIPRefusal.Reason? {
    do { _ = try read(bytes, limits: limits) } catch { return (error as? ZIPRefusal)?.reason }
    return nil
  }

  /// The same with some bytes replaced wherever `old` stands.
  private static func replacing(_ old: [UInt8], _ new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for start in 0...(bytes.count - old.count) where bytes[start..<start + old.count].elementsEqual(old) {
      result.replaceSubrange(start..<start + old.count, with: new)
    }
    return result
  }

  /// Where the headers of the list begin.
  private static func central(_ bytes: [UInt8]) -> [Int] {
    (0..<bytes.count - 4).filter { bytes.number32(at: $0) == ZIPFormat.centralHeader }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    let files = try Self.read(Self.archive([("empty.json", []), ("long.bin", long), ("katze/🐈.json", Array("{}".utf8))]))
    #expect(files == ["empty.json": [], "long.bin": long, "katze/🐈.json": Array("{}".utf8)])
  }

  @Test func filesAreStoredAsTheyAre() throws {
    var crc = CRC32()
    crc.update([9, 8, 7])
    var zip = ZIPWriter(at: Self.moment)
    var bytes = zip.begin("media/x.webp", storing: 3, crc: crc)
    bytes += zip.add([9, 8]) + zip.add([7])
    bytes += try zip.end()
    #expect(try Self.read(bytes + zip.finish()) == ["media/x.webp": [9, 8, 7]])
  }

  @Test func anEmptyArchiveIsOne() throws { #expect(try Self.read(Self.archive([])) == [:]) }

  @Test func moreEntriesThanSixteenBitsCountAreWrittenWide() throws {
    let many = (0..<65_600).map { ("\($0)", [] as [UInt8]) }
    let bytes = Self.archive(many)
    #expect(Self.refusal(bytes) == .tooManyEntries)
    #expect(try Self.read(bytes, limits: .init(entries: 70_000, unpacked: 1)).count == 65_600)
  }

  @Test func whatIsNoArchiveIsRefused() {
    #expect(Self.refusal([]) == .notAnArchive)
    #expect(Self.refusal(Array("%PDF-1.7 and more of it, but no archive".utf8)) == .notAnArchive)
    #expect(Self.refusal(Array(Self.archive().dropLast())) == .notAnArchive)
    #expect(Self.refusal([0] + Self.archive()) == .damaged)
    #expect(Self.refusal(Self.archive() + [0]) == .notAnArchive)
  }

  @Test(arguments: ["/etc/x", "../x.js", "a/../x", "a\\b.js", "C:/x.js", "a//b.j", "./x.js", "a/./x", "x\u{0}.json", "x\u{7F}.json", "x/"])
  func namesThatLeadOutAreRefused(name: String) {
    let refusal = Self.refusal(Self.archive([(name, [1])]))
    #expect(refusal == .badName || refusal == .notAFile && name == "x/")
  }

  @Test func namesOf513BytesAreRefusedAndOf512Read() {
    #expect(Self.refusal(Self.archive([(String(repeating: "a", count: 513), [1])])) == .badName)
    #expect(Self.refusal(Self.archive([(String(repeating: "a", count: 512), [1])])) == nil)
  }

  @Test func namesThatAreNoTextAreRefused() {
    #expect(Self.refusal(Self.replacing(Array("a.json".utf8), Array("a.js".utf8) + [0xFF, 0xFE], in: Self.archive())) == .badName)
  }

  @Test func oneNameTwiceIsRefused() {
    #expect(Self.refusal(Self.archive([("a", [1]), ("a", [2])])) == .duplicate)
  }

  @Test func linksAndFoldersAreRefused() {
    for mode in [0o120777, 0o040755, 0o010644] as [UInt32] {
      var bytes = Self.archive()
      let at = Self.central(bytes)[0] + 38
      var attributes: [UInt8] = []
      attributes.put(mode << 16)
      bytes.replaceSubrange(at..<at + 4, with: attributes)
      #expect(Self.refusal(bytes) == .notAFile)
    }
  }

  @Test func encryptedEntriesAreRefused() {
    for flag in [0x01, 0x40] as [UInt8] {
      var bytes = Self.archive()
      bytes[Self.central(bytes)[0] + 8] |= flag
      #expect(Self.refusal(bytes) == .encrypted)
    }
  }

  @Test func otherMethodsAreRefused() {
    var bytes = Self.archive()
    bytes[Self.central(bytes)[0] + 10] = 12
    #expect(Self.refusal(bytes) == .unknownMethod)
  }

  @Test func headersThatDisagreeAreRefused() {
    let bytes = Self.archive()
    let list = Self.central(bytes)[0]
    // The name in the list alone, then the one before the entry alone.
    for start in [list + 46, 30] {
      var other = bytes
      other[start] = UInt8(ascii: "z")
      #expect(Self.refusal(other) == .differs)
    }
    var method = bytes
    method[8] = 0
    #expect(Self.refusal(method) == .differs)
  }

  @Test func sizesAreCountedWhateverHeadersSay() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    var bytes = Self.archive([("zeros", zeros)])
    // The header and the record behind the entry both claim ten bytes.
    let list = Self.central(bytes)[0]
    for at in [list + 24, list - 4] { bytes.replaceSubrange(at..<at + 4, with: [10, 0, 0, 0]) }
    #expect(Self.refusal(bytes) == .wrongSize)
  }

  @Test func whatUnpacksToTooMuchIsRefusedBeforeItIsUnpacked() {
    let files = [("a", [UInt8](repeating: 0, count: 600_000)), ("b", [UInt8](repeating: 0, count: 600_000))]
    #expect(Self.refusal(Self.archive(files)) == .tooLarge)
  }

  @Test func wrongSumsAreRefused() {
    var bytes = Self.archive([("a", [1, 2, 3])])
    let list = Self.central(bytes)[0]
    for at in [list + 16, list - 12] { bytes[at] ^= 1 }
    #expect(Self.refusal(bytes) == .wrongSum)
  }

  @Test func damagedBytesAreRefused() {
    var bytes = Self.archive([("a", Array("what is packed here is damaged".utf8))])
    for at in 35..<45 { bytes[at] ^= 0x5A }
    #expect([.damaged, .wrongSize, .wrongSum].contains(Self.refusal(bytes)))
  }

  /// Two names for one stretch of bytes unpack to more than the file could hold.
  @Test func entriesThatShareBytesAreRefused() {
    let bytes = Self.archive([("a", [1, 2, 3]), ("b", [1, 2, 3])])
    var shared = bytes
    let at = Self.central(bytes)[1] + 42
    shared.replaceSubrange(at..<at + 4, with: [0, 0, 0, 0])
    #expect(Self.refusal(shared) == .overlaps)
  }

  @Test func bytesBetweenEntriesAreRefused() {
    let (one, two) = (Self.archive([("a", [1])]), Self.archive([("a", [1]), ("b", [2])]))
    let list = Self.central(one)[0]
    // The list of an archive with one entry behind the bytes of one with two.
    var bytes = Array(two[..<Self.central(two)[0]])
    let start = UInt32(bytes.count)
    bytes += one[list...]
    var offset: [UInt8] = []
    offset.put(start)
    bytes.replaceSubrange(bytes.count - 6..<bytes.count - 2, with: offset)
    #expect(Self.refusal(bytes) == .overlaps)
  }

  /// Any archive with any bytes changed is read or refused; nothing traps.
  @Test func changedBytesNeverStopTheReader() {
    let bytes = Self.archive([("a.json", Array("[1,2,3,4,5]".utf8)), ("b", [UInt8](repeating: 7, count: 2_000))])
    for at in bytes.indices {
      for value in [0, 0xFF, bytes[at] ^ 0x80] as [UInt8] {
        var changed = bytes
        changed[at] = value
        _ = Self.refusal(changed)
      }
    }
  }
}
