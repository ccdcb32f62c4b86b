import Core
import JSON

/// A story as a JSON file of ours.
enum StoryFile {
  static let format = "neospace-story"
  static let version = 1

  static func json(_ story: KeyedStory) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024 + story.verses.reduce(0) { $0 + $1.body.utf8.count + 400 })
    json.object { json in
      json.field("format", format)
      json.field("version", version)
      json.field("title", story.title)
      json.field("blurb", story.blurb)
      json.field("ifid", story.ifid)
      json.field("unmet", story.unmet.rawValue)
      json.key("variables")
      json.array { json in for variable in story.variables { variable.write(to: &json) } }
      json.key("credits")
      json.array { json in for name in story.credits { json.string(name) } }
      json.key("verses")
      json.array { json in
        for (index, verse) in story.verses.enumerated() {
          json.object { json in
            json.field("key", index + 1)
            json.field("title", verse.title)
            json.field("body", verse.body)
            json.field("ending", verse.isEnding)
            json.key("choices")
            json.array { json in
              for choice in verse.choices { json.object { json in choice.writeFields(to: &json) { .int(Int64($0)) } } }
            }
          }
        }
      }
    }
    return json.bytes
  }

  /// Reads a file. Whatever is not ours in it is refused.
  static func read(_ bytes: [UInt8]) throws(AppError) -> KeyedStory {
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes) } catch { throw .validation("file", "is not valid JSON: \(error)") }
    return try read(value)
  }

  static func read(_ value: JSONValue) throws(AppError) -> KeyedStory {
    if let count = value["verses"]?.array?.count, !(1...KeyedStory.mostVerses).contains(count) {
      throw .validation("file", count == 0 ? "holds no verse" : "holds more than \(KeyedStory.mostVerses) verses")
    }
    return try Fields.read(Fields(json: value)) { KeyedStory(reading: &$0) }
  }

  /// An IFID as we make them: a UUID in upper case.
  static func isIFID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { position, byte in
      switch position {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default: byte.isDigit || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
      }
    }
  }
}

extension KeyedStory {
  fileprivate init(reading fields: inout Fields) {
    let format = fields.parsed("format", "must be \(StoryFile.format)", placeholder: "") { $0 }
    if ShortName(format) != ShortName(StoryFile.format) { fields.refuse("format", "must be \(StoryFile.format)") }
    _ = fields.integer("version", 1...1)
    title = fields.line("title", StoryRules.titles)
    blurb = fields.optionalText("blurb", 0...StoryRules.longestBlurb) ?? ""
    ifid = fields.optionalParsed("ifid", "must be a UUID in upper case", upTo: 64) { StoryFile.isIFID($0) ? $0 : nil }
    unmet = fields.optionalChoice("unmet") ?? .hidden
    variables = fields.storyVariables("variables") ?? []
    if fields.has("credits") {
      credits = fields.texts("credits", 0...1_000, upTo: 128, "must be a list of usernames")
    }
    let given = fields.objects("verses", 1...Self.mostVerses) { fields in
      (key: fields.integer("key", 1...Int64(Self.mostVerses)), verse: Verse(reading: &fields))
    }
    let order = given.indices.sorted { given[$0].key < given[$1].key }
    verses = order.map { given[$0].verse }
    refuse(order, given.map(\.key), &fields)
  }

  /// Refuses what does not fit together. `order` says where each verse stood in the file.
  private func refuse(_ order: [Int], _ keys: [Int64], _ fields: inout Fields) {
    var titles: Set<TitleKey> = []
    for (number, verse) in verses.enumerated() {
      let path = "verses.\(order[number])"
      if keys[order[number]] != Int64(number + 1) { fields.refuse("\(path).key", "must be 1, 2, 3 and so on, each once") }
      if !verse.title.isEmpty, !titles.insert(TitleKey(verse.title)).inserted {
        fields.refuse("\(path).title", "is the title of another verse")
      }
      for (place, choice) in verse.choices.enumerated() {
        let path = "\(path).choices.\(place)"
        if !(1...verses.count).contains(choice.to) { fields.refuse("\(path).to", "must be the key of a verse") }
        for (number, test) in (choice.when?.tests ?? []).enumerated() {
          let path = "\(path).when.\(choice.when?.joint.rawValue ?? "").\(number)"
          if let key = test.verse, !(1...verses.count).contains(key) { fields.refuse("\(path).visited", "must be the key of a verse") }
          if let (part, problem) = test.problem(in: variables) { fields.refuse("\(path).\(part)", problem) }
        }
        for (number, part, problem) in StoryEffect.problems(of: choice.then, in: variables) {
          fields.refuse("\(path).then.\(number).\(part)", problem)
        }
      }
    }
  }
}

extension KeyedStory.Verse {
  fileprivate init(reading fields: inout Fields) {
    title = fields.verseTitle("title")
    body = fields.optionalText("body", 0...VerseRules.longestBody) ?? ""
    isEnding = fields.optionalFlag("ending") ?? false
    guard fields.has("choices") else { return }
    choices = fields.objects("choices", 0...Choice.most) { fields in
      let label = fields.choiceLabel("label")
      let to = Int(fields.integer("to", 1...Int64(KeyedStory.mostVerses)))
      let (when, _) = Condition<Int>.read(&fields, placeholder: 1) { Int($0.integer($1, 1...Int64(KeyedStory.mostVerses))) }
      return ChoiceText(label: label, to: to, when: when, then: StoryEffect.read(&fields))
    }
  }
}
