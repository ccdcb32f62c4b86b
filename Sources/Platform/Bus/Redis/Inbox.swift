import Crypto
import Synchronization

/// Checks the messages that arrive on a bus's channels and decides which ones are for this node.
final class Inbox: Sendable {
  enum Arrival: Equatable {
    case message([UInt8])
    /// A message that this node sent itself.
    case own
    /// `news` is the number of refused messages since the last report; nil if it is too early to report again.
    case refused(news: UInt64?)
  }

  private struct State {
    var heard = HeardNumbers()
    var untold: UInt64 = 0
    var told: ContinuousClock.Instant?
  }

  private let own: [UInt8]
  private let authenticator: KeyedHash
  private let interval: Duration
  private let state = Mutex(State())

  init(own: [UInt8], authenticator: KeyedHash, interval: Duration = RedisBus.refusalInterval) {
    self.own = own
    self.authenticator = authenticator
    self.interval = interval
  }

  func open(_ bytes: [UInt8], on channel: [UInt8]) -> Arrival {
    if SealedMessage.claims(own, bytes) { return .own }
    guard let message = SealedMessage(bytes, on: channel, with: authenticator),
      state.withLock({ $0.heard.isNew(message.number, of: message.sender) })
    else { return .refused(news: refused(at: .now)) }
    return .message(message.content)
  }

  private func refused(at now: ContinuousClock.Instant) -> UInt64? {
    state.withLock { state in
      state.untold += 1
      if let told = state.told, now - told < interval { return nil }
      defer { state.untold = 0 }
      state.told = now
      return state.untold
    }
  }
}
