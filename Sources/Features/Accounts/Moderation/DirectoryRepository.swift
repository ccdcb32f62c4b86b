import Core
import SQL

/// All members by name, a slice at a time.
struct DirectoryRepository: Sendable {
  private let database: Database
  private let permissions: PermissionRepository

  init(_ database: Database, permissions: PermissionRepository) {
    self.database = database
    self.permissions = permissions
  }

  /// Members whose name begins with `prefix` and comes after `last`, by name. Both are in lower case.
  func members(named prefix: String, after last: String, limit: Int) async throws -> [User] {
    try await database.all(Self.members(named: prefix, after: last, limit: limit))
  }

  func member(email: String) async throws -> User? {
    try await database.first("SELECT \(UserRepository.columns) FROM users WHERE lower(email) = \(email.lowercased()) AND is_bot = \(false)")
  }

  /// Of those who have not left.
  func names(of members: [UserID]) async throws -> [UserID: String] {
    guard !members.isEmpty else { return [:] }
    let found = try await database.read { snapshot in
      try await snapshot.all("SELECT id, username FROM users WHERE left_at IS NULL AND id IN (\(list: members))") { row in
        (try row[0] as UserID, try row[1] as String)
      }
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// A member, their grants and denials, and the number of their sessions.
  func file(of id: UserID, at now: Timestamp, standing: (any MemberStanding)?) async throws -> MemberFile? {
    try await database.read { connection in
      guard
        let user = try await connection.first(
          "SELECT \(UserRepository.columns) FROM users WHERE id = \(id) AND is_bot = \(false)", as: User.self)
      else {
        return nil
      }
      let sessions = try await connection.value(
        "SELECT COUNT(*) FROM sessions WHERE user_id = \(id) AND revoked_at IS NULL AND expires_at > \(now)", as: Int.self)
      let actions = try await standing?.standing(of: id, at: now, in: connection)
      let past = try await standing?.past(of: id, in: connection)
      return MemberFile(
        muteAction: actions?.mute, banAction: actions?.ban, user: user,
        exceptions: try await permissions.exceptions(of: id, in: connection).filter { $0.holds(at: now) },
        sessions: sessions ?? 0, history: past?.history ?? StandingHistory(), banEndsAt: user.isBanned ? past?.banEndsAt : nil,
        sameAddress: try await sameAddress(as: id, since: now - SameAddress.memory, in: connection))
    }
  }

  func members(_ standing: MemberStandingFilter, before bound: UserID?, limit: Int, at now: Timestamp) async throws -> [User] {
    try await database.all(Self.members(standing, before: bound ?? UserID(.max), limit: limit, at: now))
  }

  static func members(_ standing: MemberStandingFilter, before bound: UserID, limit: Int, at now: Timestamp) -> SQL {
    let which: SQL =
      switch standing {
      case .new:
        """
        created_at > \(now - MemberStandingFilter.newLifetime) AND id >= COALESCE(
          (SELECT MIN(n.id) FROM users n WHERE n.created_at > \(now - MemberStandingFilter.newLifetime)), \(Int64.max))
        """
      case .banned: "banned_at IS NOT NULL"
      case .muted:
        """
        id IN (SELECT p.user_id FROM user_permissions p WHERE p.permission = 'post_message' AND p.effect = 'deny'
          AND (p.ends_at IS NULL OR p.ends_at > \(now)))
        """
      }
    return """
      SELECT \(UserRepository.columns) FROM users WHERE \(which) AND left_at IS NULL AND is_bot = \(false) AND id < \(bound)
      ORDER BY id DESC LIMIT \(limit)
      """
  }

  /// Others with sessions of the same networks: an IPv4 address, or the first half of an IPv6 one.
  private func sameAddress(as user: UserID, since moment: Timestamp, in connection: Connection) async throws -> [SameAddress] {
    let own = try await connection.values(
      "SELECT DISTINCT address FROM sessions WHERE user_id = \(user) AND last_seen_at >= \(moment) AND address <> ''", as: String.self)
    let networks = Set(own.map { ClientNetwork($0) })
    guard !networks.isEmpty else { return [] }
    let address: SQL = "\(sqlite: "s.address", postgres: "s.address COLLATE \"C\"")"
    var alike: SQL = "\(address) IN (\(list: own))"
    for network in networks {
      // The canonical text of the addresses of a /64 begins alike up to a zero, which it may leave out: what begins so is compared below.
      let groups = network.description.split(separator: ":")
      guard groups.count > 1 else { continue }
      let start = groups.prefix(4).prefix { $0 != "0" }.joined(separator: ":")
      alike = "\(alike) OR (\(address) >= \(start + ":") AND \(address) < \(start + ";"))"
    }
    let found = try await connection.all(
      """
      SELECT u.username, s.address, MAX(s.last_seen_at) FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.user_id <> \(user) AND s.last_seen_at >= \(moment) AND u.left_at IS NULL AND (\(alike))
      GROUP BY u.id, u.username, s.address ORDER BY MAX(s.last_seen_at) DESC LIMIT 1000
      """
    ) { row in (username: try row[0] as String, address: try row[1] as String, at: try row[2] as Timestamp) }
    var others: [SameAddress] = []
    for one in found where networks.contains(ClientNetwork(one.address)) && !others.contains(where: { $0.username == one.username }) {
      others.append(SameAddress(username: one.username, lastSeenAt: one.at))
    }
    return Array(others.prefix(SameAddress.most))
  }

  static func members(named prefix: String, after last: String, limit: Int) -> SQL {
    // Usernames are ASCII: `~` comes after every character that they may hold.
    """
    SELECT \(UserRepository.columns) FROM users
    WHERE left_at IS NULL AND is_bot = \(false) AND \(name) > \(last) AND \(name) >= \(prefix) AND \(name) < \(prefix + "~") ORDER BY \(name) LIMIT \(limit)
    """
  }

  private static var name: SQL { "\(sqlite: "lower(username)", postgres: "lower(username) COLLATE \"C\"")" }
}
