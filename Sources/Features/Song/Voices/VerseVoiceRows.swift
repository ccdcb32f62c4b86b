import Core
import SQL

/// Verses, as things that show members' media: the readers of a story hear the present voices of its verses.
struct VerseVoiceRows: MediaUseRows {
  let name = "verse"
  let label = "a verse"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL {
    let status: SQL = viewer == nil ? "AND v.status = 'canon'" : ""
    return """
      EXISTS (SELECT 1 FROM \(StoryRows.joins) JOIN verses v ON v.story_id = s.id
        WHERE v.id = x.subject AND v.deleted_at IS NULL \(status) AND \(StoryRows.visible(to: viewer.map { "\($0)" as SQL })))
      """
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    Dictionary(subjects.map { ($0, SongPath.verse(VerseID($0))) }, uniquingKeysWith: { first, _ in first })
  }
}
