import Core
import SQL

/// The members that messages mention.
struct PeopleRepository: Sendable {
  private let database: Database

  init(database: Database) { self.database = database }

  /// The members with these usernames, given in lower case. Names without a member are left out.
  func people(named names: [String]) async throws -> [Message.Person] {
    try await database.read { connection in
      try await connection.all(Self.people(named: names)) { row in Message.Person(id: try row[0], username: try row[1]) }
    }
  }

  static func people(named names: [String]) -> SQL {
    "SELECT id, username FROM users WHERE lower(username) IN (\(list: names)) AND left_at IS NULL AND is_bot = \(false)"
  }
}
