import Core
import JSON
import People
import Words

/// Something that was found.
public struct SearchResult: Sendable {
  let kind: String
  let id: Int64
  let title: String
  let html: [UInt8]
  let link: String
  let author: SubjectAuthor?
  let room: String?
  let createdAt: Timestamp

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("kind", kind)
      json.field("id", id)
      json.field("title", title)
      json.field("html", String(decoding: html, as: UTF8.self))
      json.field("link", link)
      json.key("author")
      if let author { author.write(to: &json) } else { json.null() }
      json.field("room", room)
      json.field("created_at", createdAt.iso8601)
    }
  }
}

extension SearchResult {
  /// A thing whose text the query was found in.
  init(_ kind: SubjectName, _ id: Int64, _ card: SubjectCard, matching query: WordQuery) {
    self.init(
      kind: kind.rawValue, id: id, title: card.title, html: Snippet(card.text, matching: query).html, link: card.link,
      author: card.author, room: card.room, createdAt: card.createdAt)
  }
}

/// A page of results.
public struct SearchPage: Sendable {
  let results: [SearchResult]
  let next: SearchCursor?
  /// Members by that name; nil where they are not asked for.
  let people: [PersonCard]?
}

/// A member who was found by name.
public struct FoundPerson: Sendable {
  let user: SubjectAuthor
  let joinedAt: Timestamp

  var link: String { Link("@" + user.username).text }
}
