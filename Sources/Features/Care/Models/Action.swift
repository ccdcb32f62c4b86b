import Core
import Relations

public enum ActionEntity: Sendable {}
public typealias ActionID = Identifier<ActionEntity>

public enum ActionKind: String, CaseIterable, Sendable {
  case warn, remove, mute, ban

  var label: String {
    switch self {
    case .warn: "Warning"
    case .remove: "Removal"
    case .mute: "Mute"
    case .ban: "Ban"
    }
  }

  /// How long it may last, in minutes.
  var minutes: ClosedRange<Int64>? {
    switch self {
    case .warn, .remove: nil
    case .mute: 10...43_200
    case .ban: 60...525_600
    }
  }
}

/// What staff did to a member or a thing.
public struct Action: Hashable, Sendable {
  static let messageLengths = 1...1_000
  static let logNoteLengths = 0...200
  /// What staff removed can be brought back for this long.
  static let restorable = Duration.days(30)
  /// What the author of something that was removed through its own page reads.
  static let removedMessage = "Removed by a moderator"

  public let id: ActionID
  public let kind: ActionKind
  public let user: Person?
  let owner: UserID?
  /// Usernames; nil for who has left, and for the server.
  let by: String?
  public let reason: ReportReason
  public let message: String
  let logNote: String
  public let target: ActedOn?
  let record: CaseID?
  let minutes: Int64?
  public let endsAt: Timestamp?
  public let createdAt: Timestamp
  let replacedAt: Timestamp?
  let endedAt: Timestamp?
  public let undoneAt: Timestamp?
  let undoneBy: String?
  /// `hide` or `remove`, of bans.
  let content: String?
  public let appeal: Appeal?

  public struct ActedOn: Hashable, Sendable {
    let kind: String
    let key: String
    let id: String
  }

  /// Whether the member it concerns may appeal now.
  func isAppealable(at now: Timestamp) -> Bool { appeal == nil && undoneAt == nil && now < createdAt + Appeal.time }

  /// Whether it has an effect that can be lifted.
  func stands(at now: Timestamp) -> Bool {
    undoneAt == nil && replacedAt == nil && endedAt == nil && (endsAt.map { now < $0 } ?? true)
  }
}

/// What staff want to do.
public struct ActionDraft: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case member(String)
    case thing(ReportTarget)
    case record(CaseID)
  }

  let kind: ActionKind
  let reason: ReportReason
  let message: String
  let logNote: String
  let subject: Subject
  /// Nil: until it is lifted, or it does not last.
  let minutes: Int64?
  /// Nil for all but bans.
  var content: BanContent?
}

/// A slice of actions, newest first.
public struct ActionSlice: Sendable {
  let actions: [Action]
  let next: ActionID?
}
