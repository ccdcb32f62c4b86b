/// An email to a member, in plain text and perhaps as HTML too.
public struct Email: Sendable {
  public let to: String
  public let subject: String
  public let text: String
  /// The same as a whole HTML document.
  public let html: String?
  /// The address that ends such emails when a mail program posts to it (RFC 8058).
  public let unsubscribe: String?

  public init(to: String, subject: String, text: String, html: String? = nil, unsubscribe: String? = nil) {
    self.to = to
    self.subject = subject
    self.text = text
    self.html = html
    self.unsubscribe = unsubscribe
  }
}

/// Sends emails in the background.
public protocol MailQueue: Sendable {
  /// Queues an email and returns at once. Throws `UNAVAILABLE` when the queue is full. `compose` runs later, so that the time this call
  /// takes does not tell whether an email is sent. It returns nil when there is nothing to send.
  func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) throws(AppError)

  /// Queues an email that no request waits for, such as the notice of a changed password. When the queue is full, the email is dropped
  /// and the drop is logged: the change it tells of has been made.
  func notify(_ email: Email)
}
