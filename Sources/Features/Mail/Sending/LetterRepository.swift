import Core
import SQL

/// Letters as rows.
public struct LetterRepository: Sendable {
  /// A letter on its way out.
  struct Taken: Sendable {
    let id: LetterID
    let reference: String
    let content: [UInt8]
    /// This one included.
    let tries: Int
  }

  /// Letters that are removed in one transaction.
  private static let bite = 500

  private let database: Database

  public init(_ database: Database) { self.database = database }

  func insert(
    _ kind: EmailKind, to recipient: String, as reference: String, _ content: [UInt8], at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO letters (reference, kind, recipient, content, created_at, next_try_at)
      VALUES (\(reference), \(kind.rawValue), \(recipient), \(content), \(now), \(now))
      """)
  }

  /// A test that was sent, or could not be.
  func insertTest(
    to recipient: String, as reference: String, error: String?, _ dialogue: [String], at now: Timestamp, in transaction: Transaction
  ) async throws -> Letter {
    let state = error == nil ? LetterState.sent : .failed
    let id = try await transaction.value(
      """
      INSERT INTO letters (reference, kind, recipient, state, tries, error, dialogue, created_at, ended_at)
      VALUES (\(reference), \(EmailKind.test.rawValue), \(recipient), \(state), 1, \(error), \(dialogue.joined(separator: "\n")), \(now), \(now))
      RETURNING id
      """, as: LetterID.self)
    guard let id else { throw SQLError.misuse("an inserted row has no id") }
    return Letter(
      id: id, createdAt: now, recipient: recipient, kind: EmailKind.test.rawValue, state: state, tries: 1, error: error,
      dialogue: dialogue, nextTryAt: nil)
  }

  /// Whether one is due: found out without writing.
  func isDue(at now: Timestamp) async throws -> Bool {
    try await database.value("SELECT EXISTS (SELECT 1 FROM letters WHERE state = 'waiting' AND next_try_at <= \(now))") ?? false
  }

  /// Takes the letter that is due first. Until `lease` no other node takes it.
  func take(at now: Timestamp, until lease: Timestamp) async throws -> Taken? {
    try await database.write { transaction in
      try await transaction.first(
        """
        UPDATE letters SET tries = tries + 1, next_try_at = \(lease) WHERE id = (
          SELECT id FROM letters WHERE state = 'waiting' AND next_try_at <= \(now) ORDER BY next_try_at, id LIMIT 1
          \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED"))
        RETURNING id, reference, content, tries
        """
      ) { row in Taken(id: try row[0], reference: try row[1], content: try row[2], tries: try row[3]) }
    }
  }

  /// Its text goes with the last try.
  func end(_ id: LetterID, _ state: LetterState, error: String?, at now: Timestamp) async throws {
    try await database.run(
      """
      UPDATE letters SET state = \(state), error = \(error), content = NULL, next_try_at = NULL, ended_at = \(now) WHERE id = \(id)
      """)
  }

  func postpone(_ id: LetterID, to next: Timestamp, error: String) async throws {
    try await database.run("UPDATE letters SET error = \(error), next_try_at = \(next) WHERE id = \(id) AND state = 'waiting'")
  }

  /// One that was not tried after all, because the server stops.
  func giveBack(_ letter: Taken, at now: Timestamp) async throws {
    try await database.run("UPDATE letters SET tries = tries - 1, next_try_at = \(now) WHERE id = \(letter.id) AND state = 'waiting'")
  }

  func list(before: LetterID?, limit: Int) async throws -> LetterSlice {
    let letters = try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT id, created_at, recipient, kind, state, tries, error, dialogue, next_try_at FROM letters
        WHERE id < \(before ?? LetterID(.max)) ORDER BY id DESC LIMIT \(limit + 1)
        """
      ) { row in
        Letter(
          id: try row[0], createdAt: try row[1], recipient: try row[2], kind: try row[3], state: try row[4], tries: try row[5],
          error: try row[6], dialogue: (try row[7] as String?).map { $0.split(separator: "\n").map(String.init) } ?? [],
          nextTryAt: try row[8])
      }
    }
    let shown = Array(letters.prefix(limit))
    return LetterSlice(letters: shown, next: letters.count > limit ? shown.last?.id : nil)
  }

  public func figures(at now: Timestamp) async throws -> MailFigures {
    try await database.read { snapshot in
      MailFigures(
        sentAt: try await snapshot.value("SELECT ended_at FROM letters WHERE state = 'sent' ORDER BY ended_at DESC LIMIT 1"),
        failedInADay: try await snapshot.value(
          "SELECT COUNT(*) FROM letters WHERE state = 'failed' AND ended_at > \(now - .hours(24))") ?? 0,
        lastError: try await snapshot.value("SELECT error FROM letters WHERE error IS NOT NULL ORDER BY id DESC LIMIT 1"))
    }
  }

  /// How many were removed: some of those made before `moment`. What still waits stays.
  func removeOld(before moment: Timestamp, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM letters WHERE id IN (
        SELECT id FROM letters WHERE state <> 'waiting' AND created_at < \(moment) ORDER BY id LIMIT \(Self.bite))
      """)
  }
}

extension LetterState: SQLEncodable, SQLDecodable {}
