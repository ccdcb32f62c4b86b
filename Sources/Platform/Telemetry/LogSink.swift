import Dispatch
import Glibc
import Synchronization
import System

/// Where lines go: one background thread writes them, so that a slow disk or a stuck pipe never holds up the thread that logs.
///
/// The queue is bounded; what does not fit is dropped and counted, and a line says so as soon as there is room again.
public final class LogSink: Sendable {
  /// What a line looks like.
  public enum Format: Sendable {
    /// For a terminal.
    case human
    /// One JSON object a line.
    case json
  }

  /// Takes whole lines, in order, on the sink's thread; false when they could not be written.
  public typealias Output = @Sendable ([UInt8]) -> Bool

  /// Lines below are not made.
  public let minimum: Logger.Level

  private struct State {
    var lines: [[UInt8]] = []
    var bytes = 0
    var unreported = 0
    var waiters: [DispatchSemaphore] = []
    var isIdle = true
    var isClosed = false
  }

  /// Microseconds.
  private static let gatheringTime: UInt32 = 2_000

  private let format: Format
  private let output: Output
  private let lineLimit: Int
  private let byteLimit: Int
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let dropped = Atomic<Int>(0)

  /// Starts the thread. At most `lineLimit` lines and `byteLimit` bytes wait.
  public init(
    _ format: Format, minimum: Logger.Level = .info, lineLimit: Int = 8192, byteLimit: Int = 4 << 20,
    output: @escaping Output = LogSink.descriptor(STDERR_FILENO)
  ) {
    self.format = format
    self.minimum = minimum
    self.lineLimit = lineLimit
    self.byteLimit = byteLimit
    self.output = output
    // The thread owns the sink: it lives until `close()`.
    BlockingThread.startOrStop { self.work() }
  }

  /// Writes to an open file descriptor, which stays the caller's. SIGPIPE should be ignored by the process.
  public static func descriptor(_ descriptor: Int32) -> Output {
    { bytes in
      bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count {
          let count = write(descriptor, buffer.baseAddress! + written, buffer.count - written)
          if count > 0 {
            written += count
          } else if errno == EAGAIN {
            var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&wait, 1, 1000)
          } else if errno != EINTR {
            return false
          }
        }
        return true
      }
    }
  }

  /// Lines that were not written since the start.
  public var droppedLines: Int { dropped.load(ordering: .relaxed) }

  /// Blocks until everything logged before this call is written, or the time is up; says which. Call it before the process exits.
  @discardableResult
  public func flush(within limit: Duration = .seconds(2)) -> Bool {
    let done = DispatchSemaphore(value: 0)
    let isWritten = state.withLock { state in
      if state.isIdle && state.lines.isEmpty { return true }
      state.waiters.append(done)
      return false
    }
    return isWritten || done.wait(timeout: .now() + .microseconds(Int(limit / .microseconds(1)))) == .success
  }

  /// Flushes and ends the thread; later lines are dropped.
  public func close() {
    flush()
    let first = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if first { wake.signal() }
  }

  func take(_ line: LogLine) {
    let text = line.text(format)
    let (taken, mustWake) = state.withLock { state -> (Bool, Bool) in
      guard !state.isClosed, state.lines.count < lineLimit, state.bytes + text.count <= byteLimit else {
        state.unreported += 1
        return (false, false)
      }
      state.lines.append(text)
      state.bytes += text.count
      defer { state.isIdle = false }
      return (true, state.isIdle)
    }
    if !taken { dropped.add(1, ordering: .relaxed) }
    if mustWake { wake.signal() }
  }

  private enum Turn {
    case write([[UInt8]], lost: Int, waiters: [DispatchSemaphore])
    case rest([DispatchSemaphore])
    case end([DispatchSemaphore])
  }

  private func work() {
    while true {
      switch nextTurn() {
      case .write(let lines, let lost, let waiters):
        if !output(Array(lines.joined())) { dropped.add(lines.count, ordering: .relaxed) }
        if lost > 0 { _ = output(lossReport(lost)) }
        for waiter in waiters { waiter.signal() }
        // Under load lines gather meanwhile: waking this thread for each would cost the caller more than the line itself.
        usleep(Self.gatheringTime)
      case .rest(let waiters):
        for waiter in waiters { waiter.signal() }
        wake.wait()
      case .end(let waiters):
        for waiter in waiters { waiter.signal() }
        return
      }
    }
  }

  private func nextTurn() -> Turn {
    state.withLock { state in
      defer { state.waiters = [] }
      guard !state.lines.isEmpty else {
        state.isIdle = true
        if state.isClosed { return .end(state.waiters) }
        return .rest(state.waiters)
      }
      defer {
        state.lines.removeAll(keepingCapacity: true)
        state.bytes = 0
        state.unreported = 0
      }
      return .write(state.lines, lost: state.unreported, waiters: state.waiters)
    }
  }

  private func lossReport(_ lost: Int) -> [UInt8] {
    LogLine(
      microseconds: WallClock.microseconds(), level: .warning, event: "log lines dropped", fields: [LogField(("count", lost))]
    ).text(format)
  }
}
