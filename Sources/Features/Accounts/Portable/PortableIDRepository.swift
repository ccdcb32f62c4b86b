import Core
import SQL

/// Under which names members' things are known everywhere. Things that were made here need no row: see `PortableID`.
public struct PortableIDRepository: Sendable {
  private let kind: String

  /// - Parameter kind: `task`, `module`; one word for each table whose rows move.
  public init(_ kind: String) { self.kind = kind }

  /// The names of some of a member's things, by their numbers.
  public func names(of numbers: [Int64], at snapshot: Snapshot) async throws -> [Int64: PortableID] {
    guard !numbers.isEmpty else { return [:] }
    let birthplace = try await birthplace(snapshot)
    var names = Dictionary(numbers.map { ($0, PortableID(kind, $0, madeIn: birthplace)) }, uniquingKeysWith: { first, _ in first })
    let imported = try await snapshot.all(
      "SELECT item, uuid FROM imported_items WHERE kind = \(kind) AND item IN (\(list: numbers))"
    ) { row in (item: try row[0] as Int64, uuid: try row[1] as String) }
    for row in imported { names[row.item] = PortableID(text: row.uuid) }
    return names
  }

  /// The number of the thing of that name. The caller finds out whether it is alive and the member's.
  public func number(of id: PortableID, of user: UserID, in connection: Snapshot) async throws -> Int64? {
    let imported = try await connection.value(
      "SELECT item FROM imported_items WHERE user_id = \(user) AND kind = \(kind) AND uuid = \(id.description)", as: Int64.self)
    if let imported { return imported }
    return id.number(kind, madeIn: try await birthplace(connection))
  }

  /// Gives a thing that came in the name that it had before.
  public func keep(_ id: PortableID, for number: Int64, of user: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO imported_items (user_id, kind, uuid, item) VALUES (\(user), \(kind), \(id.description), \(number))
      ON CONFLICT (user_id, kind, uuid) DO UPDATE SET item = excluded.item
      """)
  }

  private func birthplace(_ connection: Snapshot) async throws -> String {
    try await connection.value("SELECT name FROM birthplaces") ?? ""
  }
}
