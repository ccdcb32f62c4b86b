import Core
import JSON
import System

/// Writes a member's archive: each part with its files, a page to read it with, and the manifest.
struct ExportService: Sendable {
  static let manifest = "neospace.json"
  static let page = "index.html"

  let parts: [PersonalData]
  let carried: CarriedPartRepository
  /// The address of this place.
  let origin: String
  let disk: BlockingThreads

  /// What the file is called.
  func name(of member: Member, at now: Timestamp) -> String { "neospace-\(member.username)-\(now.iso8601.prefix(10)).zip" }

  /// Writes the archive of the member who asks, piece by piece.
  func write(_ scope: Scope, to send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
    let member = try scope.requireMember()
    let archive = ExportArchive(at: scope.now, disk: disk, to: send)
    for part in parts {
      try await archive.begin("\(part.name).json")
      try await part.write(member.id, archive)
    }
    let others = try await carried.list(of: member.id)
    for other in others {
      try await archive.begin(other.path)
      var place: Int64 = 0
      while let piece = try await carried.piece(place, of: other, member.id) {
        try await archive.write(piece)
        place += 1
      }
    }
    try await writePage(of: member, scope.now, others, into: archive)
    try await archive.end()
    try await archive.finish(Self.manifest, manifest(of: member, scope.now, await archive.files))
  }

  /// What a person reads: the same parts once more, as a page.
  private func writePage(of member: Member, _ now: Timestamp, _ others: [CarriedPart], into archive: ExportArchive) async throws {
    try await archive.begin(Self.page)
    try await archive.write(ReadablePage.head(member, at: now, parts.map(\.name)))
    for part in parts {
      let reader = ReadablePart(part.name, archive)
      do { try await part.write(member.id, reader) } catch is ReadablePart.Enough {}
      try await reader.end()
    }
    try await archive.write(ReadablePage.foot(others.map(\.path)))
  }

  private func manifest(of member: Member, _ now: Timestamp, _ files: [ExportArchive.File]) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024 + files.count * 200)
    json.object { json in
      json.field("format", ArchiveManifest.format)
      json.field("version", ArchiveManifest.version)
      json.field("exported_at", now.iso8601)
      json.field("origin", origin)
      json.key("member")
      json.object { json in
        json.field("uuid", member.uuid)
        json.field("username", member.username)
        json.field("name", member.displayName)
        json.field("email", member.email)
      }
      json.key("parts")
      json.array { json in for part in parts { json.string(part.name) } }
      json.key("files")
      json.array { json in
        for file in files {
          json.object { json in
            json.field("path", file.path)
            json.field("bytes", file.bytes)
            json.field("sha256", file.sha256)
          }
        }
      }
    }
    return json.bytes
  }
}

/// Turns the JSON of a part into markup while it is written, up to where a page becomes too long to read.
actor ReadablePart: PersonalOutput {
  /// Thrown to a part once enough of it is shown.
  struct Enough: Error {}

  private static let mostItems = 1_000
  /// Bytes of one item.
  private static let longest = 262_144

  private let name: String
  private let archive: ExportArchive
  private var items = JSONItems(limit: ReadablePart.longest)
  private var text: [UInt8] = []
  private var count = 0
  private var isCut = false
  private var isBegun = false
  /// Nil until its first byte has come.
  private var isList: Bool?

  init(_ name: String, _ archive: ExportArchive) {
    self.name = name
    self.archive = archive
  }

  func write(_ json: [UInt8]) async throws {
    try await begin()
    if isList == nil { isList = json.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "[") } }
    guard isList == true else {
      text += json
      if text.count > Self.longest { try cut() }
      return
    }
    let found: [[UInt8]]
    do { found = try items.take(json) } catch { return try cut() }
    for item in found {
      guard count < Self.mostItems else { return try cut() }
      count += 1
      if let value = try? JSONValue(parsing: item) { try await archive.write(ReadablePage.item(value)) }
    }
  }

  private func begin() async throws {
    guard !isBegun else { return }
    isBegun = true
    try await archive.write(ReadablePage.begin(name))
  }

  private func cut() throws {
    isCut = true
    throw Enough()
  }

  /// Ends the section.
  func end() async throws {
    try await begin()
    if !text.isEmpty, !isCut, let value = try? JSONValue(parsing: text) { try await archive.write(ReadablePage.item(value)) }
    try await archive.write(ReadablePage.end(name, isEmpty: isList == true && count == 0, isCut: isCut))
  }

  func digest(ofFileAt path: String) async throws -> String? { try await archive.digest(ofFileAt: path) }
  // What follows is no JSON.
  func add(_ name: String, fileAt path: String) throws { throw Enough() }
  func add(_ name: String, _ bytes: [UInt8]) throws { throw Enough() }
}
