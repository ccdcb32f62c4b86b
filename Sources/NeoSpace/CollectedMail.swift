import Core
import Synchronization
import Transfer

/// Keeps emails until a command sends them, one after another, and ends.
final class CollectedMail: MailQueue {
  private let waiting = Mutex<[@Sendable () async throws -> Email?]>([])

  func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) { waiting.withLock { $0.append(compose) } }

  func notify(_ email: Email) { enqueue { email } }

  /// Returns how many were sent.
  func send(with mailer: Mailer, from: String, _ random: RandomSource) async throws -> Int {
    let waiting = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    var count = 0
    for compose in waiting {
      guard let email = try await compose() else { continue }
      try await mailer.send(MailMessage(email, from: from, random))
      count += 1
    }
    return count
  }
}
