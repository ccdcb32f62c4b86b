/// Cuts conditions, effects and variables, as people write them in forms, into words, signs and quoted titles.
struct StoryTokens: Sendable {
  enum Token: Hashable, Sendable {
    case word(String)
    /// `>=`, `<=`, `=`, `+`, `,` or `:`
    case sign(String)
    case quoted(String)

    static func == (left: Self, right: Self) -> Bool {
      switch (left, right) {
      case (.word(let left), .word(let right)), (.sign(let left), .sign(let right)), (.quoted(let left), .quoted(let right)):
        left.utf8.elementsEqual(right.utf8)
      default: false
      }
    }
  }

  private var rest: ArraySlice<Token>

  init(_ text: String) throws(TextFault) { rest = try Self.tokens(Array(text.utf8))[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var next: Token? { rest.first }

  mutating func take() -> Token? { rest.popFirst() }

  /// Takes the next token if it is this one.
  mutating func take(_ token: Token) -> Bool {
    guard rest.first == token else { return false }
    rest.removeFirst()
    return true
  }

  private static func tokens(_ bytes: [UInt8]) throws(TextFault) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let following = index + 1 < bytes.count ? bytes[index + 1] : nil
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"): index += 1
      case UInt8(ascii: "\""): tokens.append(.quoted(try quoted(bytes, &index)))
      case UInt8(ascii: ">"), UInt8(ascii: "<"):
        guard following == UInt8(ascii: "=") else { throw TextFault("must use >=, <=, is or is not to compare") }
        tokens.append(.sign(byte == UInt8(ascii: ">") ? ">=" : "<="))
        index += 2
      case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ":"):
        tokens.append(.sign(String(decoding: [byte], as: UTF8.self)))
        index += 1
      default:
        let start = index
        while index < bytes.count, !separators.contains(bytes[index]) { index += 1 }
        tokens.append(.word(String(decoding: bytes[start..<index], as: UTF8.self)))
      }
    }
    return tokens
  }

  private static let separators = Set(" \t\n\"<>=+,:".utf8)

  /// Reads from a quotation mark to the one that closes it; a backslash takes what follows as it stands.
  private static func quoted(_ bytes: [UInt8], _ index: inout Int) throws(TextFault) -> String {
    var text: [UInt8] = []
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
      text.append(bytes[index])
      index += 1
    }
    guard index < bytes.count else { throw TextFault("must close the quotation marks") }
    index += 1
    return String(decoding: text, as: UTF8.self)
  }
}

extension String {
  /// In quotation marks, with a backslash before those inside.
  var inQuotes: String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
