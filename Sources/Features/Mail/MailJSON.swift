import Core
import JSON

extension Letter {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("at", createdAt.iso8601)
      json.field("to", recipient)
      json.field("kind", kind)
      json.field("state", state.rawValue)
      json.field("tries", tries)
      json.field("error", error)
      json.field("next_try_at", nextTryAt?.iso8601)
    }
  }

  func writeOutcome(to json: inout JSONWriter) {
    json.object { json in
      json.field("state", state.rawValue)
      json.field("error", error)
      json.key("dialogue")
      json.array { json in for line in dialogue { json.string(line) } }
    }
  }
}
