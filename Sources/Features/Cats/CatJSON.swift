import Core
import JSON

extension KeptCat {
  /// As an object of the place `cats`.
  func object(_ clock: DayClock) -> PlaceObject {
    PlaceObject(
      "cat", Int64(cat.position + 1), named: cat.name, sequence: sequence, order: cat.order, html: CatCard(kept: self, clock: clock).bytes
    ) { json in
      let nature = cat.nature
      json.field("title", cat.title)
      json.field("faction", nature.faction.name)
      json.field("observer", nature.isObserver)
      json.levels("home", nature.home)
      json.field("gain", gain)
      json.field("on", isAwake)
      json.key("mood")
      mood(at: shownAt, clock).write(to: &json)
    }
  }
}

extension ShownMood {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("at", Timestamp(milliseconds: at).iso8601)
      json.field("n", row)
      json.levels("state", state)
      json.field("clock", clock)
      json.levels("pad", pad)
      json.field("label", label.name)
      json.field("octant", octant.rawValue)
      json.key("voice")
      voice.write(to: &json)
      json.field("face", CatPath.face(cat, label))
    }
  }
}

extension Voice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("kind", kind.rawValue)
      json.field("hz", hertz)
      json.field("ms", milliseconds)
    }
  }
}

extension LedgerRow {
  /// - Parameter who: Whose deed it was; nil leaves the member out, for a rehearsal.
  func writeFields(to json: inout JSONWriter) {
    json.field("n", number)
    json.field("at", Timestamp(milliseconds: at).iso8601)
    json.field("deed", cause.name)
    json.field("event", event)
    json.field("gain", gain)
    json.field("r", habit)
    json.levels("e", effect)
    json.levels("after", after)
    json.field("label", label.name)
  }
}

extension JSONWriter {
  mutating func levels(_ name: String, _ levels: Levels) {
    key(name)
    array { json in for level in levels.all { json.int(level) } }
  }
}

extension LedgerView {
  func write(to json: inout JSONWriter) {
    json.object { json in
      row.writeFields(to: &json)
      json.field("who", who?.rawValue)
    }
  }
}

extension ReasonView {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("n", reason.row.number)
      json.field("at", Timestamp(milliseconds: reason.row.at).iso8601)
      json.field("deed", reason.row.cause.name)
      json.field("who", who?.rawValue)
      json.levels("e", reason.row.effect)
      json.levels("left", reason.left)
      json.field("text", text)
    }
  }
}

extension Acquaintance {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("affinity", affinity.value)
      json.field("status", affinity.status.rawValue)
      json.key("memories")
      json.array { json in
        for memory in memories {
          json.object { json in
            json.field("deed", memory.deed.rawValue)
            json.field("at", Timestamp(milliseconds: memory.at).iso8601)
            json.field("expires_at", Timestamp(milliseconds: memory.ends).iso8601)
            json.field("o", memory.opinion)
            json.field("now", memory.weight(at: moment))
            json.field("heard_from", memory.heardFrom?.name)
          }
        }
      }
    }
  }
}

/// Answers that are made in a service, because they are remembered.
enum CatAnswer {
  /// `{cat}`.
  static func cat(_ kept: KeptCat, _ clock: DayClock) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.key("cat")
      json.raw(kept.object(clock).json)
    }
    return json.bytes
  }
}
