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

  /// Returns when the server has taken the letter; whether it arrives is between servers from then on.
  public func send(_ letter: MailMessage, within limit: Duration = .seconds(30)) async throws(TransferError) {
    let delivery = MailDelivery(try letter.encoded())
    let handle = try EasyHandle()
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
    try outcome.get()
  }
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
