import Core
import JSON
import SQL

/// A member's relations, for the member to take away: the six lists and the Top 8, by username, as their pages show them.
struct PersonalRelationRepository: Sendable {
  let database: Database

  func relations(of member: UserID) async throws -> [UInt8] {
    let lists = Self.lists(of: member)
    let names = try await database.read { snapshot in
      var names: [[String]] = []
      for list in lists { names.append(try await snapshot.values(list.statement)) }
      return names
    }
    var json = JSONWriter(capacity: 256)
    json.object { json in
      for (list, names) in zip(lists, names) {
        json.key(list.name)
        json.array { json in for name in names { json.string(name) } }
      }
    }
    return json.bytes
  }

  private static func lists(of member: UserID) -> [(name: String, statement: SQL)] {
    let known = PersonRows.known(to: member)
    return [
      (
        "following",
        list("follows", of: "followed_id", where: "r.follower_id = \(member) AND r.accepted_at IS NOT NULL AND \(known)", by: "accepted_at")
      ),
      (
        "followers",
        list("follows", of: "follower_id", where: "r.followed_id = \(member) AND r.accepted_at IS NOT NULL AND \(known)", by: "accepted_at")
      ),
      (
        "requests",
        list("follows", of: "follower_id", where: "r.followed_id = \(member) AND r.accepted_at IS NULL AND \(known)", by: "requested_at")
      ),
      (
        "requested",
        list("follows", of: "followed_id", where: "r.follower_id = \(member) AND r.accepted_at IS NULL AND \(known)", by: "requested_at")
      ),
      ("blocked", list("blocks", of: "blocked_id", where: "r.blocker_id = \(member)", by: "created_at")),
      ("muted", list("mutes", of: "muted_id", where: "r.muter_id = \(member) AND \(known)", by: "created_at")),
      (
        "top8",
        """
        SELECT u.username FROM follows r JOIN users u ON u.id = r.followed_id WHERE r.follower_id = \(member) AND r.top_place IS NOT NULL
          AND \(known)
        ORDER BY r.top_place
        """
      ),
    ]
  }

  /// The newest first.
  private static func list(_ table: StaticString, of other: StaticString, where condition: SQL, by time: StaticString) -> SQL {
    """
    SELECT u.username FROM \(raw: table) r JOIN users u ON u.id = r.\(raw: other) WHERE \(condition)
    ORDER BY r.\(raw: time) DESC, u.id DESC
    """
  }
}
