/// Twee 3, as Twine reads and writes it, with the macros of Harlowe for tests and effects.
enum Twee {
  static let story = "StoryTitle"
  static let data = "StoryData"
  static let values = "StoryValues"
  static let startup = "startup"
  static let ending = "ending"
  static let formatVersion = "3.3.9"

  /// What a line of a body may not begin with: it would be read as something else.
  static let lineStarts = ["::", "(if:", "(link-reveal-goto:"]
}

/// The backslashes that keep a text from being read as links, passages and choices, and how they are taken away.
enum TweeEscapes {
  /// A body as it stands in a passage.
  static func body(_ text: String) -> String {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in String(decoding: escaped(Array(line)), as: UTF8.self) }
      .joined(separator: "\n")
  }

  private static func escaped(_ line: [UInt8]) -> [UInt8] {
    let pairs = escapedPairs(line[...])
    return Twee.lineStarts.contains { line.starts(with: $0.utf8) } ? [backslash] + pairs : pairs
  }

  /// `[[` becomes `\[\[`.
  static func escapedPairs(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == bracket, index + 1 < bytes.endIndex, bytes[index + 1] == bracket {
        result += [backslash, bracket, backslash, bracket]
        index += 2
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// Without the backslash that stands before the beginning of a passage or a choice.
  static func unescapedStart(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard line.first == backslash else { return line }
    let rest = line.dropFirst()
    return Twee.lineStarts.contains { rest.starts(with: $0.utf8) } ? rest : line
  }

  /// The next bytes of a line: a run of backslashes and opening brackets.
  enum Run {
    case text([UInt8])
    /// Text, and then a link opens. With it, how many bytes of the run come before what stands in the link.
    case link([UInt8], length: Int)
  }

  /// Reads a run: `\[\[` stands for `[[`, and a bare `[[` opens a link.
  static func read(_ run: ArraySlice<UInt8>) -> Run {
    var result: [UInt8] = []
    var index = run.startIndex
    // After a single bracket, `\[\[` was written so by its author: `[[[` would have become `\[\[[`.
    var isSingle = false
    while index < run.endIndex {
      if !isSingle, run[index...].starts(with: [backslash, bracket, backslash, bracket]) {
        result += [bracket, bracket]
        index += 4
      } else if run[index...].starts(with: [bracket, bracket]) {
        return .link(result, length: index - run.startIndex + 2)
      } else {
        isSingle = run[index] == bracket
        result.append(run[index])
        index += 1
      }
    }
    return .text(result)
  }

  /// A title as it stands in the head of a passage.
  static func head(_ title: String) -> String {
    var bytes: [UInt8] = []
    for byte in title.utf8 {
      if headSigns.contains(byte) { bytes.append(backslash) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static let backslash = UInt8(ascii: "\\")
  static let bracket = UInt8(ascii: "[")
  private static let headSigns = Set(#"\[]{}"#.utf8)
}
