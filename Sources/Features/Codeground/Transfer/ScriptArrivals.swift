import Core
import Crypto
import Encoding
import JSON
import Relations

/// Makes scripts of what archives hold: a script with its draft and its revisions. It is private, whatever it was before.
struct ScriptArrivals: Sendable {
  let scripts: ScriptRepository
  let drafts: DraftRepository
  let revisions: RevisionRepository
  let lineage: LineageRepository
  /// Whether web pages may be made.
  let allowsHTML: Bool

  /// A script with its texts.
  struct Texts: Sendable {
    let script: ArrivingScript
    let draft: String
    /// In the order of its revisions.
    var revisions: [String] = []
  }

  /// Reads the texts from a folder of an archive, by the rules for what is typed.
  func read(_ script: ArrivingScript, from folder: String, of files: any ArrivingFiles) async throws -> Texts {
    guard allowsHTML || script.runtime != .html else { throw AppError.validation("runtime", "html is switched off on this server") }
    var texts = Texts(script: script, draft: try await code(folder + script.draft, files))
    for revision in script.revisions { texts.revisions.append(try await code(folder + revision.file, files)) }
    return texts
  }

  private func code(_ file: String, _ files: any ArrivingFiles) async throws -> String {
    guard let bytes = try await files.bytes(file, upTo: CodeText.mostBytes) else {
      throw AppError.validation("file", "\(file) is not in the archive, or larger than \(CodeText.mostBytes) bytes")
    }
    return try Self.code(bytes, of: file)
  }

  /// A text by the rules for code.
  static func code(_ bytes: [UInt8], of file: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw AppError.validation("file", "\(file) is not UTF-8 text") }
    do {
      return try Fields.read(Fields(json: .object(["code": .string(text)]))) { $0.code("code") }
    } catch {
      throw AppError.validation("file", "\(file) \(error.details["code"] ?? "is no code")")
    }
  }

  /// The member's row is locked before: two at once cannot both be the last one.
  func insert(_ texts: Texts, of member: UserID, _ scope: Scope, in transaction: Transaction) async throws -> ScriptID {
    guard try await scripts.living(of: member, in: transaction) < Script.mostPerOwner else { throw Script.tooMany }
    let script = texts.script
    let id = ScriptID.random(from: scope.random)
    let place = PlaceID.script(id)
    let savedAt = max(script.savedAt, script.createdAt)
    try await lineage.insertOriginal(id, at: scope.now, in: transaction)
    try await scripts.insert(
      id, of: member, script.runtime, script.details, try await place.takeSeq(in: transaction), at: script.createdAt, in: transaction)
    try await drafts.insert(id, texts.draft, by: member, try await place.takeSeq(in: transaction), at: savedAt, in: transaction)
    try await scripts.setSaved(id, at: savedAt, in: transaction)
    for (revision, code) in zip(script.revisions, texts.revisions) {
      try await revisions.insert(
        NewRevision(
          script: id, number: revision.number, code: code, sha256: Hex.encode(SHA256.digest(of: Array(code.utf8))),
          title: revision.title, note: revision.note, alt: revision.alt, authors: [member],
          sequence: try await place.takeSeq(in: transaction), createdAt: revision.createdAt), in: transaction)
    }
    if let newest = script.revisions.map(\.number).max() {
      try await scripts.count(id, revisions: newest, .private, try await place.takeSeq(in: transaction), in: transaction)
    }
    return id
  }
}
