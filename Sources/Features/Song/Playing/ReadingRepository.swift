import Core
import JSON
import SQL

/// What members keep of their readings.
struct ReadingRepository: Sendable {
  /// The caller's reading, and how often it has changed. A member who has not begun is at the start.
  func reading(of user: UserID, in story: StoryID, in connection: Connection) async throws -> KeptReading {
    let found = try await connection.first(
      "SELECT path, bookmarks, version FROM readings WHERE user_id = \(user) AND story_id = \(story)", as: KeptReading.self)
    return found ?? KeptReading(reading: Reading(), version: 0)
  }

  /// Keeps the reading in place of the one that was read. False if it has changed meanwhile.
  func keep(
    _ reading: Reading, insteadOf version: Int64, of user: UserID, in story: StoryID, in transaction: Transaction
  ) async throws -> Bool {
    let (path, bookmarks) = (reading.path.text, StoredBookmarks.text(reading.bookmarks))
    let changed: Int
    if version == 0 {
      changed = try await transaction.run(
        """
        INSERT INTO readings (user_id, story_id, path, bookmarks) VALUES (\(user), \(story), \(path), \(bookmarks))
        ON CONFLICT (user_id, story_id) DO NOTHING
        """)
    } else {
      changed = try await transaction.run(
        """
        UPDATE readings SET path = \(path), bookmarks = \(bookmarks), version = version + 1
        WHERE user_id = \(user) AND story_id = \(story) AND version = \(version)
        """)
    }
    return changed == 1
  }
}

struct KeptReading: RowDecodable, Sendable {
  let reading: Reading
  /// 0 if nothing is kept yet.
  let version: Int64

  init(reading: Reading, version: Int64) { (self.reading, self.version) = (reading, version) }

  init(row: Row) throws {
    let path: String = try row[0]
    reading = Reading(path: ReadingPath(path) ?? ReadingPath(), bookmarks: try StoredBookmarks.bookmarks(row[1]))
    version = try row[2]
  }
}

/// Bookmarks as they are kept.
enum StoredBookmarks {
  static func text(_ bookmarks: [Reading.Bookmark]) -> String {
    var json = JSONWriter()
    json.array { json in
      for bookmark in bookmarks {
        json.object { json in
          json.field("id", bookmark.id)
          json.field("name", bookmark.name)
          json.field("path", bookmark.path.text)
        }
      }
    }
    return json.text
  }

  static func bookmarks(_ text: String) throws -> [Reading.Bookmark] {
    if text.utf8.count == 2 { return [] }
    return try (JSONValue(parsing: text).array ?? []).compactMap { json in
      guard let id = json["id"]?.int, let name = json["name"]?.string, let path = json["path"]?.string.flatMap({ ReadingPath($0) })
      else { return nil }
      return Reading.Bookmark(id: Int(id), name: name, path: path)
    }
  }
}
