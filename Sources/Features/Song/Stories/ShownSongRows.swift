import Core
import Relations
import SQL

/// What walls ask of stories and patterns.
struct ShownSongRows: SongFinder {
  func own(of member: UserID, limit: Int, at snapshot: Snapshot) async throws -> [OwnSong] {
    let stories = try await snapshot.all(
      """
      SELECT id, title FROM stories WHERE keeper_id = \(member) AND deleted_at IS NULL AND visibility <> 'private'
      ORDER BY id DESC LIMIT \(limit)
      """
    ) { row in OwnSong(.story(try row[0]), titled: try row[1]) }
    let patterns = try await snapshot.all(
      """
      SELECT id, revision, title FROM patterns WHERE owner_id = \(member) AND deleted_at IS NULL AND visibility <> 'private'
      ORDER BY id DESC LIMIT \(limit)
      """
    ) { row in OwnSong(.loop(try row[0], revision: try row[1] as Int), titled: try row[2]) }
    return stories + patterns
  }

  func showable(_ song: SongReference, by member: UserID, in transaction: Transaction) async throws -> SongReference? {
    let viewer: SQL = "\(member)"
    switch song {
    case .story(let id):
      let found = try await transaction.value(
        "SELECT 1 FROM \(StoryRows.joins) WHERE s.id = \(id) AND s.visibility <> 'private' AND \(StoryRows.visible(to: viewer))",
        as: Int.self)
      return found == nil ? nil : song
    case .loop(let id, let revision):
      let newest = try await transaction.value(
        "SELECT p.revision FROM \(PatternRows.owned) WHERE p.id = \(id) AND p.visibility <> 'private' AND \(PatternRows.visible(to: viewer))",
        as: Int.self)
      guard let newest else { return nil }
      let wanted = revision ?? newest
      return wanted <= newest ? .loop(id, revision: wanted) : nil
    }
  }
}
