import Core
import JSON

extension StoryVariable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name.description)
      json.field("type", kind.name)
      json.field("first", first.json)
      guard case .word(let words) = kind else { return }
      json.key("words")
      json.array { json in for word in words { json.string(word.description) } }
    }
  }
}

extension ChoiceText {
  /// The members of a choice after its id.
  func writeFields(to json: inout JSONWriter, naming verse: (Verse) -> JSONValue) {
    json.field("label", label)
    json.field("to", verse(to))
    json.key("when")
    if let when { when.write(to: &json, naming: verse) } else { json.null() }
    json.key("then")
    json.array { json in for effect in then { effect.write(to: &json) } }
  }
}

extension Condition {
  func write(to json: inout JSONWriter, naming verse: (Verse) -> JSONValue) {
    json.object { json in
      json.key(joint.rawValue)
      json.array { json in
        for test in tests {
          json.object { json in
            switch test {
            case .compare(let variable, let comparison, let value):
              json.field("var", variable.description)
              json.field(comparison.rawValue, value.json)
            case .visited(let named): json.field("visited", verse(named))
            }
          }
        }
      }
    }
  }
}

extension StoryEffect {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("var", variable.description)
      switch self {
      case .set(_, let value): json.field("set", value.json)
      case .add(_, let amount): json.field("add", amount)
      }
    }
  }
}

extension Choice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      text.writeFields(to: &json) { .int($0.rawValue) }
    }
  }
}
