import Core

public enum LetterEntity: Sendable {}
public typealias LetterID = Identifier<LetterEntity>

public enum LetterState: String, CaseIterable, Sendable { case waiting, sent, failed }

/// An email, as administrators see it.
public struct Letter: Sendable {
  let id: LetterID
  let createdAt: Timestamp
  /// `a…@example.org`
  let recipient: String
  let kind: String
  public let state: LetterState
  let tries: Int
  public let error: String?
  /// What was said between the two servers, of a test only.
  let dialogue: [String]
  let nextTryAt: Timestamp?
}

/// A part of the list of letters, the newest first.
struct LetterSlice: Sendable {
  let letters: [Letter]
  let next: LetterID?
}

/// Mail at one glance.
public struct MailFigures: Sendable {
  public let sentAt: Timestamp?
  public let failedInADay: Int
  /// Of the newest letter that could not be sent at once.
  public let lastError: String?
}
