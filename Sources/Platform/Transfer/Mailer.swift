import CCurl
import Synchronization

/// Hands letters to a mail server over SMTP, through `TransferLoop`. Thread-safe.
public struct Mailer: Sendable {
  private let loop: TransferLoop
  private let server: MailServer
  private let host: String

  /// - Parameter host: what this machine calls itself to the mail server.
  public init(_ loop: TransferLoop, server: MailServer, host: String) {
    self.loop = loop
    self.server = server
    self.host = host
  }

  /// Returns when the server has taken the letter, or will not; whether it arrives is between servers from then on.
  ///
  /// - Parameter isFresh: over a connection of its own, so that everything is said again.
  public func send(_ letter: MailMessage, isFresh: Bool = false, within limit: Duration = .seconds(30)) async -> MailOutcome {
    let dialogue = MailDialogue(hiding: [server.password].compactMap { $0 })
    do {
      try await send(letter, isFresh, within: limit, dialogue)
      return MailOutcome(failure: nil, dialogue: dialogue.lines)
    } catch {
      return MailOutcome(failure: MailFailure(error: error, reply: dialogue.lastReply), dialogue: dialogue.lines)
    }
  }

  private func send(_ letter: MailMessage, _ isFresh: Bool, within limit: Duration, _ dialogue: MailDialogue) async throws(TransferError) {
    let delivery = MailDelivery(try letter.encoded())
    let handle = try EasyHandle()
    // libcurl takes leave of a server that refused a letter, and blocks until it has answered.
    try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(limit / .seconds(1))))
    try handle.set(CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
    try handle.set(CURLOPT_URL, "\(server.address)/\(host)")
    try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    try handle.set(CURLOPT_USE_SSL, Int((server.needsTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY).rawValue))
    if let user = server.user { try handle.set(CURLOPT_USERNAME, user) }
    if let password = server.password { try handle.set(CURLOPT_PASSWORD, password) }
    try handle.set(CURLOPT_MAIL_FROM, "<\(letter.from)>")
    try handle.set(CURLOPT_MAIL_RCPT, ["<\(letter.to)>"])
    try handle.check(
      neo_curl_set_upload(
        handle.raw, { bytes, size, count, context in MailDelivery.at(context).give(bytes, upTo: size * count) },
        Unmanaged.passUnretained(delivery).toOpaque()))
    try handle.check(
      neo_curl_set_listener(
        handle.raw,
        { _, type, bytes, count, context in
          if let bytes { MailDialogue.at(context)?.hear(type, UnsafeRawBufferPointer(start: bytes, count: count)) }
          return 0
        }, Unmanaged.passUnretained(dialogue).toOpaque()))
    let transfer = try Transfer(
      handle, sink: delivery, reach: .anywhere, firstByteBy: .now + limit, stalledAfter: limit)
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        delivery.tell(waiter)
        loop.start(transfer)
      }
    } onCancel: {
      loop.cancel(transfer)
    }
    // libcurl told the dialogue until here.
    withExtendedLifetime(dialogue) {}
    try outcome.get()
  }
}

/// What became of a letter.
public struct MailOutcome: Sendable {
  /// Nil if the server took it.
  public let failure: MailFailure?
  /// What the two servers said, without credentials.
  public let dialogue: [String]
}

/// Why a mail server did not take a letter.
public struct MailFailure: Sendable {
  public let error: TransferError
  /// The server's last words: `550 no such mailbox`. They may hold the address. Nil if it said nothing.
  public let reply: String?

  /// For administrators.
  public var text: String { reply.flatMap { isRefusal ? "\($0) (\(error))" : nil } ?? "\(error)" }

  /// The process that sends is stopping, or gave up by itself: nothing is known of the letter.
  public var isOurs: Bool { error == .cancelled || error == .closed }

  /// Trying again brings the same: no such mailbox, a text that is refused (RFC 5321, 4.2.3), or an address that is none.
  public var isFinal: Bool {
    if case .unusable = error { return true }
    return isRefusal && ["550", "551", "552", "553", "554"].contains(reply?.prefix(3))
  }

  private var isRefusal: Bool { reply?.first == "4" || reply?.first == "5" }
}

/// A letter on its way out. The transfer keeps it as its sink, so libcurl's pointer stays good.
private final class MailDelivery: TransferSink {
  private struct State {
    var offset = 0
    var waiter: CheckedContinuation<Result<Void, TransferError>, Never>?
  }

  private let bytes: [UInt8]
  private let state = Mutex(State())

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func at(_ context: UnsafeMutableRawPointer?) -> MailDelivery {
    Unmanaged<MailDelivery>.fromOpaque(context!).takeUnretainedValue()
  }

  func tell(_ waiter: CheckedContinuation<Result<Void, TransferError>, Never>) { state.withLock { $0.waiter = waiter } }

  func give(_ target: UnsafeMutablePointer<CChar>?, upTo limit: Int) -> Int {
    guard let target else { return 0 }
    return state.withLock { state in
      let piece = bytes[state.offset..<min(bytes.count, state.offset + limit)]
      UnsafeMutableRawBufferPointer(start: target, count: limit).copyBytes(from: piece)
      state.offset += piece.count
      return piece.count
    }
  }

  func head(_ line: UnsafeRawBufferPointer, of handle: EasyHandle) -> Bool { true }
  func body(_ bytes: UnsafeRawBufferPointer) -> TransferFlow { .goOn }

  func ended(_ outcome: Result<Void, TransferError>) {
    state.withLock { state in
      defer { state.waiter = nil }
      return state.waiter
    }?.resume(returning: outcome)
  }
}
