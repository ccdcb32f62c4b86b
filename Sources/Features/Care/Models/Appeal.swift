import Core

public enum AppealEntity: Sendable {}
public typealias AppealID = Identifier<AppealEntity>

public enum AppealStatus: String, CaseIterable, Sendable { case open, upheld, overturned }

/// What a member says against an action about them, and what staff answered. There is one for each action, and it is decided once.
public struct Appeal: Hashable, Sendable {
  static let textLengths = 1...2_000
  static let answerLengths = 1...1_000
  /// How long after an action it can be appealed.
  static let time = Duration.days(90)

  public let id: AppealID
  let action: ActionID
  public let text: String
  public let status: AppealStatus
  /// Nil while it is open.
  public let answer: String?
  let createdAt: Timestamp
  let decidedAt: Timestamp?
}

/// What an appeal is against.
public enum AppealSubject: Hashable, Sendable {
  /// An action about the caller.
  case action(ActionID)
  /// The ban that a token from the refusal names. The second is an action that was named as well.
  case ban(token: String, ActionID?)
}

/// What staff decide.
public struct Verdict: Sendable {
  public enum Decision: String, CaseIterable, Sendable {
    case upheld, overturned

    var status: AppealStatus { self == .upheld ? .upheld : .overturned }
  }

  let decision: Decision
  let answer: String

  public init(_ decision: Decision, answer: String) {
    self.decision = decision
    self.answer = answer
  }
}

/// Which appeals a list shows.
public enum AppealFilter: String, CaseIterable, Sendable { case open, closed }

/// A slice of actions that were appealed, those of the newest appeals first.
public struct AppealSlice: Sendable {
  let actions: [Action]
  let next: AppealID?
}
