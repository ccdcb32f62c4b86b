import Crypto

/// Who is asking, through what, and when: the first argument of every service call. Time and randomness come from here and
/// nowhere else, so that a test can say what they are.
public struct Scope: Sendable {
  public enum Caller: Sendable {
    case guest
    case member(Member)
    /// The server itself: migrations, demo data, jobs. Holds every permission.
    case system
  }

  public let caller: Caller
  /// The session a member came through; nil for guests and for the server itself.
  public let session: SessionID?
  /// The client's address as the trusted proxies tell it, for limits and the session list.
  public let address: String
  public let requestID: String
  public let now: Timestamp
  public let random: RandomSource
  /// The `request_id` or `Idempotency-Key` under which this change may have been made before.
  public let replay: ReplayKey?
  /// Events of this call; they go out after its answer.
  public let outbox: Outbox
  /// What mode and switches let through. The server itself is never stopped by them.
  public let gate: SiteGate

  public init(
    caller: Caller, session: SessionID? = nil, address: String = "", requestID: String, now: Timestamp, random: RandomSource,
    replay: ReplayKey? = nil, outbox: Outbox, gate: SiteGate = .open
  ) {
    self.caller = caller
    self.session = session
    self.address = address
    self.requestID = requestID
    self.now = now
    self.random = random
    self.replay = replay
    self.outbox = outbox
    self.gate = gate
  }

  /// What the address counts as, for limits.
  public var network: ClientNetwork { ClientNetwork(address) }

  public var permissions: PermissionSet {
    switch caller {
    case .guest: Role.guest.permissions
    case .member(let member): member.permissions
    case .system: .all
    }
  }

  public var member: Member? {
    if case .member(let member) = caller { member } else { nil }
  }

  /// The same call under a name, so that it has one effect however often it is made. Without a name, the call as it is.
  public func named(_ replay: ReplayKey?) -> Scope {
    Scope(
      caller: caller, session: session, address: address, requestID: requestID, now: now, random: random, replay: replay, outbox: outbox,
      gate: gate)
  }

  /// Throws `UNAUTHORIZED` to a guest, `FORBIDDEN` to anybody who does not hold the permission.
  public func require(_ permission: Permission) throws(AppError) {
    guard !permissions.contains(permission) else { return }
    if case .guest = caller { throw .unauthorized }
    throw .forbidden()
  }

  /// The member who asks, whatever they may do: for what concerns only their own account. `UNAUTHORIZED` for guests and the server itself.
  public func requireMember() throws(AppError) -> Member {
    guard let member else { throw .unauthorized }
    return member
  }

  /// The member who asks and holds the permission; `UNAUTHORIZED` for guests and the server itself, else `FORBIDDEN`.
  public func requireMember(_ permission: Permission) throws(AppError) -> Member {
    guard let member else { throw .unauthorized }
    try require(permission)
    return member
  }
}

/// A signed-in member as every request knows them.
public struct Member: Hashable, Sendable {
  public let id: UserID
  public let uuid: String
  public let username: String
  public let displayName: String
  public let email: String
  /// 0..7, a stable hash of the username.
  public let color: Int
  public let role: Role
  public let permissions: PermissionSet
  /// Whether the account is so new that its messages may not hold addresses of the web.
  public let isNewcomer: Bool

  /// Stands for any member in questions about what all of them see. No account has this id, so it belongs to no room and follows no member.
  public static let anybody = Member(
    id: UserID(0), uuid: "", username: "", displayName: "", email: "", color: 0, role: .member, permissions: Role.member.permissions)

  public var isStaff: Bool { permissions.contains(.moderate) || permissions.contains(.admin) }

  public init(
    id: UserID, uuid: String, username: String, displayName: String, email: String, color: Int, role: Role,
    permissions: PermissionSet, isNewcomer: Bool = false
  ) {
    self.id = id
    self.uuid = uuid
    self.username = username
    self.displayName = displayName
    self.email = email
    self.color = color
    self.role = role
    self.permissions = permissions
    self.isNewcomer = isNewcomer
  }
}

/// Where random bytes come from: the operating system in the server, a seed in tests.
public struct RandomSource: Sendable {
  private let fill: @Sendable (Int) -> [UInt8]

  public init(_ fill: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.fill = fill }

  public func bytes(_ count: Int) -> [UInt8] { fill(count) }

  public func uuid() -> UUID4 {
    var generator = generator
    return UUID4(using: &generator)
  }

  /// For functions of the standard library that take a generator.
  public var generator: Generator { Generator(source: self) }

  public struct Generator: RandomNumberGenerator {
    fileprivate let source: RandomSource

    public func next() -> UInt64 { source.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
  }
}

/// The name a client gave to a change, so that a retry has one effect.
public struct ReplayKey: Hashable, Sendable {
  /// `meta.request_id` or `Idempotency-Key`.
  public let key: String
  /// SHA-256 over type (or method and path) and data: the same key for something else is a `CONFLICT`.
  public let digest: [UInt8]

  public init(key: String, digest: [UInt8]) {
    self.key = key
    self.digest = digest
  }
}
