import Core
import Crypto
import Encoding
import Synchronization
import Telemetry
import Transfer

/// Sends emails one after another over SMTP, and retries when the mail server is away. Queued emails are lost when the server stops:
/// the member asks again.
final class SMTPMailQueue: MailQueue {
  private typealias Compose = @Sendable () async throws -> Email?

  /// Emails that may wait.
  private static let capacity = 1_000
  private static let retryDelays: [Duration] = [.seconds(5), .seconds(60), .seconds(300)]

  private let mailer: Mailer
  private let from: String
  private let random: RandomSource
  private let logger: Logger
  private let queue: AsyncStream<Compose>.Continuation
  private let sending = Mutex<Task<Void, Never>?>(nil)

  init(_ mailer: Mailer, from: String, random: RandomSource, logger: Logger) {
    self.mailer = mailer
    self.from = from
    self.random = random
    self.logger = logger
    let (waiting, queue) = AsyncStream.makeStream(of: Compose.self, bufferingPolicy: .bufferingOldest(Self.capacity))
    self.queue = queue
    sending.withLock { sending in
      sending = Task { [weak self] in
        for await compose in waiting { await self?.deliver(compose) }
      }
    }
  }

  func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) throws(AppError) {
    guard case .enqueued = queue.yield(compose) else {
      throw AppError(.unavailable, "Too many emails are waiting to be sent. Try again later", retryAfter: .seconds(60))
    }
  }

  func notify(_ email: Email) {
    do { try enqueue { email } } catch { logger.error("mail_dropped", ["error": "\(error)"]) }
  }

  func stop() {
    queue.finish()
    sending.withLock { $0?.cancel() }
  }

  private func deliver(_ compose: Compose) async {
    do {
      guard let email = try await compose() else { return }
      try await deliver(email)
    } catch is CancellationError {
      return
    } catch {
      logger.error("mail_failed", ["error": "\(error)"])
    }
  }

  private func deliver(_ email: Email) async throws {
    let message = MailMessage(email, from: from, random)
    for (number, delay) in Self.retryDelays.enumerated() {
      do {
        try await mailer.send(message)
        logger.info("mail_sent", ["try": "\(number + 1)"])
        return
      } catch {
        logger.warning("mail_delayed", ["try": "\(number + 1)", "error": "\(error)"])
        try await Task.sleep(for: delay)
      }
    }
    try await mailer.send(message)
    logger.info("mail_sent", ["try": "\(Self.retryDelays.count + 1)"])
  }
}

extension MailMessage {
  init(_ email: Email, from: String, _ random: RandomSource) {
    self.init(
      from: from, to: email.to, subject: email.subject, text: email.text, html: email.html, unsubscribe: email.unsubscribe,
      date: Timestamp.systemNow().microseconds / 1_000_000, id: Hex.encode(random.bytes(16)))
  }
}
