import Core
import Crypto
import Encoding
import JSON
import Relations

/// What is kept of one member's scripts: for them to take away, to come in elsewhere, and to be erased when they leave.
struct PersonalScriptService: Sendable {
  private static let bite = 20

  let work: UnitOfWork
  let personal: ScriptPersonalRepository
  let publicity: ScriptPublicity
  let scripts: ScriptRepository
  let drafts: DraftRepository
  let revisions: RevisionRepository
  let lineage: LineageRepository
  /// Whether web pages may be made.
  let allowsHTML: Bool

  // MARK: Going out

  /// Writes the list of scripts, and then a folder for each.
  func export(of owner: UserID, to output: any PersonalOutput) async throws {
    var list = PersonalList(output)
    let living = try await personal.living(of: owner)
    for id in living { if let script = try await personal.portable(id) { try await list.add(script.json) } }
    try await list.end()
    for id in living {
      guard let script = try await personal.portable(id) else { continue }
      try await output.add(script.folder + "script.json", script.json)
      if let code = try await personal.code(of: id, nil) { try await output.add(script.folder + script.draftFile, Array(code.utf8)) }
      for revision in script.revisions {
        guard let code = try await personal.code(of: id, revision.number) else { continue }
        try await output.add(script.folder + script.file(of: revision.number), Array(code.utf8))
      }
    }
  }

  // MARK: Coming in

  /// Takes a script with its draft and its revisions. It is private, wherever it was before.
  func take(_ scope: Scope, _ json: JSONValue, _ files: any ArrivingFiles) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember()
    let arriving = try Fields.read(Fields(json: json)) { fields throws(AppError) in try ArrivingScript(reading: &fields, now: scope.now) }
    guard allowsHTML || arriving.runtime != .html else { throw AppError.validation("runtime", "html is switched off on this server") }
    if try await work.transaction({ try await known(arriving.name, of: member.id, in: $0) }) { return .skipped }
    let draft = try await code(arriving.draft, of: arriving, files)
    var texts: [(revision: ArrivingScript.Revision, code: String)] = []
    for revision in arriving.revisions { texts.append((revision, try await code(revision.file, of: arriving, files))) }
    let all = texts
    return try await work.transaction { transaction in
      try await scripts.lockOwner(member.id, in: transaction)
      if try await known(arriving.name, of: member.id, in: transaction) { return .skipped }
      guard try await scripts.living(of: member.id, in: transaction) < Script.mostPerOwner else { throw Script.tooMany }
      let id = ScriptID.random(from: scope.random)
      let place = PlaceID.script(id)
      try await lineage.insertOriginal(id, at: scope.now, in: transaction)
      try await scripts.insert(
        id, of: member.id, arriving.runtime, arriving.details, try await place.takeSeq(in: transaction), at: arriving.createdAt,
        in: transaction)
      try await drafts.insert(
        id, draft, by: member.id, try await place.takeSeq(in: transaction), at: max(arriving.savedAt, arriving.createdAt), in: transaction)
      try await scripts.setSaved(id, at: max(arriving.savedAt, arriving.createdAt), in: transaction)
      for (revision, code) in all {
        try await revisions.insert(
          NewRevision(
            script: id, number: revision.number, code: code, sha256: Hex.encode(SHA256.digest(of: Array(code.utf8))),
            title: revision.title, note: revision.note, alt: revision.alt, authors: [member.id],
            sequence: try await place.takeSeq(in: transaction), createdAt: revision.createdAt), in: transaction)
      }
      if let newest = all.map(\.revision.number).max() {
        try await scripts.count(id, revisions: newest, .private, try await place.takeSeq(in: transaction), in: transaction)
      }
      try await personal.keep(arriving.name, for: id, of: member.id, in: transaction)
      return .created
    }
  }

  private func known(_ name: PortableID, of owner: UserID, in transaction: Transaction) async throws -> Bool {
    guard let id = try await personal.script(name, of: owner, in: transaction),
      let script = try await scripts.script(id, in: transaction)
    else { return false }
    return script.owner.id == owner && script.deletedAt == nil
  }

  private func code(_ file: String, of script: ArrivingScript, _ files: any ArrivingFiles) async throws -> String {
    guard let bytes = try await files.bytes("scripts/\(script.id)/\(file)", upTo: CodeText.mostBytes),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw AppError.validation("file", "\(file) is not in the archive, too large, or no text") }
    return try Fields.read(Fields(json: .object(["code": .string(text)]))) { $0.code("code") }
  }

  // MARK: Leaving

  /// Erases all scripts of a member, a few at a time, and takes them off those of others. Forks of others stay.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    while try await eraseSome(of: user) {}
    try await work.transaction { try await personal.leave(user, in: $0) }
  }

  private func eraseSome(of user: UserID) async throws -> Bool {
    try await work.transaction { transaction in
      let scripts = try await personal.scripts(of: user, limit: Self.bite, in: transaction)
      for script in scripts { try await personal.erase(script, in: transaction) }
      try await publicity.forget(scripts, in: transaction)
      return !scripts.isEmpty
    }
  }
}
