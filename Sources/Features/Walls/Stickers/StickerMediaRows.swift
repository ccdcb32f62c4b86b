import Core
import Relations
import SQL

/// Stickers, as things that show members' media: to whoever sees the wall, as long as
/// the one who placed them is neither banned nor gone, and neither of the two has blocked the other.
struct StickerMediaRows: MediaUseRows {
  let name = "sticker"
  let label = "a sticker"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL {
    """
    EXISTS (SELECT 1 FROM stickers s JOIN users p ON p.id = s.placed_by AND p.banned_at IS NULL AND p.left_at IS NULL
      JOIN users u ON u.id = s.owner_id
      WHERE s.id = x.subject AND s.deleted_at IS NULL AND \(PersonRows.unblocked("s.placed_by", viewer))
        AND \(PersonRows.wall(to: viewer)))
    """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    let found = try await snapshot.all(
      "SELECT s.id, u.username FROM stickers s JOIN users u ON u.id = s.owner_id WHERE s.id IN (\(list: subjects))"
    ) { row in (id: try row[0] as StickerID, username: try row[1] as String) }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id.rawValue, WallPath.sticker($0.id, on: $0.username)) })
  }
}
