import Core
import Crypto
import Synchronization
import Telemetry
import Transfer

/// Sends members' letters one after another; a mail server that is away is tried again. What waits is lost when the server stops:
/// a letter nobody got is asked for once more.
final class Letters: Post {
  /// Letters that may wait.
  private static let capacity = 1_000
  private static let pauses: [Duration] = [.seconds(5), .seconds(60), .seconds(300)]

  private let mailer: Mailer
  private let from: String
  private let random: RandomSource
  private let logger: Logger
  private let orders: AsyncStream<@Sendable () async throws -> OutgoingLetter?>.Continuation
  private let sending = Mutex<Task<Void, Never>?>(nil)

  init(_ mailer: Mailer, from: String, random: RandomSource, logger: Logger) {
    self.mailer = mailer
    self.from = from
    self.random = random
    self.logger = logger
    let (waiting, orders) = AsyncStream.makeStream(
      of: (@Sendable () async throws -> OutgoingLetter?).self, bufferingPolicy: .bufferingOldest(Self.capacity))
    self.orders = orders
    sending.withLock { sending in
      sending = Task { [weak self] in
        for await write in waiting { await self?.deliver(write) }
      }
    }
  }

  func send(_ write: @escaping @Sendable () async throws -> OutgoingLetter?) throws(AppError) {
    guard case .enqueued = orders.yield(write) else {
      throw AppError(.unavailable, "Too many letters wait to be sent. Try again later", retryAfter: .seconds(60))
    }
  }

  func notify(_ letter: OutgoingLetter) {
    do { try send { letter } } catch { logger.error("letter_dropped", ["error": "\(error)"]) }
  }

  func stop() {
    orders.finish()
    sending.withLock { $0?.cancel() }
  }

  private func deliver(_ write: @Sendable () async throws -> OutgoingLetter?) async {
    do {
      guard let letter = try await write() else { return }
      try await deliver(letter)
    } catch is CancellationError {
      return
    } catch {
      logger.error("letter_failed", ["error": "\(error)"])
    }
  }

  private func deliver(_ letter: OutgoingLetter) async throws {
    let encoded = Letter(
      from: from, to: letter.to, subject: letter.subject, text: letter.text, date: Timestamp.systemNow().microseconds / 1_000_000,
      id: Hex.encode(random.bytes(16)))
    for (number, pause) in Self.pauses.enumerated() {
      do {
        try await mailer.send(encoded)
        logger.info("letter_sent", ["try": "\(number + 1)"])
        return
      } catch {
        logger.warning("letter_delayed", ["try": "\(number + 1)", "error": "\(error)"])
        try await Task.sleep(for: pause)
      }
    }
    try await mailer.send(encoded)
    logger.info("letter_sent", ["try": "\(Self.pauses.count + 1)"])
  }
}
