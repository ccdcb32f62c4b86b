import Core
import Relations

/// What a script's owner and hands work on.
struct Draft: Sendable {
  let script: ScriptID
  let owner: Person
  let version: Int64
  let sequence: Int64
  let savedAt: Timestamp
  let savedBy: Person
  var hands: [Person] = []
  let pen: Pen?

  /// Who may write now. The others wait, or ask.
  struct Pen: Sendable {
    /// How long it is held after it was taken, or after a save.
    static let lifetime = Duration.seconds(60)
    /// How long it stays with somebody who no longer watches.
    static let absence = Duration.seconds(15)

    let user: Person
    let until: Timestamp
  }

  /// Owner and hands.
  var people: [Person] { [owner] + hands }
}

/// A draft and its code.
struct DraftText: Sendable {
  let draft: Draft
  let code: String
}

/// A version of a draft that is kept.
struct KeptVersion: Sendable {
  /// How many are kept, and how long.
  static let most = 20
  static let lifetime = Duration.days(30)
  /// A version is kept when the last kept one is as old as this.
  static let pause = Duration.minutes(5)

  let version: Int64
  let savedAt: Timestamp
  let savedBy: Person
  let lines: Int
}
