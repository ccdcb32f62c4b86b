import Core
import JSON

/// Something that a person whom the member follows has published.
public struct FeedEntry: Sendable {
  let id: Int64
  let kind: SubjectName
  let author: SubjectAuthor
  let title: String
  let link: String
  /// As everybody sees it.
  let html: [UInt8]
  let createdAt: Timestamp

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("kind", kind.rawValue)
      json.key("author")
      author.write(to: &json)
      json.field("title", title)
      json.field("link", link)
      json.field("html", String(decoding: html, as: UTF8.self))
      json.field("created_at", createdAt.iso8601)
    }
  }
}

/// A part of a feed, newest first, and where it goes on.
public struct FeedPage: Sendable {
  let entries: [FeedEntry]
  let next: FeedCursor?

  func write(to json: inout JSONWriter) {
    json.key("entries")
    json.array { json in for entry in entries { entry.write(to: &json) } }
    json.field("next", next?.text)
  }
}
