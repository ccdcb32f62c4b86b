import Core
import JSON

/// The answer to a publication, and its repetition.
struct Published: Sendable {
  let script: ScriptID
  let number: Int
  /// False if the newest revision had the same code.
  let isNew: Bool
  /// The members of `data`, as a JSON object.
  let data: [UInt8]
  /// What to tell; nothing when the request was answered before.
  let events: [Event]

  init(_ revision: Revision, isNew: Bool, _ posts: [ScriptPosts.Post], _ events: [Event]) {
    (script, number) = (revision.script, revision.number)
    self.isNew = isNew
    self.events = events
    var json = JSONWriter()
    json.object { json in
      json.key("revision")
      json.raw(revision.object.json)
      json.key("posts")
      json.array { json in
        for post in posts {
          json.object { json in
            json.field("place", post.room == nil ? "wall" : "room")
            json.field("room", post.room)
            json.field("id", post.id)
          }
        }
      }
    }
    data = json.bytes
  }

  /// What is remembered: a line with the numbers, then the data as it was sent.
  var remembered: [UInt8] { Array("\(script) \(number) \(isNew)\n".utf8) + data }

  init(remembered bytes: [UInt8]) throws {
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    let words = parts.first.map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
    guard parts.count == 2, words.count == 3, let script = ScriptID(text: words[0]), let number = Int(words[1]) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    (self.script, self.number, isNew) = (script, number, words[2] == "true")
    data = Array(parts[1])
    events = []
  }
}

/// What is to be compared.
struct DiffRequest: Sendable {
  enum Side: Sendable {
    case number(Int)
    case draft
    /// The revision that was forked.
    case parent
  }

  let from: Side
  let to: Side

  init(from: Side, to: Side) {
    self.from = from
    self.to = to
  }

  init(reading fields: inout Fields) {
    from = Self.side("from", &fields)
    to = Self.side("to", &fields)
  }

  private static func side(_ name: String, _ fields: inout Fields) -> Side {
    fields.parsed(name, "must be a number of a revision, draft or parent", placeholder: .draft, upTo: 20) { text in
      switch ShortName(text) {
      case "draft": .draft
      case "parent": .parent
      default: ScriptID(text: text).flatMap { Int(exactly: $0.rawValue) }.map { .number($0) }
      }
    }
  }
}
