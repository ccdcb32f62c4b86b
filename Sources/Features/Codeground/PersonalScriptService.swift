import Core
import JSON
import Relations

/// What is kept of one member's scripts: for them to take away, to come in elsewhere, and to be erased when they leave.
struct PersonalScriptService: Sendable {
  private static let bite = 20

  let work: UnitOfWork
  let personal: ScriptPersonalRepository
  let publicity: ScriptPublicity
  let scripts: ScriptRepository
  let folder: ScriptFolder
  let arrivals: ScriptArrivals

  // MARK: Going out

  /// Writes the list of scripts, and then a folder for each.
  func export(of owner: UserID, to output: any PersonalOutput) async throws {
    var list = PersonalList(output)
    let living = try await personal.living(of: owner)
    for id in living { if let script = try await personal.portable(id) { try await list.add(script.json) } }
    try await list.end()
    for id in living {
      guard let script = try await personal.portable(id) else { continue }
      try await folder.write(script) { try await output.add(script.folder + $0, $1) }
    }
  }

  // MARK: Coming in

  /// Takes a script with its draft and its revisions. It is private, wherever it was before.
  func take(_ scope: Scope, _ json: JSONValue, _ files: any ArrivingFiles) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember()
    let arriving = try Fields.read(Fields(json: json)) { fields throws(AppError) in try ArrivingScript(reading: &fields, now: scope.now) }
    guard arriving.name != .none else { throw AppError.validation("uuid", "is required") }
    if try await work.transaction({ try await known(arriving.name, of: member.id, in: $0) }) { return .skipped }
    let texts = try await arrivals.read(arriving, from: "scripts/\(arriving.id)/", of: files)
    return try await work.transaction { transaction in
      try await scripts.lockOwner(member.id, in: transaction)
      if try await known(arriving.name, of: member.id, in: transaction) { return .skipped }
      let id = try await arrivals.insert(texts, of: member.id, scope, in: transaction)
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
