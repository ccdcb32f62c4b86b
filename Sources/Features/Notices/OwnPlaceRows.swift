import Core
import SQL

/// Sequences of members' own places.
enum OwnPlaceRows {
  /// Takes the next sequence in the place of each of the members. Places are locked in ascending order, so that two such transactions cannot
  /// wait for each other.
  static func takeSeq(of users: [UserID], in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO places (kind, number, seq) SELECT 'me', u.id, 1 FROM users u WHERE u.id IN (\(list: users)) ORDER BY u.id
      ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq + 1
      """)
  }

  /// Makes other changes in these members' places wait until the transaction ends. In ascending order, as above.
  static func lock(_ users: [UserID], in transaction: Transaction) async throws {
    try await lock("u.id IN (\(list: users))", in: transaction)
  }

  /// The same for all whose events meet a condition.
  static func lock(toldWhere condition: SQL, in transaction: Transaction) async throws {
    try await lock("u.id IN (SELECT user_id FROM notice_events WHERE \(condition))", in: transaction)
  }

  private static func lock(_ condition: SQL, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO places (kind, number, seq) SELECT 'me', u.id, 0 FROM users u WHERE \(condition) ORDER BY u.id
      ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq
      """)
  }

  /// Takes the next `count` sequences of one place and returns the last. 0 takes none and locks the place.
  static func takeSeqs(_ count: Int, of user: UserID, in transaction: Transaction) async throws -> Int64 {
    let last = try await transaction.value(
      """
      INSERT INTO places (kind, number, seq) VALUES ('me', \(user), \(count))
      ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq + excluded.seq RETURNING seq
      """, as: Int64.self)
    guard let last else { throw AppError(.serverError, "Something went wrong on our side") }
    return last
  }

  /// The members' places as a part of a query, each with the sequence that was taken last.
  static func of(_ users: [UserID]) -> SQL { "places p WHERE p.kind = 'me' AND p.number IN (\(list: users))" }
}
