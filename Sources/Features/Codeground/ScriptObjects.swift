import Core
import JSON
import Relations

extension Script {
  var object: PlaceObject {
    PlaceObject("script", id.rawValue, sequence: sequence, html: newest == nil ? nil : fragment) { json in
      json.field("runtime", runtime.rawValue)
      json.field("title", title)
      json.field("summary", details.summary)
      json.key("tags")
      json.array { json in for tag in details.tags { json.string(tag) } }
      json.field("visibility", visibility.rawValue)
      json.key("owner")
      owner.write(to: &json)
      json.field("created_at", createdAt.iso8601)
      json.field("published_at", publishedAt?.iso8601)
      json.field("newest", newest)
      json.key("lineage")
      lineage.write(to: &json)
    }
  }
}

extension Revision {
  /// A revision that is gone is a tombstone.
  var object: PlaceObject {
    let id = Int64(number)
    guard !isGone else { return .tombstone("revision", id, sequence: sequence, html: tombstone) }
    return PlaceObject("revision", id, sequence: sequence, order: PlaceObject.newestFirst(id), html: fragment) { json in
      json.field("script", script.rawValue)
      json.field("runtime", runtime.rawValue)
      json.field("title", title)
      json.field("note", note)
      json.field("alt", alt)
      json.field("sha256", sha256)
      json.field("bytes", bytes)
      json.field("lines", lines)
      json.key("authors")
      json.array { json in for author in authors { author.write(to: &json) } }
      json.field("created_at", createdAt.iso8601)
      json.key("lineage")
      lineage.write(to: &json)
    }
  }
}

extension Draft {
  var object: PlaceObject {
    PlaceObject("draft", script.rawValue, sequence: sequence, shownTo: people.map(\.id)) { writeFields(to: &$0) }
  }

  private func writeFields(to json: inout JSONWriter) {
    json.field("version", version)
    json.field("saved_at", savedAt.iso8601)
    json.key("saved_by")
    savedBy.write(to: &json)
    json.key("hands")
    json.array { json in for hand in hands { hand.write(to: &json) } }
    json.key("pen")
    if let pen, !hands.isEmpty {
      json.object { json in
        json.key("user")
        pen.user.write(to: &json)
        json.field("until", pen.until.iso8601)
      }
    } else {
      json.null()
    }
  }

  /// The object with the code, as GET and PUT of the draft give it.
  func object(with code: String) -> PlaceObject {
    PlaceObject("draft", script.rawValue, sequence: sequence, shownTo: people.map(\.id)) { json in
      writeFields(to: &json)
      json.field("code", code)
    }
  }
}

extension Lineage {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("parent")
      if let parent { parent.write(to: &json) } else { json.null() }
      json.key("root")
      if let root { root.write(to: &json) } else { json.null() }
      json.field("depth", depth)
    }
  }
}

extension Work {
  func write(to json: inout JSONWriter) {
    json.object { json in writeFields(to: &json) }
  }

  func writeFields(to json: inout JSONWriter) {
    json.field("script", known?.script.rawValue)
    json.field("number", known?.number)
    json.field("title", known?.title)
    json.key("owner")
    if let owner = known?.owner { owner.write(to: &json) } else { json.null() }
  }
}

extension KeptVersion {
  func writeFields(to json: inout JSONWriter) {
    json.field("version", version)
    json.field("saved_at", savedAt.iso8601)
    json.key("saved_by")
    savedBy.write(to: &json)
    json.field("lines", lines)
  }
}

extension Hunk {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("old", old)
      json.field("new", new)
      json.key("lines")
      json.array { json in for line in lines { json.string(line) } }
    }
  }
}

extension Event {
  /// Tells the holder of a pen that somebody would like to write.
  init(askingForPenIn script: ScriptID, by member: Member, of holder: UserID) {
    self.init(signal: "pen_asked", in: .script(script), shownTo: [holder]) { json in
      json.key("user")
      member.write(to: &json)
    }
  }

  /// Tells owner and hands who of them watches the script.
  init(present people: [Person], in script: ScriptID, to all: [UserID]) {
    self.init(signal: "present", in: .script(script), shownTo: all) { json in
      json.key("users")
      json.array { json in for person in people { person.write(to: &json) } }
    }
  }
}
