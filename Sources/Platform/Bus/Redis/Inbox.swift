import Crypto
import Synchronization

/// What comes over a bus' channels, sorted into what is for this node and what is not.
final class Inbox: Sendable {
  enum Arrival: Equatable {
    case message([UInt8])
    /// What this node has sent itself.
    case own
    /// With how many there have been since the last time that was told, when it is time to tell.
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
