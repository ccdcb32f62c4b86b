import Core
import SQL

/// What cats think of members: memories, bonds, and when they were petted.
struct CatOpinionRepository: Sendable {
  let database: Database

  /// How many living first-hand memories of a deed each of these cats has of a member.
  func alike(
    _ deed: Deed, of member: UserID, _ cats: [Cat], since moment: Int64, in transaction: Transaction
  ) async throws -> [Cat: [Int64]] {
    let rows = try await transaction.all(
      """
      SELECT m.cat, m.at FROM cat_memories m WHERE m.member_id = \(member) AND m.cat IN (\(list: cats)) AND m.deed = \(deed)
        AND m.heard_from IS NULL AND m.at > \(moment)
      """
    ) { row in (try row[0] as Cat, try row[1] as Int64) }
    return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
  }

  func remember(
    _ deed: Deed, _ event: String, at moment: Int64, _ opinion: Int64, of member: UserID, by cat: Cat, heardFrom teller: Cat? = nil,
    in transaction: Transaction
  ) async throws {
    try await transaction.queue(
      """
      INSERT INTO cat_memories (cat, member_id, deed, event, at, opinion, heard_from)
      VALUES (\(cat), \(member), \(deed), \(event), \(moment), \(opinion), \(teller))
      """)
  }

  /// The strongest living memory of a cat's own that may be told, and that another cat neither heard nor made.
  func strongest(of speaker: Cat, unknownTo hearer: Cat, at moment: Int64, in transaction: Transaction) async throws -> OwnedMemory? {
    try await transaction.first(
      """
      SELECT \(OwnedMemory.columns) FROM cat_memories m WHERE m.cat = \(speaker) AND m.heard_from IS NULL AND m.at > \(moment - Memory.life)
        AND abs(m.opinion) >= \(Gossip.least)
        AND NOT EXISTS (SELECT 1 FROM cat_memories k WHERE k.member_id = m.member_id AND k.cat = \(hearer) AND k.event = m.event)
      ORDER BY abs(m.opinion) DESC, m.at DESC, m.id DESC LIMIT 1
      """)
  }

  /// All that cats remember of a member, ended memories included that the bonds do not contain yet, and the bonds. Of one cat, or of all.
  func opinions(of member: UserID, _ cat: Cat? = nil, at connection: Snapshot) async throws -> (memories: [OwnedMemory], bonds: [Cat: Bond])
  {
    let memories = try await connection.all(
      "SELECT \(OwnedMemory.columns) FROM cat_memories m WHERE m.member_id = \(member) \(Self.only(cat, "m.cat")) ORDER BY m.id",
      as: OwnedMemory.self)
    let bonds = try await connection.all(
      "SELECT b.cat, b.level, b.changed_at FROM cat_bonds b WHERE b.member_id = \(member) \(Self.only(cat, "b.cat"))"
    ) { row in (try row[0] as Cat, Bond(level: try row[1], changed: try row[2])) }
    return (memories, Dictionary(uniqueKeysWithValues: bonds))
  }

  /// Takes the moment of a pet. Otherwise the moment of the last one, which was too short ago.
  func takePet(of cat: Cat, by member: UserID, at moment: Int64, pause: Int64, in transaction: Transaction) async throws -> Int64? {
    let taken = try await transaction.run(
      """
      INSERT INTO cat_pets (member_id, cat, at) VALUES (\(member), \(cat), \(moment))
      ON CONFLICT (member_id, cat) DO UPDATE SET at = excluded.at WHERE cat_pets.at <= excluded.at - \(pause)
      """)
    guard taken == 0 else { return nil }
    return try await transaction.value("SELECT at FROM cat_pets WHERE member_id = \(member) AND cat = \(cat)", as: Int64.self)
  }

  // MARK: Ending

  /// Some memories that ended before a moment, oldest first.
  func ended(before moment: Int64, limit: Int, in transaction: Transaction) async throws -> [OwnedMemory] {
    try await transaction.all(
      """
      SELECT \(OwnedMemory.columns) FROM cat_memories m WHERE m.at <= \(moment - Memory.life) ORDER BY m.at, m.id LIMIT \(limit)
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
  }

  func bond(of cat: Cat, with member: UserID, in transaction: Transaction) async throws -> Bond {
    try await transaction.first("SELECT level, changed_at FROM cat_bonds WHERE member_id = \(member) AND cat = \(cat)") { row in
      Bond(level: try row[0], changed: try row[1])
    } ?? .none
  }

  func keep(_ bond: Bond, of cat: Cat, with member: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO cat_bonds (member_id, cat, level, changed_at) VALUES (\(member), \(cat), \(bond.level), \(bond.changed))
      ON CONFLICT (member_id, cat) DO UPDATE SET level = excluded.level, changed_at = excluded.changed_at
      """)
  }

  func forget(_ memories: [OwnedMemory], in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM cat_memories WHERE id IN (\(list: memories.map(\.memory.number)))")
  }

  /// Forgets everybody, for a cat that was sent home.
  func forgetAll(of cat: Cat, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM cat_memories WHERE cat = \(cat)")
    try await transaction.run("DELETE FROM cat_bonds WHERE cat = \(cat)")
  }

  /// Forgets a member who left. Rows keep what happened and lose whose it was.
  func erase(_ member: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM cat_memories WHERE member_id = \(member)")
    try await transaction.run("DELETE FROM cat_bonds WHERE member_id = \(member)")
    try await transaction.run("DELETE FROM cat_pets WHERE member_id = \(member)")
    try await transaction.run("UPDATE cat_ledger SET member_id = NULL WHERE member_id = \(member)")
  }

  private static func only(_ cat: Cat?, _ column: SQL) -> SQL { cat.map { "AND \(column) = \($0)" } ?? "" }
}
