import Core
import Synchronization

/// Takes emails instead of a mail server, for a test to open.
public final class TestMailbox: MailQueue {
  private let waiting = Mutex<[@Sendable () async throws -> Email?]>([])

  public init() {}

  /// The tests' transactions all commit.
  public func add(_ email: Email, at now: Timestamp, in transaction: Transaction) { enqueue { email } }

  public func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) { waiting.withLock { $0.append(compose) } }

  public func notify(_ email: Email) { enqueue { email } }

  /// The emails since the last call.
  public func open() async throws -> [Email] {
    let waiting = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    var emails: [Email] = []
    for compose in waiting { if let email = try await compose() { emails.append(email) } }
    return emails
  }
}

extension Email {
  /// The token of the link in the email.
  public var token: String? { text.firstMatch(of: /token=([A-Za-z0-9_-]+)/).map { String($0.1) } }
}
