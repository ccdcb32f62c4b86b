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

  func lose(_ files: [String], of subjects: [Int64], in transaction: Transaction) async throws -> [Event] {
    let voices: SQL = "voice IN (\(list: files))"
    let speaking = try await transaction.all(
      "SELECT id, story_id FROM verses WHERE id IN (\(list: subjects)) AND \(voices) AND deleted_at IS NULL ORDER BY story_id, id"
    ) { row in (verse: try row[0] as VerseID, story: try row[1] as StoryID) }
    var events: [Event] = []
    for found in speaking where try await StoryRows.lock(found.story, in: transaction) {
      // Looked at once more: before the lock it could get another voice.
      let speaks = try await transaction.value(
        "SELECT 1 FROM verses WHERE id = \(found.verse) AND \(voices) AND deleted_at IS NULL", as: Int.self)
      guard speaks != nil else { continue }
      let place = PlaceID.story(found.story)
      let sequence = try await place.takeSeq(in: transaction)
      try await transaction.run("UPDATE verses SET voice = NULL, seq = \(sequence) WHERE id = \(found.verse)")
      let silent = try await VerseRepository.verse(found.verse, in: transaction)
      if let silent { events.append(Event(changed: silent.object, in: place)) }
    }
    return events
  }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] {
    Dictionary(subjects.map { ($0, SongPath.verse(VerseID($0))) }, uniquingKeysWith: { first, _ in first })
  }
}
