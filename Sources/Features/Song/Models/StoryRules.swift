/// What a story as a whole may be.
enum StoryRules {
  static let titles = 1...120
  static let longestBlurb = 500
  static let mostWriters = 20
  static let mostPerKeeper = 100
  /// Living verses.
  static let mostVerses = KeyedStory.mostVerses
  static let voteHours: ClosedRange<Int64> = 24...336
  static let usualVoteHours = 72
  /// The verse that a new story begins with.
  static let firstTitle = "Start"
}
