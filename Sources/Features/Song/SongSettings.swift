import Core

extension Limit {
  static let makeStory = Limit("make_story", .hour(20), meaning: "Stories a member makes, forks and imports, and patterns a member forks")
  static let saveVerse = Limit("save_verse", .minute(60), meaning: "Verses a member adds and saves")
  static let proposeVerse = Limit("propose_verse", .hour(20), meaning: "Branches a member proposes in stories")
  static let savePattern = Limit("save_pattern", .minute(60), meaning: "Patterns a member makes and saves")
  static let readStep = Limit("read_step", .minute(120), meaning: "Steps a member takes in stories")
}
