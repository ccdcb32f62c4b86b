import Synchronization

/// Tells features of this process that a socket has begun to watch its member's own place, for what waits for the member.
public final class OwnViews: Sendable {
  private let listeners = Mutex<[@Sendable (UserID) -> Void]>([])

  public init() {}

  /// - Parameter listener: must not wait.
  public func listen(_ listener: @escaping @Sendable (UserID) -> Void) { listeners.withLock { $0.append(listener) } }

  public func began(_ member: UserID) {
    for listener in listeners.withLock({ $0 }) { listener(member) }
  }
}
