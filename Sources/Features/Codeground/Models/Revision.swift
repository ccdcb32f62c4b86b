import Core
import Relations

/// A published state of a script. It never changes.
struct Revision: Sendable {
  let script: ScriptID
  let owner: Person
  let runtime: ScriptRuntime
  let number: Int
  let sequence: Int64
  /// The script's title when it was published.
  let title: String
  let note: String
  let alt: String
  let sha256: String
  let bytes: Int
  let lines: Int
  let createdAt: Timestamp
  /// Its author took it back, for good.
  let isWithdrawn: Bool
  /// Staff took it out of sight.
  let isDisabled: Bool
  let lineage: Lineage
  var authors: [Person] = []

  var isGone: Bool { isWithdrawn || isDisabled }
}

/// Some revisions, newest first.
struct RevisionPage: Sendable {
  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit = 24

  let revisions: [Revision]
  /// What to give as `before` for the next page.
  let next: Int64?
}

/// A revision and its code.
struct RevisionSource: Sendable {
  let revision: Revision
  let code: String
}
