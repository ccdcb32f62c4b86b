import Core
import Relations
import SQL

/// Modules, as things that show members' media.
struct ModuleMediaRows: MediaUseRows {
  let name = "module"
  let label = "a module"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL {
    """
    EXISTS (SELECT 1 FROM wall_modules n JOIN users u ON u.id = n.user_id
      WHERE n.id = x.subject AND n.removed_at IS NULL AND \(PersonRows.wall(to: viewer)))
    """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    let found = try await snapshot.all(
      "SELECT n.id, u.username FROM wall_modules n JOIN users u ON u.id = n.user_id WHERE n.id IN (\(list: subjects))"
    ) { row in (id: try row[0] as ModuleID, username: try row[1] as String) }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id.rawValue, WallPath.module($0.id, on: $0.username)) })
  }
}
