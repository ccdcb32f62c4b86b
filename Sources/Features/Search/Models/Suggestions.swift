/// The palette's suggestions for a text.
public struct Suggestions: Sendable {
  /// Of each kind.
  static let most = 5
  /// From so many characters on.
  static let fewestCharacters = 2

  let people: [FoundPerson]
  /// Names of rooms.
  let rooms: [String]

  static let none = Suggestions(people: [], rooms: [])
}
