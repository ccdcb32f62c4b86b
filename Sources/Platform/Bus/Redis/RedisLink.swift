import CHiredis
import Glibc
import Synchronization
import System

/// The state of a link and its counters.
public struct RedisHealth: Sendable, Equatable {
  public var state = CircuitBreaker.State.closed
  public var isConnected = false
  /// Connections made after the first.
  public var reconnects: UInt64 = 0
  /// Times the breaker opened.
  public var failures: UInt64 = 0
}

/// A change that should be logged.
public enum RedisChange: Sendable, Equatable {
  case connected
  /// The connection was lost or could not be made, and why. Reported once per outage.
  case lost(String)
}

/// A connection to Redis with its own thread. It reconnects whenever the connection is lost.
///
/// Commands are sent in the order of the calls, pipelined, and are answered in that order. No call blocks.
final class RedisLink: Sendable {
  enum Failure: Error, Equatable {
    /// Not connected, or the connection was lost before the answer. The command may have been carried out.
    case lost
    case timedOut
    /// Too many commands or bytes are waiting.
    case full
  }

  struct Options: Sendable {
    var connectTime = Duration.seconds(2)
    /// A server that has not answered for this long counts as gone.
    var replyTime = Duration.seconds(2)
    /// After this much silence the server is pinged.
    var silence = Duration.seconds(5)
    /// The most bytes and the most commands that may wait.
    var capacity = 8 << 20
    var commands = 50_000
    /// How long a command waits for a connection. With zero it fails at once if there is none.
    var patience = Duration.zero
  }

  typealias Done = @Sendable (Result<RedisReply, Failure>) -> Void

  struct Pending: Sendable {
    let bytes: [UInt8]
    let sent: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant?
    var done: Done?
  }

  private struct State {
    var queue: [Pending] = []
    var bytes = 0
    var commands = 0
    var isWakePending = false
    var isStopping = false
    var hasConnected = false
    var health = RedisHealth()
  }

  private static let inFlight = 1_024

  private let endpoint: RedisEndpoint
  private let options: Options
  private let greeting: @Sendable () -> [(RedisCommand, Done)]
  private let pushed: @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void
  private let changed: @Sendable (RedisChange) -> Void
  private let state = Mutex(State())
  private let wakeup: Int32
  private let began = ContinuousClock.now

  /// `greeting` returns the commands to send first over each new connection, and `pushed` gets the messages of channels. Both are called on
  /// the link's thread, and so is every `done` unless its command was refused at once.
  init(
    _ endpoint: RedisEndpoint, options: Options, greeting: @escaping @Sendable () -> [(RedisCommand, Done)] = { [] },
    pushed: @escaping @Sendable ([UInt8], [UInt8]) -> Void = { _, _ in }, changed: @escaping @Sendable (RedisChange) -> Void
  ) {
    self.endpoint = endpoint
    self.options = options
    self.greeting = greeting
    self.pushed = pushed
    self.changed = changed
    wakeup = neo_redis_wakeup()
    precondition(wakeup >= 0, "No file descriptor is left for a Redis connection")
  }

  deinit { Glibc.close(wakeup) }

  /// Starts connecting. The thread keeps the link alive until `stop`.
  func start() { BlockingThread.startOrStop { self.run() } }

  /// Fails all waiting commands and closes the connection. Returns before that is done.
  func stop() {
    state.withLock { $0.isStopping = true }
    wake()
  }

  var health: RedisHealth { state.withLock { $0.health } }

  /// Sends a command; `done` gets its reply or the failure. Any thread; never blocks.
  func send(_ command: RedisCommand, timeout: Duration? = nil, done: @escaping Done) {
    let now = ContinuousClock.now
    let (failure, wakes): (Failure?, Bool) = state.withLock { state in
      if state.isStopping || (!state.health.isConnected && options.patience == .zero) { return (.lost, false) }
      guard state.bytes + command.bytes.count <= options.capacity, state.commands < options.commands else { return (.full, false) }
      state.bytes += command.bytes.count
      state.commands += 1
      state.queue.append(Pending(bytes: command.bytes, sent: now, deadline: timeout.map { now + $0 }, done: done))
      defer { state.isWakePending = true }
      return (nil, !state.isWakePending)
    }
    if let failure { done(.failure(failure)) }
    if wakes { wake() }
  }

  private func wake() {
    var one: UInt64 = 1
    // This fails only if a wakeup is pending already.
    _ = write(wakeup, &one, 8)
  }

  // MARK: The thread

  /// Everything that asks Redis has a way without it, so one failure opens, and the waits are short. What a caller sees while it is open is
  /// the fallback, at once. A connection that lasted five seconds has proved itself: the next failure waits the shortest time again.
  static let policy = CircuitBreaker.Policy(
    threshold: 1, firstWait: .milliseconds(100), longestWait: .seconds(2), proof: .seconds(5))

  private func run() {
    var breaker = CircuitBreaker(Self.policy)
    var waiting: [Pending] = []
    while !state.withLock({ $0.isStopping }) {
      let admission = breaker.admit(at: ContinuousClock.now - began)
      note(breaker)
      if case .refused(let rest) = admission {
        sleep(rest)
        collect(into: &waiting)
        dropAged(&waiting)
        continue
      }
      do throws(RedisConnection.Failure) {
        let connection = try RedisConnection(endpoint, timeout: options.connectTime)
        breaker.succeeded(at: ContinuousClock.now - began)
        note(breaker)
        connected()
        try serve(connection, &waiting)
      } catch {
        let isNews = breaker.state == .closed
        breaker.failed(at: ContinuousClock.now - began)
        lost()
        if isNews { changed(.lost(error.description)) }
      }
      note(breaker)
      collect(into: &waiting)
      dropAged(&waiting)
    }
    lost()
    collect(into: &waiting)
    for pending in waiting { finish(pending, .failure(.lost)) }
  }

  private func connected() {
    state.withLock { state in
      state.health.isConnected = true
      if state.hasConnected { state.health.reconnects += 1 }
      state.hasConnected = true
    }
    changed(.connected)
  }

  private func lost() { state.withLock { $0.health.isConnected = false } }

  private func note(_ breaker: CircuitBreaker) {
    state.withLock { state in
      if breaker.state == .open, state.health.state != .open { state.health.failures += 1 }
      state.health.state = breaker.state
    }
  }

  /// Runs until the link is stopped. Throws if the connection is lost.
  private func serve(_ connection: RedisConnection, _ waiting: inout [Pending]) throws(RedisConnection.Failure) {
    var flying: [Pending] = []
    var answered = 0
    var lastHeard = ContinuousClock.now
    defer { for pending in flying[answered...] { finish(pending, .failure(.lost)) } }
    for (command, done) in greeting() {
      try connection.append(command.bytes)
      flying.append(Pending(bytes: [], sent: .now, deadline: nil, done: done))
    }
    while true {
      if state.withLock({ $0.isStopping }) { return }
      collect(into: &waiting)
      dropAged(&waiting)
      let batch = min(waiting.count, Self.inFlight - (flying.count - answered))
      if batch > 0 {
        for pending in waiting[..<batch] {
          try connection.append(pending.bytes)
          flying.append(pending)
        }
        waiting.removeFirst(batch)
      }
      let isWritten = try connection.write()
      let now = ContinuousClock.now
      if answered < flying.count, now - max(flying[answered].sent, lastHeard) > options.replyTime {
        throw RedisConnection.Failure(description: "no answer within \(options.replyTime)")
      }
      let events = wait(
        on: connection.descriptor, writing: !isWritten, until: nextMoment(flying[answered...], lastHeard: lastHeard, now: now))
      if events & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
        try connection.read()
        while let reply = try connection.next() {
          if case .array(let parts) = reply, parts.count == 3, parts[0].text == "message", case .bytes(let channel) = parts[1],
            case .bytes(let message) = parts[2]
          {
            pushed(channel, message)
          } else if answered < flying.count {
            finish(flying[answered], .success(reply))
            flying[answered].done = nil
            answered += 1
          }
        }
        lastHeard = .now
      }
      if answered == flying.count || answered > Self.inFlight {
        flying.removeFirst(answered)
        answered = 0
      }
      expire(&flying, from: answered)
      if answered == flying.count, ContinuousClock.now - lastHeard > options.silence {
        try connection.append(RedisCommand("PING").bytes)
        flying.append(Pending(bytes: [], sent: .now, deadline: nil, done: { _ in }))
      }
    }
  }

  /// How long to wait for the next event before a timeout has to be handled.
  private func nextMoment(_ flying: ArraySlice<Pending>, lastHeard: ContinuousClock.Instant, now: ContinuousClock.Instant) -> Duration {
    var next = options.silence - (now - lastHeard)
    if let oldest = flying.first { next = options.replyTime - (now - max(oldest.sent, lastHeard)) }
    for pending in flying { if let deadline = pending.deadline, pending.done != nil { next = min(next, deadline - now) } }
    return max(.milliseconds(1), next)
  }

  private func expire(_ flying: inout [Pending], from answered: Int) {
    let now = ContinuousClock.now
    for index in answered..<flying.count {
      guard let deadline = flying[index].deadline, deadline <= now, flying[index].done != nil else { continue }
      flying[index].done?(.failure(.timedOut))
      flying[index].done = nil
    }
  }

  private func collect(into waiting: inout [Pending]) {
    waiting += state.withLock { state in
      defer { state.queue = [] }
      state.isWakePending = false
      return state.queue
    }
  }

  /// Fails the commands that have waited for a connection for too long.
  private func dropAged(_ waiting: inout [Pending]) {
    guard !waiting.isEmpty else { return }
    let now = ContinuousClock.now
    let isConnected = state.withLock { $0.health.isConnected }
    waiting.removeAll { pending in
      let isLate = pending.deadline.map { $0 <= now } ?? false
      let isAged = isConnected && options.patience == .zero ? false : now - pending.sent > options.patience
      guard isLate || isAged else { return false }
      finish(pending, .failure(isLate ? .timedOut : .lost))
      return true
    }
  }

  private func finish(_ pending: Pending, _ result: Result<RedisReply, Failure>) {
    if !pending.bytes.isEmpty {
      state.withLock { state in
        state.bytes -= pending.bytes.count
        state.commands -= 1
      }
    }
    pending.done?(result)
  }

  private func wait(on descriptor: Int32, writing: Bool, until: Duration) -> Int16 {
    var polled = [
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0),
    ]
    _ = poll(&polled, 2, Int32(clamping: Int64((until / .milliseconds(1)).rounded(.up))))
    if polled[0].revents != 0 { drainWakeup() }
    return polled[1].revents
  }

  /// Waits until the time has passed or there is something to do.
  private func sleep(_ time: Duration) {
    var polled = pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0)
    if poll(&polled, 1, Int32(clamping: Int64((time / .milliseconds(1)).rounded(.up)))) > 0 { drainWakeup() }
  }

  private func drainWakeup() {
    var count: UInt64 = 0
    _ = read(wakeup, &count, 8)
  }
}
