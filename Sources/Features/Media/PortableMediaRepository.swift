import Accounts
import Core
import SQL

/// Under which names members' files are known everywhere. A file that was uploaded here is known by its id.
public struct PortableMediaRepository: Sendable {
  private let names = PortableIDRepository("media")

  public init() {}

  public func names(of ids: [MediaID], at snapshot: Snapshot) async throws -> [MediaID: PortableID] {
    guard !ids.isEmpty else { return [:] }
    var names = Dictionary(ids.map { ($0, PortableID(text: $0.rawValue) ?? .none) }, uniquingKeysWith: { first, _ in first })
    let imported = try await snapshot.all(
      """
      SELECT m.id, i.uuid FROM media m JOIN imported_items i ON i.kind = 'media' AND i.item = m.number WHERE m.id IN (\(list: ids))
      ORDER BY i.uuid DESC
      """
    ) { row in (id: try row[0] as MediaID, uuid: try row[1] as String) }
    for row in imported { names[row.id] = PortableID(text: row.uuid) }
    return names
  }

  /// The member's file of that name, if it is there.
  public func file(_ name: PortableID, of user: UserID, in connection: Snapshot) async throws -> MediaID? {
    let imported = try await connection.value(
      """
      SELECT m.id FROM imported_items i JOIN media m ON m.number = i.item
      WHERE i.user_id = \(user) AND i.kind = 'media' AND i.uuid = \(name.description) AND m.user_id = \(user)
      """, as: MediaID.self)
    if let imported { return imported }
    return try await connection.value("SELECT id FROM media WHERE id = \(name.description) AND user_id = \(user)")
  }

  /// Gives a file that came in the name and the age that it had.
  func keep(_ name: PortableID, for item: MediaItem, madeAt moment: Timestamp?, in transaction: Transaction) async throws {
    if let moment { try await transaction.run("UPDATE media SET created_at = \(moment) WHERE number = \(item.number)") }
    try await names.keep(name, for: item.number, of: item.owner, in: transaction)
  }
}
