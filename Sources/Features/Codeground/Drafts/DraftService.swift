import Core
import Relations

/// What owner and hands work on: its text, its versions.
public struct DraftService: Sendable {
  let work: UnitOfWork
  let access: ScriptAccess
  let scripts: ScriptRepository
  let drafts: DraftRepository
  let history: DraftHistoryRepository

  func draft(_ scope: Scope, _ id: ScriptID?) async throws -> DraftText { try await seen(scope, id).text }

  func seen(_ scope: Scope, _ id: ScriptID?) async throws -> (script: Script, text: DraftText) {
    let script = try await access.work(scope, id).script
    guard let text = try await drafts.text(script.id, at: scope.now) else { throw scope.noScript }
    return (script, text)
  }

  func versions(_ scope: Scope, of id: ScriptID?) async throws -> [KeptVersion] {
    let script = try await access.work(scope, id).script
    return try await history.versions(of: script.id, at: scope.now)
  }

  func version(_ scope: Scope, _ version: Int64?, of id: ScriptID?) async throws -> (kept: KeptVersion, code: String) {
    let script = try await access.work(scope, id).script
    guard let version, let found = try await history.version(version, of: script.id, at: scope.now) else { throw scope.noScript }
    return found
  }

  /// Saves the draft if nobody else has since `base`. The text that is there already is no change, whatever `base` is: so a save whose answer
  /// was lost can be sent again.
  func save(_ scope: Scope, _ id: ScriptID?, by save: @Sendable () throws -> DraftSave) async throws -> DraftText {
    let member = try scope.requireMember()
    guard let id else { throw scope.noScript }
    let (text, events) = try await work.transaction { transaction in
      let seen = try await access.lockToWork(scope, id, in: transaction)
      let save = try save()
      guard let before = try await drafts.text(id, at: scope.now, in: transaction) else { throw scope.noScript }
      guard !before.code.utf8.elementsEqual(save.code.utf8) else { return (before, [] as [Event]) }
      try Self.check(save.base, against: before.draft, for: member.id)
      try await keepIfDue(before, of: seen.script, savingBy: member.id, save.code, at: scope.now, in: transaction)
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await drafts.save(id, save.code, by: member.id, sequence, at: scope.now, in: transaction)
      if seen.role == .hand { try await drafts.contributed(member.id, to: id, in: transaction) }
      if !before.draft.hands.isEmpty {
        try await drafts.setPen(id, member.id, through: scope.session, until: scope.now + Draft.Pen.lifetime, in: transaction)
      }
      try await scripts.setSaved(id, at: scope.now, in: transaction)
      guard let draft = try await drafts.draft(id, at: scope.now, in: transaction) else { throw scope.noScript }
      return (DraftText(draft: draft, code: save.code), [Event(changed: draft.object, in: .script(id))])
    }
    for event in events { scope.outbox.add(event) }
    return text
  }

  /// `CONFLICT` if the draft is another version, or somebody else holds the pen.
  static func check(_ base: Int64, against draft: Draft, for member: UserID) throws(AppError) {
    guard base == draft.version else {
      throw AppError(
        .conflict, "The draft was saved by somebody else meanwhile. It is version \(draft.version) now",
        details: ["base_version": "\(draft.version)"])
    }
    if !draft.hands.isEmpty, let pen = draft.pen, pen.user.id != member {
      throw AppError(.conflict, "\(pen.user.displayName) has the pen", details: ["pen": pen.user.username])
    }
  }

  /// Keeps the version that a save replaces, if it is worth it.
  private func keepIfDue(
    _ before: DraftText, of script: Script, savingBy member: UserID, _ code: String, at now: Timestamp, in transaction: Transaction
  ) async throws {
    let last = try await history.lastKept(of: script.id, in: transaction) ?? script.createdAt
    let lines = CodeText.lines(of: before.code)
    let isDue =
      now - last >= KeptVersion.pause || before.draft.savedBy.id != member
      || (lines >= 10 && CodeText.removed(from: before.code, in: code) * 2 > lines)
    if isDue { try await history.keep(before, in: transaction) }
  }

  /// Erases versions that have been kept long enough, at most `limit`; how many there were. The server's own.
  func eraseOld(_ scope: Scope, limit: Int = 200) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      try await history.erase(savedBefore: scope.now - KeptVersion.lifetime, limit: limit, in: transaction)
    }
  }
}
