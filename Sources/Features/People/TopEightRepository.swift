import Core
import Relations
import SQL

/// Members' Top 8: eight places on their follows.
struct TopEightRepository: Sendable {
  let database: Database

  /// Whose Top 8 a name leads to, if the viewer sees that person's wall.
  func owner(_ username: String, for viewer: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> Person? {
    try await snapshot.first(
      "SELECT \(PersonRows.columns) FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.wall(to: viewer))"
    ) { row in
      var columns = RowReader(row)
      return try Person(reading: &columns)
    }
  }

  /// In order, without those who are hidden from the viewer: they keep their places.
  func people(of owner: UserID, for viewer: UserID, in snapshot: Snapshot) async throws -> [Person] {
    try await snapshot.all(Self.people(of: owner, for: viewer)) { row in
      var columns = RowReader(row)
      return try Person(reading: &columns)
    }
  }

  /// The owner with their Top 8 at one moment.
  func list(_ username: String, for viewer: UserID, at now: Timestamp) async throws -> TopEight? {
    try await database.read { snapshot in
      guard let owner = try await owner(username, for: viewer, at: now, in: snapshot) else { return nil }
      return TopEight(owner: owner, people: try await people(of: owner.id, for: viewer, in: snapshot))
    }
  }

  /// The member's own, with everybody they could choose, by username.
  func own(_ member: UserID) async throws -> (people: [Person], followed: [Person]) {
    try await database.read { snapshot in
      let followed = try await snapshot.all(Self.followed(by: member)) { row in
        var columns = RowReader(row)
        return try Person(reading: &columns)
      }
      return (try await people(of: member, for: member, in: snapshot), followed)
    }
  }

  /// Those of the names, in lower case, that lead to somebody whom the member follows.
  func followed(_ names: [String], by member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [String: UserID] {
    let found = try await transaction.all(Self.followed(names, by: member, at: now)) { row in
      (name: try row[0] as String, id: try row[1] as UserID)
    }
    return Dictionary(found.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// Replaces the whole list. The caller has locked the member's relations, so two lists never mix. False if the list was the same.
  func replace(_ member: UserID, with people: [UserID], in transaction: Transaction) async throws -> Bool {
    let old: [UserID] = try await transaction.values(
      "SELECT followed_id FROM follows WHERE follower_id = \(member) AND top_place IS NOT NULL ORDER BY top_place")
    guard old != people else { return false }
    try await transaction.run("UPDATE follows SET top_place = NULL WHERE follower_id = \(member) AND top_place IS NOT NULL")
    for (index, person) in people.enumerated() {
      try await transaction.run(
        "UPDATE follows SET top_place = \(index + 1) WHERE follower_id = \(member) AND followed_id = \(person) AND accepted_at IS NOT NULL")
    }
    return true
  }
}

// MARK: Statements

extension TopEightRepository {
  static func people(of owner: UserID, for viewer: UserID) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM follows f JOIN users u ON u.id = f.followed_id
    WHERE f.follower_id = \(owner) AND f.top_place IS NOT NULL AND \(PersonRows.present) AND \(PersonRows.unblocked("u.id", viewer))
    ORDER BY f.top_place
    """
  }

  static func followed(by member: UserID) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM follows f JOIN users u ON u.id = f.followed_id
    WHERE f.follower_id = \(member) AND f.accepted_at IS NOT NULL AND \(PersonRows.known(to: member)) ORDER BY lower(u.username)
    """
  }

  static func followed(_ names: [String], by member: UserID, at now: Timestamp) -> SQL {
    """
    SELECT n.name, u.id FROM (
      SELECT lower(username) AS name, id FROM users WHERE lower(username) IN (\(list: names))
      UNION ALL SELECT username, user_id FROM former_usernames WHERE username IN (\(list: names)) AND kept_until > \(now)) n
    JOIN users u ON u.id = n.id JOIN follows f ON f.follower_id = \(member) AND f.followed_id = u.id AND f.accepted_at IS NOT NULL
    WHERE \(PersonRows.known(to: member))
    """
  }
}
