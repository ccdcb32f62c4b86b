import Synchronization

/// Records what a handler does with its socket, for tests without a server.
public final class SocketProbe: SocketLink {
  /// One thing done to the socket.
  public enum Event: Sendable, Equatable {
    /// `Socket.send`
    case sent([UInt8])
    /// `Socket.write`
    case wrote([UInt8])
    /// `Socket.subscribe`
    case subscribed(Topic)
    /// `Socket.unsubscribe`
    case unsubscribed(Topic)
    /// `Socket.close`
    case closed(code: UInt16, reason: String)
  }

  private struct State {
    var events: [Event] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private static let counter = Atomic<UInt64>(1 << 63)
  /// Identity of the socket; distinct for each probe and from every real socket.
  public let id: SocketID
  private let observe: (@Sendable (Event) -> Void)?

  /// - Parameter observe: called for each event as it happens, on the caller's thread.
  public init(observe: (@Sendable (Event) -> Void)? = nil) {
    id = SocketID(rawValue: Self.counter.wrappingAdd(1, ordering: .relaxed).newValue)
    self.observe = observe
  }

  /// A socket handle that records here.
  public var socket: Socket { Socket(probe: self) }
  /// All events so far, in order.
  public var events: [Event] { state.withLock { $0.events } }
  /// Returns all events so far and forgets them.
  public func takeEvents() -> [Event] {
    state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }
  /// Payloads of `send` and `write` so far, as text.
  public var texts: [String] {
    events.compactMap {
      switch $0 {
      case .sent(let bytes), .wrote(let bytes): String(decoding: bytes, as: UTF8.self)
      default: nil
      }
    }
  }
  /// A probe has no waiting bytes.
  public var queuedBytes: Int { 0 }
  public var sentMessages: Int { texts.count }

  func send(_ buffer: SharedBuffer) { record(.sent(buffer.bytes)) }
  func write(_ buffer: SharedBuffer) async -> Bool { record(.wrote(buffer.bytes)) }
  func subscribe(_ topic: Topic) { record(.subscribed(topic)) }
  func unsubscribe(_ topic: Topic) { record(.unsubscribed(topic)) }
  func close(code: UInt16, reason: String) {
    if record(.closed(code: code, reason: reason)) { state.withLock { $0.isClosed = true } }
  }

  /// Records the event unless the socket is closed; returns whether it did.
  @discardableResult
  private func record(_ event: Event) -> Bool {
    let recorded = state.withLock { state in
      if state.isClosed { return false }
      state.events.append(event)
      return true
    }
    if recorded { observe?(event) }
    return recorded
  }
}
