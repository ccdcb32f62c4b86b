import Core
import Crypto
import Encoding
import Synchronization
import Telemetry
import Transfer

/// Keeps emails in the database until a mail server has taken them, and sends them one after another. Of several nodes, one sends a letter.
///
/// A letter may arrive twice when this process ends between the mail server's answer and the note of it; both have one Message-ID, by which
/// mail programs recognise it.
public final class LetterQueue: MailQueue {
  private typealias Compose = @Sendable () async throws -> Email?

  /// Emails that may wait to be composed.
  private static let capacity = 1_000
  /// What lies between two tries.
  private static let pauses: [Duration] = [.seconds(5), .seconds(60), .seconds(300), .seconds(1_800), .seconds(7_200)]
  /// Longer than a try can take.
  private static let lease = Duration.seconds(300)
  /// How soon a letter of another node or command is seen.
  private static let turn = Duration.seconds(5)

  private let rows: LetterRepository
  private let work: UnitOfWork
  private let mailer: Mailer
  private let from: String
  private let seal: EmailSeal
  private let random: RandomSource
  private let now: @Sendable () -> Timestamp
  private let logger: Logger

  private let composing: AsyncStream<Compose>
  private let toCompose: AsyncStream<Compose>.Continuation
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation
  private let failures = Atomic<Int>(0)
  private let tasks = Mutex<(composer: Task<Void, Never>?, others: [Task<Void, Never>])>((nil, []))

  public init(
    _ rows: LetterRepository, work: UnitOfWork, mailer: Mailer, from: String, secret: Secret, random: RandomSource,
    now: @escaping @Sendable () -> Timestamp, logger: Logger
  ) {
    (self.rows, self.work, self.mailer, self.from) = (rows, work, mailer, from)
    (seal, self.random, self.now, self.logger) = (EmailSeal(secret: secret), random, now, logger)
    (composing, toCompose) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Letters given up since the start.
  public var failed: Int { failures.load(ordering: .relaxed) }

  // MARK: Queueing

  public func add(_ email: Email, at now: Timestamp, in transaction: Transaction) async throws {
    let reference = Hex.encode(random.bytes(16))
    try await rows.insert(
      email.kind, to: EmailSeal.masked(email.to), as: reference, seal.seal(email, as: reference), at: now, in: transaction)
  }

  public func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) throws(AppError) {
    guard case .enqueued = toCompose.yield(compose) else {
      throw AppError(.unavailable, "Too many emails are waiting to be sent. Try again later", retryAfter: .seconds(60))
    }
  }

  public func notify(_ email: Email) {
    do { try enqueue { email } } catch { logger.error("mail_dropped", ["error": "\(error)"]) }
  }

  // MARK: Running

  /// - Parameter isPaused: while it says so, letters wait.
  public func start(isPaused: @escaping @Sendable () -> Bool) {
    tasks.withLock { tasks in
      tasks.composer = Task { [self] in for await compose in composing { await keep(compose) } }
      let ticking = Task { [wake] in
        while (try? await Task.sleep(for: Self.turn)) != nil { wake.yield() }
      }
      let sending = Task { [self] in for await _ in wakes where !isPaused() { await sendAll() } }
      tasks.others = [ticking, sending]
    }
  }

  /// Keeps what is still to be composed, and stops sending: letters wait for the next start.
  public func stop() async {
    toCompose.finish()
    let (composer, others) = tasks.withLock { $0 }
    await composer?.value
    wake.finish()
    for task in others { task.cancel() }
    for task in others { await task.value }
  }

  private func keep(_ compose: Compose) async {
    do {
      guard let email = try await compose() else { return }
      try await work.transaction { try await add(email, at: now(), in: $0) }
      wake.yield()
    } catch { logger.error("mail_failed", ["error": "\(error)"]) }
  }

  private func sendAll() async {
    do { try await sendDue() } catch is CancellationError { return } catch {
      logger.error("mail_failed", ["error": "\(error)"])
    }
  }

  /// Sends what is due; the error of the last letter that was not taken. For commands, and the turns of a server.
  @discardableResult
  public func sendDue() async throws -> String? {
    var problem: String?
    while try await rows.isDue(at: now()), let letter = try await rows.take(at: now(), until: now() + Self.lease) {
      problem = try await send(letter) ?? problem
    }
    return problem
  }

  /// Why it was not taken.
  private func send(_ letter: LetterRepository.Taken) async throws -> String? {
    guard let email = seal.open(letter.content, as: letter.reference) else {
      return try await giveUp(letter, "SECRET_KEY is another than when it was written")
    }
    let sent = await mailer.send(MailMessage(email, from: from, id: letter.reference, at: now()))
    guard let failure = sent.failure else {
      try await rows.end(letter.id, .sent, error: nil, at: now())
      logger.info("mail_sent", ["try": "\(letter.tries)"])
      return nil
    }
    if failure.isOurs || Task.isCancelled {
      try await rows.giveBack(letter, at: now())
      throw CancellationError()
    }
    let reason = failure.text.replacing(email.to, with: EmailSeal.masked(email.to))
    guard !failure.isFinal, letter.tries <= Self.pauses.count else { return try await giveUp(letter, reason) }
    try await rows.postpone(letter.id, to: now() + Self.pauses[letter.tries - 1], error: reason)
    logger.warning("mail_delayed", ["try": "\(letter.tries)", "error": "\(failure.error)"])
    return reason
  }

  private func giveUp(_ letter: LetterRepository.Taken, _ reason: String) async throws -> String {
    try await rows.end(letter.id, .failed, error: reason, at: now())
    failures.add(1, ordering: .relaxed)
    logger.error("mail_failed", ["try": "\(letter.tries)"])
    return reason
  }
}

extension MailMessage {
  /// - Parameter id: what is before the `@` of the Message-ID.
  init(_ email: Email, from: String, id: String, at now: Timestamp) {
    self.init(
      from: from, to: email.to, subject: email.subject, text: email.text, html: email.html, unsubscribe: email.unsubscribe,
      date: now.microseconds / 1_000_000, id: id)
  }
}
