import Core
import SQL

/// Members' preferences as rows. What equals the default is not kept.
struct PreferenceRepository: Sendable {
  let database: Database
  let kinds: [any NoticeKind]
  let muted: [any MutedNames]

  func preferences(of user: UserID) async throws -> Preferences { try await database.read { try await preferences(of: user, at: $0) } }

  func preferences(of user: UserID, at snapshot: Snapshot) async throws -> Preferences {
    let general = try await snapshot.first("SELECT digest, read_receipts FROM preferences WHERE user_id = \(user)") { row in
      (digest: try row[0] as DigestInterval, readReceipts: try row[1] as Bool)
    }
    let rows = try await snapshot.all("SELECT kind, in_app, digest FROM notice_choices WHERE user_id = \(user)") { row in
      (kind: try row[0] as String, isShown: try row[1] as Bool?, isMailed: try row[2] as Bool?)
    }
    let choices = Dictionary(rows.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    var rooms: [String] = []
    for source in muted { rooms += try await source.names(mutedBy: user, at: snapshot) }
    return Preferences(
      notices: kinds.map { kind in
        NoticePreference(
          kind: kind.name, label: kind.label, isOptional: kind.isOptional,
          isShown: !kind.isOptional || choices[kind.name]?.isShown ?? true,
          isMailed: choices[kind.name]?.isMailed ?? kind.isMailedByDefault)
      }, digest: general?.digest ?? .off, readReceipts: general?.readReceipts ?? true, mutedRooms: rooms)
  }

  func change(_ change: PreferenceChange, of user: UserID, in transaction: Transaction) async throws {
    for (kind, choice) in change.choices.sorted(by: { $0.key < $1.key }) where choice != PreferenceChange.Choice() {
      try await transaction.run(
        """
        INSERT INTO notice_choices (user_id, kind, in_app, digest) VALUES (\(user), \(kind), \(choice.isShown), \(choice.isMailed))
        ON CONFLICT (user_id, kind) DO UPDATE SET in_app = COALESCE(excluded.in_app, notice_choices.in_app),
          digest = COALESCE(excluded.digest, notice_choices.digest)
        """)
    }
    try await transaction.run("INSERT INTO preferences (user_id) VALUES (\(user)) ON CONFLICT (user_id) DO NOTHING")
    if let digest = change.digest {
      try await transaction.run("UPDATE preferences SET digest = \(digest.rawValue) WHERE user_id = \(user)")
    }
    if let readReceipts = change.readReceipts {
      try await transaction.run("UPDATE preferences SET read_receipts = \(readReceipts) WHERE user_id = \(user)")
    }
  }

  func erase(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM notice_choices WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM preferences WHERE user_id = \(user)")
  }
}

extension DigestInterval: SQLEncodable, SQLDecodable {}
