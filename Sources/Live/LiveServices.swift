import Bus
import Core
import Engine

/// Sends to every socket subscribed to a topic: the engine's server, or a test's stand-in.
public protocol Broadcaster: Sendable {
  func publish(_ buffer: SharedBuffer, to topic: Topic, except: SocketID?)
}

extension Server: Broadcaster {}

/// What `Live` works with.
public struct LiveServices: Sendable {
  public var authenticator: any Authenticator
  public var limiter: any RateLimiter
  public var limits: Limits
  public var history: any RoomHistory
  public var unread: any UnreadCounter
  public var bus: any Bus
  /// The one origin browsers may connect from.
  public var origin: WebOrigin
  public var random: RandomSource
  public var now: @Sendable () -> Timestamp
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Told of every error that is not the client's, with what was being done.
  public var report: @Sendable (_ doing: String, _ error: any Error) -> Void

  public init(
    authenticator: any Authenticator, limiter: any RateLimiter, limits: Limits, history: any RoomHistory, unread: any UnreadCounter,
    bus: any Bus, origin: WebOrigin, random: RandomSource,
    now: @escaping @Sendable () -> Timestamp = Timestamp.systemNow,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    report: @escaping @Sendable (_ doing: String, _ error: any Error) -> Void
  ) {
    self.authenticator = authenticator
    self.limiter = limiter
    self.limits = limits
    self.history = history
    self.unread = unread
    self.bus = bus
    self.origin = origin
    self.random = random
    self.now = now
    self.sleep = sleep
    self.report = report
  }

  /// Runs `body` later, unless the process ends first.
  func after(_ wait: Duration, _ body: @escaping @Sendable () async -> Void) {
    let sleep = sleep
    Task {
      do { try await sleep(wait) } catch { return }
      await body()
    }
  }
}
