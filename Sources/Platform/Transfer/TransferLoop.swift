import CCurl
import Glibc
import Synchronization
import System

/// Runs transfers with other servers, any number at once, on one thread that starts with the first of them.
///
/// Whatever libcurl speaks can be run: a protocol sets up an `EasyHandle` and hears of it through a `TransferSink`. `Fetcher` does
/// so for HTTP. Thread-safe.
public final class TransferLoop: @unchecked Sendable {
  private enum Command {
    case start(Transfer)
    case resume(Transfer)
    case cancel(Transfer)
    case close
  }

  private struct Inbox {
    var commands: [Command] = []
    var isRunning = false
    var isClosed = false
  }

  /// How exact deadlines are.
  private static let tick: Int32 = 250
  private static let idle: Int32 = 60_000

  private let multi: UnsafeMutableRawPointer
  private let inbox = Mutex(Inbox())
  /// The loop's thread alone.
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]

  public init() {
    guard let multi = curl_multi_init() else { preconditionFailure("out of memory") }
    self.multi = multi
  }

  deinit { curl_multi_cleanup(multi) }

  /// Ends every transfer with `.closed`; later ones end so at once.
  public func close() {
    inbox.withLock { inbox in
      guard !inbox.isClosed else { return }
      inbox.isClosed = true
      guard inbox.isRunning else { return }
      inbox.commands.append(.close)
      curl_multi_wakeup(multi)
    }
  }

  func start(_ transfer: Transfer) {
    if !order(.start(transfer)) { transfer.sink.ended(.failure(.closed)) }
  }

  func resume(_ transfer: Transfer) { order(.resume(transfer)) }

  /// Does nothing if it has ended.
  func cancel(_ transfer: Transfer) { order(.cancel(transfer)) }

  @discardableResult
  private func order(_ command: Command) -> Bool {
    inbox.withLock { inbox in
      guard !inbox.isClosed else { return false }
      if !inbox.isRunning {
        guard begin() else { return false }
        inbox.isRunning = true
      }
      inbox.commands.append(command)
      curl_multi_wakeup(multi)
      return true
    }
  }

  private func begin() -> Bool {
    do throws(BlockingThread.Failure) { try BlockingThread.start { self.work() } } catch { return false }
    return true
  }

  // MARK: On the loop's thread

  private func work() {
    while true {
      for command in inbox.withLock({ inbox in
        defer { inbox.commands = [] }
        return inbox.commands
      }) {
        guard obey(command) else { return }
      }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collect()
      dropLate()
      curl_multi_poll(multi, nil, 0, active.isEmpty ? Self.idle : Self.tick, nil)
    }
  }

  /// False when it was the last.
  private func obey(_ command: Command) -> Bool {
    switch command {
    case .start(let transfer):
      active[transfer.handle.raw] = transfer
      let code = curl_multi_add_handle(multi, transfer.handle.raw)
      if code != CURLM_OK { drop(transfer, .failed(String(cString: curl_multi_strerror(code)))) }
    case .resume(let transfer):
      if active[transfer.handle.raw] === transfer { transfer.resume(at: .now) }
    case .cancel(let transfer):
      if active[transfer.handle.raw] === transfer { drop(transfer, .cancelled) }
    case .close:
      for transfer in active.values { drop(transfer, .closed) }
      return false
    }
    return true
  }

  private func collect() {
    var code = CURLE_OK
    while let handle = neo_curl_ended(multi, &code) {
      guard let transfer = active.removeValue(forKey: handle) else { continue }
      curl_multi_remove_handle(multi, handle)
      transfer.end(code)
    }
  }

  private func dropLate() {
    guard !active.isEmpty else { return }
    let now = ContinuousClock.now
    for transfer in active.values {
      if let lateness = transfer.lateness(at: now) { drop(transfer, lateness) }
    }
  }

  private func drop(_ transfer: Transfer, _ error: TransferError) {
    active[transfer.handle.raw] = nil
    transfer.handle.abandon()
    curl_multi_remove_handle(multi, transfer.handle.raw)
    transfer.sink.ended(.failure(error))
  }
}
