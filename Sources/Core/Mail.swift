/// What a letter is about, as administrators see it in the list of letters.
public enum EmailKind: String, CaseIterable, Sendable {
  /// To the address of a new account.
  case welcome
  /// To the new address of a member.
  case address
  /// To the present address, before and after a change.
  case addressChange = "address_change"
  case password
  case recovery
  case digest
  /// To administrators: the server has a problem.
  case alarm
  /// An administrator tries whether mail arrives.
  case test
}

/// An email to a member, in plain text and perhaps as HTML too.
public struct Email: Sendable {
  public let kind: EmailKind
  public let to: String
  public let subject: String
  public let text: String
  /// The same as a whole HTML document.
  public let html: String?
  /// The address that ends such emails when a mail program posts to it (RFC 8058).
  public let unsubscribe: String?

  public init(_ kind: EmailKind, to: String, subject: String, text: String, html: String? = nil, unsubscribe: String? = nil) {
    self.kind = kind
    self.to = to
    self.subject = subject
    self.text = text
    self.html = html
    self.unsubscribe = unsubscribe
  }
}

/// Sends emails in the background. What is in the queue survives a restart.
public protocol MailQueue: Sendable {
  /// Queues an email with a change: it is sent if, and only if, the transaction commits.
  func add(_ email: Email, at now: Timestamp, in transaction: Transaction) async throws

  /// Returns at once. `compose` runs a moment later, and what it returns is queued then, so that the time this call takes does not tell
  /// whether an email is sent. It returns nil when there is nothing to send. Throws `UNAVAILABLE` when too many are to be composed.
  func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) throws(AppError)

  /// Queues an email that no request waits for, such as the notice of a changed password. When too many are to be queued, the email is
  /// dropped and the drop is logged: the change it tells of has been made.
  func notify(_ email: Email)
}
