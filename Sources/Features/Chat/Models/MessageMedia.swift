import Core
import JSON
import Media

/// A file that an author attaches to a message, and what it shows in words.
public struct Attachment: Hashable, Sendable {
  public static let counts = 1...4
  public static let longestAlt = 500

  public let id: MediaID
  /// Nil if the author describes nothing.
  public let alt: String?

  public init(_ id: MediaID, alt: String? = nil) {
    self.id = id
    self.alt = alt.flatMap { TextRules.isReadable($0) ? $0 : nil }
  }
}

/// A picture or a sound in a message. Neither the file nor its description changes, so the message's row keeps a copy.
public struct MessageMedia: Hashable, Sendable {
  public let file: ShownMedia
  public let alt: String?

  init(_ file: ShownMedia, alt: String?) {
    self.file = file
    self.alt = alt
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", file.id.rawValue)
      json.field("kind", file.kind.rawValue)
      json.field("alt", alt)
      file.writeShape(to: &json)
    }
  }

  // MARK: As the message's row holds it

  /// As a JSON array.
  static func stored(_ media: [MessageMedia]) -> String {
    var json = JSONWriter(capacity: 16 + media.count * 512)
    json.array { json in
      for one in media {
        json.object { json in
          one.file.store(in: &json)
          json.field("alt", one.alt)
        }
      }
    }
    return json.text
  }

  /// What `stored` wrote.
  static func list(stored text: String) -> [MessageMedia] {
    ((try? JSONValue(parsing: Array(text.utf8)))?.array ?? []).compactMap { json in
      ShownMedia(stored: json).map { MessageMedia($0, alt: json["alt"]?.string) }
    }
  }
}

extension [MessageMedia] {
  func write(to json: inout JSONWriter) { json.array { json in for one in self { one.write(to: &json) } } }
}
