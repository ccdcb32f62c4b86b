import Core
import Relations
import SQL

/// Profiles, as things that show members' media: to whoever sees the wall. The avatar is not among them, it has an address of its own.
struct ProfileMediaRows: MediaUseRows {
  let name = "profile"
  let label = "your profile"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL {
    """
    EXISTS (SELECT 1 FROM walls w JOIN users u ON u.id = w.user_id
      WHERE w.user_id = x.subject AND m.id IN (w.banner_id, w.voice_intro_id, w.anthem_id) AND \(PersonRows.wall(to: viewer)))
    """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    let found = try await snapshot.all("SELECT id, username FROM users WHERE id IN (\(list: subjects))") { row in
      (id: try row[0] as UserID, username: try row[1] as String)
    }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id.rawValue, WallPath.wall($0.username)) })
  }
}
