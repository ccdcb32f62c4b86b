import Core
import JSON

/// Reads Twee 3. Whatever is no story of ours is left out or stays as text, and a warning says so; nothing in a file ever runs.
struct TweeReader {
  struct Warning: Hashable, Sendable {
    let line: Int
    let text: String
  }

  private(set) var warnings: [Warning] = []
  private var story = KeyedStory(title: "", verses: [])
  private var names = TweeNames()

  static func read(_ text: String) throws(AppError) -> (story: KeyedStory, warnings: [Warning]) {
    var reader = TweeReader()
    try reader.read(text)
    return (reader.story, reader.warnings.sorted { $0.line < $1.line })
  }

  private static let mostWarnings = 1_000
  /// Verses, scripts and all others.
  private static let mostPassages = 1_000

  private mutating func warn(_ line: Int, _ text: String) {
    if warnings.count < Self.mostWarnings { warnings.append(Warning(line: line, text: text)) }
  }

  private mutating func read(_ text: String) throws(AppError) {
    guard TweePassage.count(in: text) <= Self.mostPassages else {
      throw .validation("file", "holds more than \(KeyedStory.mostVerses) verses")
    }
    let (before, passages) = TweePassage.cut(text)
    if let first = before.first { warn(first.number, "What stands before the first passage was left out") }
    var verses: [TweePassage] = []
    var start: String?
    for passage in passages {
      if passage.isNamed(Twee.story) {
        readTitle(passage)
      } else if passage.isNamed(Twee.data) {
        start = readData(passage)
      } else if passage.isNamed(Twee.values) {
        readValues(passage)
      } else if passage.has("script") {
        warn(passage.line, "A script was left out")
      } else if passage.has("stylesheet") {
        warn(passage.line, "A style sheet was left out")
      } else if passage.has("Twine.private") {
        warn(passage.line, "A private passage of Twine was left out")
      } else {
        verses.append(passage)
      }
    }
    guard !verses.isEmpty else { throw .validation("file", "holds no passage that could be a verse") }
    if story.title.isEmpty { story.title = "Untitled" }
    try check(verses.count)
    let root =
      start.flatMap { start in verses.firstIndex { $0.isNamed(start) } } ?? verses.firstIndex { $0.isNamed(StoryRules.firstTitle) } ?? 0
    verses.insert(verses.remove(at: root), at: 0)
    try read(verses)
  }

  private func check(_ count: Int) throws(AppError) {
    guard count <= KeyedStory.mostVerses else { throw .validation("file", "holds more than \(KeyedStory.mostVerses) verses") }
  }

  // MARK: What is no verse

  private mutating func readTitle(_ passage: TweePassage) {
    guard let line = passage.content.first else { return }
    let written = TweeBody.plain(line.bytes)
    story.title = TweeRepair.line(written, StoryRules.titles.upperBound)
    if !story.title.utf8.elementsEqual(TextRules.trimmed(written).utf8) { warn(line.number, "The title was changed to “\(story.title)”") }
  }

  /// The name of the first verse.
  private mutating func readData(_ passage: TweePassage) -> String? {
    guard let data = try? JSONValue(parsing: passage.text) else {
      warn(passage.line, "StoryData is not valid JSON and was left out")
      return nil
    }
    story.ifid = data["ifid"]?.string.flatMap { StoryFile.isIFID($0) ? $0 : nil }
    return data["start"]?.string
  }

  private mutating func readValues(_ passage: TweePassage) {
    for line in passage.content where !line.isBlank {
      guard let (name, value) = TweeLine.setting(line.bytes), StoryVariable.problem(ofName: name) == nil,
        !story.variables.contains(where: { $0.name == ShortName(name) }), let variable = StoryVariable(ShortName(name), value)
      else {
        warn(line.number, "No variable could be made of this line")
        continue
      }
      guard story.variables.count < StoryVariable.most else {
        warn(line.number, "\(name) was left out: a story has at most \(StoryVariable.most) variables")
        continue
      }
      story.variables.append(variable)
    }
  }

  // MARK: Verses

  private mutating func read(_ passages: [TweePassage]) throws(AppError) {
    for passage in passages {
      let title = names.add(passage.name)
      if !title.utf8.elementsEqual(passage.name.utf8) { warn(passage.line, "The title “\(passage.name)” was changed to “\(title)”") }
      story.verses.append(KeyedStory.Verse(title: title, isEnding: passage.has(Twee.ending)))
    }
    collectWords(passages)
    for (index, passage) in passages.enumerated() {
      let lines = choiceLines(of: passage)
      let text = passage.content.dropLast(passage.content.count - (lines.first?.index ?? passage.content.count))
      var body = TweeBody()
      for line in text { body.add(line) }
      for (line, problem) in body.notes { warn(line, problem) }
      story.verses[index].body = cut(body.text, at: passage.line)
      for link in body.links { try add(link.choice, leadingTo: link.target, to: index, at: link.line) }
      for line in lines {
        guard let (choice, target) = line.choice.converted(in: story, names) else { continue }
        try add(choice, leadingTo: target, to: index, at: line.number)
      }
    }
  }

  /// The choices at the end of a passage, each a line of its own.
  private func choiceLines(of passage: TweePassage) -> [(index: Int, number: Int, choice: TweeLine)] {
    var lines: [(index: Int, number: Int, choice: TweeLine)] = []
    for (index, line) in passage.content.enumerated().reversed() where !line.isBlank {
      guard let choice = TweeLine(line.bytes), choice.converted(in: story, names) != nil else { break }
      lines.append((index, line.number, choice))
    }
    return lines.reversed()
  }

  /// A variable has all words that the file gives it, in their order.
  private mutating func collectWords(_ passages: [TweePassage]) {
    for line in passages.flatMap(\.content) {
      guard let choice = TweeLine(line.bytes) else { continue }
      for (name, word) in choice.words where StoryVariable.isWord(word) {
        guard let index = story.variables.firstIndex(where: { $0.name == ShortName(name) }),
          case .word(let known) = story.variables[index].kind,
          !known.contains(ShortName(word)), known.count < StoryVariable.words.upperBound
        else { continue }
        story.variables[index] = StoryVariable(
          name: story.variables[index].name, kind: .word(known + [ShortName(word)]), first: story.variables[index].first)
      }
    }
  }

  private mutating func cut(_ text: String, at line: Int) -> String {
    guard TextRules.length(text) > VerseRules.longestBody else { return text }
    warn(line, "The text was cut after \(VerseRules.longestBody) characters")
    return TextRules.trimmed(String(String.UnicodeScalarView(text.unicodeScalars.prefix(VerseRules.longestBody))))
  }

  private mutating func add(_ choice: ChoiceText<Int>, leadingTo name: String, to index: Int, at line: Int) throws(AppError) {
    guard story.verses[index].choices.count < Choice.most else {
      return warn(line, "“\(choice.label)” was left out: a verse has at most \(Choice.most) choices")
    }
    var choice = choice
    let label = TweeRepair.label(choice.label)
    if !label.utf8.elementsEqual(choice.label.utf8) { warn(line, "The choice “\(choice.label)” was changed to “\(label)”") }
    choice.label = label
    if let key = names.key(of: name) {
      choice.to = key
    } else {
      let title = names.add(name)
      warn(line, "“\(title)” was made: the link led nowhere")
      story.verses.append(KeyedStory.Verse(title: title))
      try check(story.verses.count)
      choice.to = story.verses.count
    }
    story.verses[index].choices.append(choice)
  }
}

extension StoryVariable {
  /// A variable that is known by its first value. Nil if it is none that a variable can hold.
  fileprivate init?(_ name: ShortName, _ first: TweeLine.Literal) {
    switch first {
    case .flag(let flag): self.init(name: name, kind: .flag, first: .flag(flag))
    case .number(let number): self.init(name: name, kind: .number, first: .number(number))
    case .word(let word):
      guard Self.isWord(word) else { return nil }
      self.init(name: name, kind: .word([ShortName(word)]), first: .word(ShortName(word)))
    }
  }
}
