/// A letter to a member's e-mail address, in plain text.
public struct OutgoingLetter: Sendable {
  public let to: String
  public let subject: String
  public let text: String

  public init(to: String, subject: String, text: String) {
    self.to = to
    self.subject = subject
    self.text = text
  }
}

/// Sends letters behind the back of whoever asked for them.
public protocol Post: Sendable {
  /// Takes the work on and returns at once; `UNAVAILABLE` when too much waits. The letter is written later, so that the time this takes
  /// tells nothing of whether there is one. Nil: there is none.
  func send(_ write: @escaping @Sendable () async throws -> OutgoingLetter?) throws(AppError)

  /// Sends a letter that no request waits for, such as the notice of a changed password. When too much waits, it is dropped and that is logged: the
  /// change it tells of has been made.
  func notify(_ letter: OutgoingLetter)
}
