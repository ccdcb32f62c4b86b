import Core
import JSON

/// A thing that a member has published, as feeds list it.
public struct LedgerEntry: Hashable, Sendable {
  public let id: Int64
  public let kind: SubjectName
  /// The id of the thing among those of its kind.
  public let subject: Int64
  public let author: UserID
  public let createdAt: Timestamp

  public init(id: Int64, kind: SubjectName, subject: Int64, author: UserID, createdAt: Timestamp) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.author = author
    self.createdAt = createdAt
  }
}

extension PlaceKind {
  /// Members' feeds. Each member has one of their own.
  public static let feed = PlaceKind("feed")
}

extension Event {
  /// Something new is told to those in whose feed it is: by whom and what kind of thing, but no text of it.
  public init(newInFeeds entry: LedgerEntry, by author: SubjectAuthor) {
    self.init(signal: "new", inPlacesOf: .feed) { json in
      json.field("id", entry.id)
      json.field("kind", entry.kind.rawValue)
      json.key("author")
      author.write(to: &json)
      json.field("created_at", entry.createdAt.iso8601)
    }
  }

  /// Its author has removed it.
  public init(goneFromFeeds entry: LedgerEntry) {
    self.init(signal: "gone", inPlacesOf: .feed) { json in json.field("id", entry.id) }
  }
}

extension SubjectAuthor {
  public init(_ member: Member) {
    self.init(id: member.id, username: member.username, displayName: member.displayName, color: member.color)
  }
}
