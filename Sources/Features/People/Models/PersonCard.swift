import Core
import JSON
import Relations

/// A person as a viewer gets them: `person` of the API.
public struct PersonCard: Hashable, Sendable {
  public let person: Person
  /// Nil unless the viewer may see the person's wall.
  let details: Details?
  /// Nil where the viewer may not know.
  let isOnline: Bool?
  /// Nil for the viewer themselves.
  public let relation: Relation?

  struct Details: Hashable, Sendable {
    let bio: String?
    let statusMessage: String?
    let statusEmoji: String?
    let theme: String?
  }

  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("user")
      person.write(to: &json)
      json.field("bio", details?.bio)
      json.field("status_message", details?.statusMessage)
      json.field("status_emoji", details?.statusEmoji)
      json.field("theme", details?.theme)
      json.key("online")
      if let isOnline { json.bool(isOnline) } else { json.null() }
      json.key("relation")
      if let relation { relation.write(to: &json) } else { json.null() }
    }
  }
}

/// A part of a list of people, and where it goes on.
public struct PeoplePage: Sendable {
  public static let limits: ClosedRange<Int64> = 1...100
  static let foreignCursor = "must be the next of an earlier answer"

  public let people: [PersonCard]
  /// What to give as `before` for the part that follows.
  public let next: String?

  func write(to json: inout JSONWriter) {
    json.key("people")
    json.array { json in for card in people { card.write(to: &json) } }
    json.field("next", next)
  }
}
