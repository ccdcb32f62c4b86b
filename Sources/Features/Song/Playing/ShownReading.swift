import Core
import JSON
import Media

/// A reading as it is shown: the fold of a path over the story as it stands.
struct ShownReading: Sendable {
  let seen: SeenStory
  let verse: Verse
  /// What the verse speaks with, if that can be heard.
  let voice: ShownMedia?
  /// What the verse plays, if the reader may hear it.
  let loop: HeardLoop?
  /// What of the path holds.
  let path: ReadingPath
  let lost: Int
  let choices: [OfferedChoice]
  let values: [(name: ShortName, value: StoryValue)]
  let bookmarks: [ShownBookmark]
  /// Nil for the member's own reading.
  let link: LinkedReading?

  var step: Int { path.steps.count }

  struct ShownBookmark: Sendable {
    let id: Int
    let name: String
    /// How many of its steps hold.
    let step: Int
  }

  func writeFields(to json: inout JSONWriter) {
    json.key("reading")
    json.object { json in
      json.field("story", seen.story.id.rawValue)
      json.field("step", step)
      json.field("path", path.text)
      json.key("verse")
      json.raw(verse.object.json)
      json.key("choices")
      json.array { json in
        for offered in choices {
          json.object { json in
            json.field("id", offered.choice.id.rawValue)
            json.field("label", offered.choice.label)
            json.field("open", offered.isOpen)
          }
        }
      }
      json.key("values")
      json.object { json in for (name, value) in values { json.field(name.description, value.json) } }
      json.field("ended", verse.content.isEnding)
      json.field("back", step > 0)
      json.field("lost", lost)
      json.key("bookmarks")
      json.array { json in
        for bookmark in bookmarks {
          json.object { json in
            json.field("id", bookmark.id)
            json.field("name", bookmark.name)
            json.field("step", bookmark.step)
          }
        }
      }
    }
  }
}
