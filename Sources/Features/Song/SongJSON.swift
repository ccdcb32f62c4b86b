import Core
import JSON
import Media
import Relations

extension Story {
  var object: PlaceObject {
    guard deletedAt == nil else { return .tombstone("story", id.rawValue, sequence: sequence) }
    return PlaceObject("story", id.rawValue, sequence: sequence, html: fragment) { json in
      json.field("title", title)
      json.field("blurb", details.blurb)
      json.key("keeper")
      keeper.write(to: &json)
      json.field("visibility", details.visibility.rawValue)
      json.field("writing", details.writing.rawValue)
      json.field("canon", details.canon.rawValue)
      json.field("unmet", details.unmet.rawValue)
      json.field("vote_hours", details.voteHours)
      json.field("root", details.root.rawValue)
      json.key("variables")
      json.array { json in for variable in details.variables { variable.write(to: &json) } }
      json.people("writers", writers)
      json.key("lineage")
      json.object { json in
        json.field("parent", lineage.parent?.rawValue)
        json.field("root", lineage.root.rawValue)
        json.field("depth", lineage.depth)
      }
      json.field("ifid", ifid)
      json.field("version", version)
      json.field("created_at", createdAt.iso8601)
      json.field("updated_at", updatedAt.iso8601)
    }
  }
}

extension Verse {
  var object: PlaceObject {
    guard deletedAt == nil else { return .tombstone("verse", id.rawValue, sequence: sequence) }
    return PlaceObject("verse", id.rawValue, sequence: sequence, order: order, html: fragment) { json in
      json.field("story", story.rawValue)
      json.field("version", version)
      content.writeText(to: &json)
      json.field("status", status.rawValue)
      json.field("ending", content.isEnding)
      json.key("choices")
      json.array { json in for choice in content.choices { choice.write(to: &json) } }
      json.field("voice", content.voice?.rawValue)
      json.key("pattern")
      if let pattern = content.pattern { pattern.write(to: &json) } else { json.null() }
      json.people("authors", authors)
      json.field("proposal", proposal?.rawValue)
      json.field("edited_at", editedAt.iso8601)
    }
  }

  /// As a story's list has it.
  func writeEntry(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("title", content.title)
      json.field("status", status.rawValue)
      json.field("ending", content.isEnding)
      json.field("version", version)
      json.field("seq", sequence)
      json.field("words", words)
      json.people("authors", authors)
    }
  }
}

extension VerseContent {
  func writeText(to json: inout JSONWriter) {
    json.field("title", title)
    json.field("body", body)
    json.key("body_html")
    json.string(utf8: html)
  }
}

extension VerseRevision {
  /// As a list of versions has it.
  func writeEntry(to json: inout JSONWriter) {
    json.object { json in
      json.field("version", version)
      json.field("title", content.title)
      json.field("words", words)
      writeMaker(to: &json)
    }
  }

  /// Whole, with what is different from another version if that was asked for.
  func write(to json: inout JSONWriter, against diff: WordDiff?) {
    json.object { json in
      json.field("version", version)
      content.writeText(to: &json)
      json.key("choices")
      json.array { json in for choice in content.choices { choice.write(to: &json) } }
      json.field("ending", content.isEnding)
      json.field("voice", content.voice?.rawValue)
      json.key("pattern")
      if let pattern = content.pattern { pattern.write(to: &json) } else { json.null() }
      writeMaker(to: &json)
      json.key("diff")
      guard let diff else { return json.null() }
      json.array { json in
        for part in diff.parts {
          json.array { json in
            json.string(part.kind.rawValue)
            json.string(part.text)
          }
        }
      }
    }
  }

  private func writeMaker(to json: inout JSONWriter) {
    json.key("author")
    if let author { author.write(to: &json) } else { json.null() }
    json.field("note", note)
    json.field("at", createdAt.iso8601)
  }
}

extension JSONWriter {
  mutating func people(_ name: String, _ people: [Person]) {
    key(name)
    array { json in for person in people { person.write(to: &json) } }
  }
}
