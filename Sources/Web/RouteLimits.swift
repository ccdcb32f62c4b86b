import Core

/// The limits of PROTOCOL.md §5 that a route declares: `.requests`, or several, `[.requests, .member(.postMessage)]`.
public struct RouteLimits: Sendable, ExpressibleByArrayLiteral {
  let all: [RouteLimit]

  public init(arrayLiteral limits: RouteLimit...) { all = limits }

  /// Health, metrics, static files.
  public static let none: RouteLimits = []
  public static let requests: RouteLimits = [.requests]
  public static let credentials: RouteLimits = [.credentials]
  public static let handshakes: RouteLimits = [.handshakes]

  var isEmpty: Bool { all.isEmpty }

  func counted(_ moments: RouteLimit.Moment...) -> [RouteLimit] { all.filter { moments.contains($0.moment) } }

  /// Each limit's name and subject, as `docs/policies.md` shows them.
  public var summaries: [String] { all.map(\.summary) }
}

/// One limit, and whom it counts.
public struct RouteLimit: Sendable {
  /// When a request counts. It matters where a route reads fields itself; all others count before their handler runs.
  enum Moment {
    /// Before the handler runs: a refused request gets an error page.
    case onArrival
    /// Before a form's fields are read, so that a malformed guess counts too. A refused form is shown again.
    case asAttempt
    /// After the fields have been read, so that only what could be done counts; as for socket messages. A refused form is shown again.
    case asAction
  }

  enum Subject: String {
    /// The member, or the address of a guest.
    case caller
    case member
    case address
  }

  let limit: Limit
  let subject: Subject
  let moment: Moment

  /// HTTP that no other limit counts; per member, or per address of guests.
  public static let requests = RouteLimit(limit: .requests, subject: .caller, moment: .onArrival)
  /// Every request to the routes of a feature, per member, in place of `requests`.
  public static func requests(_ limit: Limit) -> RouteLimit { RouteLimit(limit: limit, subject: .caller, moment: .onArrival) }

  /// Socket handshakes, per member.
  public static let handshakes = RouteLimit(limit: .handshakes, subject: .caller, moment: .onArrival)
  /// Sign-up, sign-in, and wherever a password is asked for or set: together, per address.
  public static let credentials = RouteLimit(limit: .credentials, subject: .address, moment: .asAttempt)

  /// What a member does, as a socket message counts it.
  public static func member(_ limit: Limit) -> RouteLimit {
    RouteLimit(limit: limit, subject: .member, moment: .asAction)
  }

  /// What is done from an address.
  public static func address(_ limit: Limit) -> RouteLimit {
    RouteLimit(limit: limit, subject: .address, moment: .asAction)
  }

  /// Nil where there is nobody to count: a guest, by a limit that counts members.
  func counted(member: UserID?, address: String) -> LimitSubject? {
    switch subject {
    case .caller: member.map { .user($0) } ?? .address(ClientNetwork(address))
    case .member: member.map { .user($0) }
    case .address: .address(ClientNetwork(address))
    }
  }

  var summary: String {
    let name = limit.name
    return switch subject {
    case .caller: "`\(name)`"
    case .member: "`\(name)` per member"
    case .address: "`\(name)` per address"
    }
  }
}

/// Counts requests by the limits that routes declare.
struct LimitCounter: Sendable {
  let limiter: any RateLimiter
  let limits: Limits

  /// Counts one more for each limit, or throws `RATE_LIMITED`.
  func count(_ declared: [RouteLimit], member: UserID?, address: String, now: Timestamp) async throws {
    for one in declared {
      let limit = limits[one.limit]
      guard !limit.windows.isEmpty, let subject = one.counted(member: member, address: address) else { continue }
      try await limiter.require(limit, for: subject, now: now)
    }
  }
}
