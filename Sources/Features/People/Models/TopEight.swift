import Core
import JSON
import Relations

/// The people a member shows first, in their order.
public struct TopEight: Sendable {
  public static let most = 8
  static let rule = "must be up to 8 different people you follow"

  public let owner: Person
  public let people: [Person]
}

extension Fields {
  /// Up to 8 usernames in a JSON list.
  mutating func topEight(_ name: String) -> [String] {
    texts(name, 0...TopEight.most, upTo: 80, TopEight.rule)
  }
}
