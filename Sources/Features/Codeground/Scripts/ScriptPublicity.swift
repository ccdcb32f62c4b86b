import Core
import Relations
import Subjects
import Words

/// What feeds and search hold of scripts: those that are public and have a revision that lives.
struct ScriptPublicity: Sendable {
  let scripts: ScriptRepository
  let publicity: ScriptPublicityRepository
  private let ledger = LedgerRepository()
  private let index = SearchIndexRepository()

  init(scripts: ScriptRepository, publicity: ScriptPublicityRepository) {
    self.scripts = scripts
    self.publicity = publicity
  }

  /// Makes both agree with the script as it is now; what to tell. Called after each change of what they hold.
  func update(_ id: ScriptID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard let state = try await publicity.state(of: id, in: transaction) else { return [] }
    let number = SubjectNumber(state.createdAt, .script, id.rawValue)
    guard state.isOpen else {
      try await index.remove(number, in: transaction)
      return try await ledger.remove(.script, id.rawValue, in: transaction).map { [Event(goneFromFeeds: $0)] } ?? []
    }
    let words = Words.folded([state.title, state.summary, state.code].joined(separator: "\n"))
    try await index.write(
      SearchDocument(
        kind: .script, id: id.rawValue, author: state.owner.id, createdAt: state.createdAt, audience: .everybody, words: words),
      in: transaction)
    guard !state.hasEntered else {
      try await ledger.restore(.script, id.rawValue, in: transaction)
      return []
    }
    try await publicity.enter(id, at: now, in: transaction)
    let entry = try await ledger.publish(.script, id.rawValue, by: state.owner.id, at: now, in: transaction)
    let owner = state.owner
    let author = SubjectAuthor(id: owner.id, username: owner.username, displayName: owner.displayName, color: owner.color)
    var told = [Event(newInFeeds: entry, by: author)]
    if state.isForAll {
      told.append(Event(deed: .postCreated, by: owner.id, at: now))
      if state.isFork { told.append(Event(deed: .scriptForked, by: owner.id, at: now)) }
    }
    return told
  }

  /// Forgets scripts that are erased.
  func forget(_ ids: [ScriptID], in transaction: Transaction) async throws {
    try await ledger.forget(.script, ids.map(\.rawValue), in: transaction)
  }
}
