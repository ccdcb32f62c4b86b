import Core
import JSON
import Relations
import SQL

/// Who is writing which verse. A socket is named by its node and its number there.
struct LeaseRepository: Sendable {
  let database: Database

  /// The lease of a verse, unless it is over.
  func lease(of verse: VerseID, at now: Timestamp, in transaction: Transaction) async throws -> HeldLease? {
    let found = try await transaction.first(
      "SELECT \(Self.columns) FROM \(LeaseRows.joins) WHERE l.verse_id = \(verse) AND \(LeaseRows.lives(at: "\(now)"))", as: HeldLease.self)
    guard var found else { return nil }
    found.sockets = Set(try await transaction.values("SELECT socket FROM verse_lease_sockets WHERE verse_id = \(verse)", as: String.self))
    return found
  }

  /// The verses of a story that somebody is writing.
  func held(in story: StoryID, at now: Timestamp) async throws -> [HeldLease] {
    try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT \(Self.columns) FROM \(LeaseRows.joins) WHERE l.story_id = \(story) AND \(LeaseRows.lives(at: "\(now)"))
        ORDER BY l.verse_id
        """, as: HeldLease.self)
    }
  }

  /// Who is writing a verse, if somebody is.
  func holder(of verse: VerseID, at now: Timestamp, in connection: Connection) async throws -> Person? {
    try await connection.first(
      "SELECT \(Self.columns) FROM \(LeaseRows.joins) WHERE l.verse_id = \(verse) AND \(LeaseRows.lives(at: "\(now)"))", as: HeldLease.self)?
      .holder
  }

  func keep(_ lease: Lease<String>, of verse: VerseID, in story: StoryID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO verse_leases (verse_id, story_id, user_id, since, until)
      VALUES (\(verse), \(story), \(lease.holder), \(lease.since), \(lease.until))
      ON CONFLICT (verse_id) DO UPDATE SET user_id = excluded.user_id, since = excluded.since, until = excluded.until
      """)
    try await transaction.run("DELETE FROM verse_lease_sockets WHERE verse_id = \(verse)")
    for socket in lease.sockets {
      try await transaction.run("INSERT INTO verse_lease_sockets (verse_id, socket) VALUES (\(verse), \(socket))")
    }
  }

  /// The holder saved: half an hour begins again.
  func saved(_ verse: VerseID, by member: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE verse_leases SET since = \(now) WHERE verse_id = \(verse) AND user_id = \(member)")
  }

  /// The verses of a story that a socket claimed.
  func claimed(by socket: String, in story: StoryID, in transaction: Transaction) async throws -> [VerseID] {
    try await transaction.values(
      """
      SELECT l.verse_id FROM verse_lease_sockets ls JOIN verse_leases l ON l.verse_id = ls.verse_id
      WHERE ls.socket = \(socket) AND l.story_id = \(story) ORDER BY l.verse_id
      """)
  }

  /// Ends a lease. False if there was none.
  func end(_ verse: VerseID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM verse_leases WHERE verse_id = \(verse)") > 0
  }

  func isAnyOver(at now: Timestamp) async throws -> Bool {
    try await database.read { snapshot in
      try await snapshot.value("SELECT 1 FROM verse_leases x WHERE NOT \(Self.isAlive(now)) LIMIT 1", as: Int.self) != nil
    }
  }

  /// Ends those that are over; which verses they were of.
  func endOver(at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [(verse: VerseID, story: StoryID)] {
    try await transaction.all(
      """
      DELETE FROM verse_leases WHERE verse_id IN (SELECT x.verse_id FROM verse_leases x WHERE NOT \(Self.isAlive(now)) LIMIT \(limit))
      RETURNING verse_id, story_id
      """
    ) { row in (verse: try row[0], story: try row[1]) }
  }

  private static func isAlive(_ now: Timestamp) -> SQL {
    "EXISTS (SELECT 1 FROM \(LeaseRows.joins) WHERE l.verse_id = x.verse_id AND \(LeaseRows.lives(at: "\(now)")))"
  }

  private static var columns: SQL { "l.verse_id, l.story_id, l.since, l.until, h.id, h.username, h.name, h.color, h.role" }
}

extension Person {
  /// The `user` object.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 128)
    write(to: &json)
    return json.bytes
  }
}

/// A lease that somebody holds.
struct HeldLease: RowDecodable, Sendable {
  let verse: VerseID
  let story: StoryID
  let since: Timestamp
  let until: Timestamp
  let holder: Person
  /// Those that claimed it and still watch.
  var sockets: Set<String> = []

  init(row: Row) throws {
    var columns = RowReader(row)
    (verse, story) = (try columns.next(), try columns.next())
    (since, until) = (try columns.next(), try columns.next())
    holder = try Person(reading: &columns)
  }

  var lease: Lease<String> { Lease(of: holder.id, from: sockets, since: since, until: until) }
}
