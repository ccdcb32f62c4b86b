import Core

/// Says who is writing a verse, so that others wait. It is a courtesy: what decides is the verse's version.
///
/// The holder is a member, whatever sockets she claims it from. `Socket` names one of them.
struct Lease<Socket: Hashable & Sendable>: Hashable, Sendable {
  static var length: Duration { .seconds(60) }
  /// How long a member may hold on without saving.
  static var longest: Duration { .minutes(30) }
  /// How long after the last of its sockets is gone it ends.
  static var grace: Duration { .seconds(15) }

  let holder: UserID
  private(set) var until: Timestamp
  /// Of the first claim, or of the last save since then.
  private(set) var since: Timestamp
  /// Those that claimed it and still watch.
  private(set) var sockets: Set<Socket>

  init(of holder: UserID, from socket: Socket, at now: Timestamp) {
    self.holder = holder
    since = now
    until = now + Self.length
    sockets = [socket]
  }

  /// One that was kept.
  init(of holder: UserID, from sockets: Set<Socket>, since: Timestamp, until: Timestamp) {
    self.holder = holder
    self.sockets = sockets
    self.since = since
    self.until = until
  }

  /// What a claim does to a verse's lease.
  enum Claim: Hashable, Sendable {
    case held(Lease)
    /// Somebody else holds it.
    case refused(UserID)
  }

  static func claim(_ lease: Lease?, by member: UserID, from socket: Socket, at now: Timestamp) -> Claim {
    guard var lease, lease.lives(at: now) else { return .held(Lease(of: member, from: socket, at: now)) }
    guard lease.holder == member else { return .refused(lease.holder) }
    lease.until = min(now + length, lease.since + longest)
    lease.sockets.insert(socket)
    return .held(lease)
  }

  func lives(at now: Timestamp) -> Bool { now < until }

  /// A socket is closed or has stopped watching. The last one leaves the lease a moment, so that a reload does not lose it.
  func left(by socket: Socket, at now: Timestamp) -> Lease {
    var lease = self
    guard lease.sockets.remove(socket) != nil, lease.sockets.isEmpty else { return lease }
    lease.until = min(lease.until, now + Self.grace)
    return lease
  }

  /// The holder saved: half an hour begins again. The lease lasts as long as before.
  func saved(at now: Timestamp) -> Lease {
    var lease = self
    lease.since = now
    return lease
  }
}
