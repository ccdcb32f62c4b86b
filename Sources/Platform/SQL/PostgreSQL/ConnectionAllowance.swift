/// How many connections the server grants, learnt from its refusals ("too many connections for role"). A pure value: it is told what
/// happened and when, and says how many may be open.
struct ConnectionAllowance: Equatable, Sendable {
  /// Without a refusal for so long, as many as wanted are tried again.
  static let memory: Duration = .seconds(60)
  /// How often one more connection is tried while callers wait.
  static let pause: Duration = .seconds(5)
  /// The same while there is none at all.
  static let pauseWithout: Duration = .milliseconds(100)

  /// Nil: as many as wanted. With none at all everybody waits, and only probes find out.
  private(set) var granted: Int?
  private var refusedAt: Duration = .zero
  private var nextProbe: Duration = .zero

  enum Step: Equatable, Sendable {
    case wait
    /// Try to open one more.
    case probe
    /// The refusal is long ago.
    case forget
  }

  /// A connection was refused while `open` others were open.
  mutating func refused(open: Int, at now: Duration) {
    let isFirst = granted == nil
    granted = open
    refusedAt = now
    // The first time, connections that others share are closed to make room.
    nextProbe = now + (isFirst || open == 0 ? Self.pauseWithout : Self.pause)
  }

  /// A connection was opened and `open` are open now.
  mutating func opened(open: Int) {
    if let granted { self.granted = max(granted, open) }
    // Where one was to be had, there may be another.
    nextProbe = .zero
  }

  /// What to do at this moment, with `waiting` users in line.
  mutating func step(waiting: Int, at now: Duration) -> Step {
    guard granted != nil else { return .forget }
    if now - refusedAt > Self.memory {
      granted = nil
      return .forget
    }
    return waiting > 0 && now >= nextProbe ? .probe : .wait
  }
}
