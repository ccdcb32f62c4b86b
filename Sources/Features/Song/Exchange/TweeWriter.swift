import JSON

/// Writes a story as Twee 3. What a choice tests and does is written with the macros of Harlowe.
enum TweeWriter {
  static func text(_ story: KeyedStory) -> String {
    var passages = [":: \(Twee.story)\n\(TweeEscapes.body(story.title))", ":: \(Twee.data)\n\(data(of: story))"]
    if !story.variables.isEmpty {
      let lines = story.variables.map { "(set: $\($0.name) to \(literal($0.first)))" }
      passages.append(":: \(Twee.values) [\(Twee.startup)]\n" + lines.joined(separator: "\n"))
    }
    passages += story.verses.map { passage($0, of: story) }
    return passages.joined(separator: "\n\n") + "\n"
  }

  private static func data(of story: KeyedStory) -> String {
    let fields: [(String, String)] = [
      ("ifid", story.ifid ?? ""), ("format", "Harlowe"), ("format-version", Twee.formatVersion), ("start", story.title(ofKey: 1)),
    ]
    let lines = fields.map { name, value in
      var json = JSONWriter()
      json.string(value)
      return "  \"\(name)\": \(json.text)"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }

  private static func passage(_ verse: KeyedStory.Verse, of story: KeyedStory) -> String {
    let head = ":: \(TweeEscapes.head(verse.title))" + (verse.isEnding ? " [\(Twee.ending)]" : "")
    let choices = verse.choices.map { line($0, of: story) }.joined(separator: "\n")
    let parts = [TweeEscapes.body(verse.body), choices].filter { !$0.isEmpty }
    return parts.isEmpty ? head : head + "\n" + parts.joined(separator: "\n\n")
  }

  private static func line(_ choice: ChoiceText<Int>, of story: KeyedStory) -> String {
    let title = story.title(ofKey: choice.to)
    let link: String
    if choice.then.isEmpty {
      link = "[[\(choice.label)->\(title)]]"
    } else {
      let effects = choice.then.map(effect).joined(separator: ", ")
      link = "(link-reveal-goto: \(choice.label.inQuotes), \(title.inQuotes))[(set: \(effects))]"
    }
    guard let when = choice.when else { return link }
    let tests = when.tests.map { test($0, of: story) }.joined(separator: when.joint == .all ? " and " : " or ")
    return "(if: \(tests))[\(link)]"
  }

  private static func test(_ test: StoryTest<Int>, of story: KeyedStory) -> String {
    switch test {
    case .compare(let name, let comparison, let value): "$\(name) \(comparison.sign) \(literal(value))"
    case .visited(let key): "(history:) contains \(story.title(ofKey: key).inQuotes)"
    }
  }

  private static func effect(_ effect: StoryEffect) -> String {
    switch effect {
    case .set(let name, let value): "$\(name) to \(literal(value))"
    case .add(let name, let amount): "$\(name) to it \(amount < 0 ? "-" : "+") \(amount.magnitude)"
    }
  }

  private static func literal(_ value: StoryValue) -> String {
    if case .word(let word) = value { word.description.inQuotes } else { value.text }
  }
}
