import Core

/// What a member says: trimmed, 1 to 4,000 characters with something to read among them, without control characters. Nothing at all beside
/// pictures and sounds.
public struct MessageText: Equatable, Sendable {
  public static let lengths = 1...4_000

  public let content: String

  /// For messages that only show something.
  public static let none = MessageText()

  public var isEmpty: Bool { content.isEmpty }

  /// Whether it holds what readers could follow: `http://`, `https://` or `www.`, in any case.
  var holdsWebAddress: Bool {
    let bytes = content.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return Self.webAddresses.contains { bytes.firstRange(of: $0) != nil }
  }

  private static let webAddresses = ["http://", "https://", "www."].map { Array($0.utf8) }

  private init() { content = "" }

  /// Nil for what cannot be said.
  public init?(_ typed: String) {
    guard let text = TextRules.normalised(typed) else { return nil }
    content = TextRules.trimmed(text)
    guard Self.lengths.contains(TextRules.length(content)), TextRules.isReadable(content) else { return nil }
  }
}

/// What a room is about: one line of at most 200 characters, or nothing.
public struct RoomTopic: Equatable, Sendable {
  public static let longest = 200

  public let text: String

  /// Nil if the text is not a valid topic.
  public init?(_ typed: String) {
    guard let text = TextRules.normalised(typed) else { return nil }
    self.text = TextRules.trimmed(text)
    guard TextRules.length(self.text) <= Self.longest, TextRules.problem(ofLine: self.text) == nil else { return nil }
  }

  public static let none = RoomTopic("")!
}
