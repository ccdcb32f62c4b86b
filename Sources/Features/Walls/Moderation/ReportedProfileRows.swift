import Core
import Media
import Relations
import SQL

/// Profiles, as members report them.
struct ReportedProfileRows: Reportable {
  let kind = "profile"
  let label = "Profile"
  let removal: (any StaffRemoval)?

  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? {
    guard id.utf8.count <= 64 else { return nil }
    return try await snapshot.value("SELECT u.id FROM users u WHERE u.id = \(PersonRows.id(named: id, at: now))", as: UserID.self)?
      .description
  }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readWall), let id = UserID(text: key),
      let profile = try await snapshot.first(Self.profile(id, "AND \(PersonRows.reportable(to: member.id))"), as: ReportedProfile.self)
    else { return .hidden }
    return .seen(profile.thing)
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, ProfileMediaRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { UserID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("\(Self.profiles) WHERE u.id IN (\(list: ids))", as: ReportedProfile.self)
    return Dictionary(found.map { ($0.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static var profiles: SQL {
    """
    SELECT u.id, u.username, u.name, u.left_at IS NULL, w.bio, w.status_emoji, w.status_message
    FROM users u JOIN walls w ON w.user_id = u.id
    """
  }

  private static func profile(_ id: UserID, _ condition: SQL) -> SQL { "\(profiles) WHERE u.id = \(id) \(condition)" }
}

private struct ReportedProfile: RowDecodable, Sendable {
  let id: UserID
  let username: String
  let isThere: Bool
  let lines: [String]

  init(row: Row) throws {
    (id, username, isThere) = (try row[0], try row[1], try row[3])
    let (name, bio): (String, String?) = (try row[2], try row[4])
    let status = [try row[5] as String?, try row[6] as String?].compactMap(\.self).joined(separator: " ")
    lines = [name, bio ?? "", status]
  }

  /// Name, bio and status, each on a line.
  var thing: ReportedThing {
    ReportedThing(
      id: username, owner: id, name: "Profile of @\(username)", link: isThere ? WallPath.wall(username) : nil,
      text: isThere ? lines.joined(separator: "\n") : nil)
  }
}
