import CCurl
import Glibc

/// What hears of a transfer while it runs, always on the loop's thread, which it must not hold up.
protocol TransferSink: AnyObject, Sendable {
  /// A line of a head or trailer, its line end included; false breaks the transfer off.
  func head(_ line: UnsafeRawBufferPointer, of handle: EasyHandle) -> Bool
  /// Bytes of the body; `.pause` takes none of them, and they come again when the loop is told to resume.
  func body(_ bytes: UnsafeRawBufferPointer) -> TransferFlow
  /// Told once, whatever happened.
  func ended(_ outcome: Result<Void, TransferError>)
}

enum TransferFlow: Sendable {
  case goOn, pause
}

/// One transfer on its way through the loop. The loop's thread alone touches what varies.
final class Transfer: @unchecked Sendable {
  let handle: EasyHandle
  let sink: any TransferSink
  let reach: Reach
  /// When the body's first byte has to be there.
  let firstByteBy: ContinuousClock.Instant
  /// How long nothing may come after that, unless it is paused.
  let stalledAfter: Duration
  /// When all of it has to be there.
  let endBy: ContinuousClock.Instant?

  private var lastByte: ContinuousClock.Instant?
  private var isPaused = false
  private var isRefused = false

  init(
    _ handle: EasyHandle, sink: any TransferSink, reach: Reach, firstByteBy: ContinuousClock.Instant, stalledAfter: Duration,
    endBy: ContinuousClock.Instant? = nil
  ) throws(TransferError) {
    self.handle = handle
    self.sink = sink
    self.reach = reach
    self.firstByteBy = firstByteBy
    self.stalledAfter = stalledAfter
    self.endBy = endBy
    try handle.check(
      neo_curl_set_callbacks(
        handle.raw,
        { bytes, size, count, context in
          let transfer = Transfer.at(context)
          return transfer.sink.head(UnsafeRawBufferPointer(start: bytes, count: size * count), of: transfer.handle) ? size * count : 0
        },
        { bytes, size, count, context in Transfer.at(context).receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) },
        { context, _, address in Transfer.at(context).connect(address) },
        Unmanaged.passUnretained(self).toOpaque()))
  }

  /// The loop keeps a transfer as long as libcurl knows its handle.
  static func at(_ context: UnsafeMutableRawPointer?) -> Transfer { Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue() }

  /// Nil while there is still time.
  func lateness(at now: ContinuousClock.Instant) -> TransferError? {
    if let endBy, now >= endBy { return .late }
    guard let lastByte else { return now >= firstByteBy ? .noFirstByte : nil }
    return !isPaused && now - lastByte >= stalledAfter ? .stalled : nil
  }

  func resume(at now: ContinuousClock.Instant) {
    guard isPaused else { return }
    isPaused = false
    lastByte = now
    curl_easy_pause(handle.raw, CURLPAUSE_CONT)
  }

  func end(_ code: CURLcode) {
    sink.ended(code == CURLE_OK ? .success(()) : .failure(isRefused ? .refusedAddress : TransferError(code)))
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    lastByte = .now
    switch sink.body(bytes) {
    case .goOn: return bytes.count
    case .pause:
      isPaused = true
      return neo_curl_pause()
    }
  }

  /// Refuses addresses out of reach before a byte goes there.
  private func connect(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    guard let address else { return neo_curl_no_socket() }
    let known = withUnsafePointer(to: &address.pointee.addr) { NetworkAddress($0) }
    guard let known, reach.admits(known) else {
      isRefused = true
      return neo_curl_no_socket()
    }
    return socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }
}
