import Core

/// The rules for code: exact text, of which nothing is trimmed.
enum CodeText {
  static let mostBytes = 131_072
  static let mostLines = 5_000

  /// What is wrong with a text whose line ends are LF, in words that follow the field's name; nil when it will do.
  static func problem(of code: String) -> String? {
    if code.utf8.count > mostBytes { return "must be at most \(mostBytes) bytes" }
    if lines(of: code) > mostLines { return "must be at most \(mostLines) lines" }
    return nil
  }

  /// How many lines a text has: one more than line feeds.
  static func lines(of code: String) -> Int { code.utf8.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 } }

  /// How many lines of `old` have no equal in `new`. An equal line stands for one.
  static func removed(from old: String, in new: String) -> Int {
    var left: [[UInt8]: Int] = [:]
    for line in new.codeLines { left[Array(line.utf8), default: 0] += 1 }
    return old.codeLines.count { line in
      let bytes = Array(line.utf8)
      guard let count = left[bytes], count > 0 else { return true }
      left[bytes] = count - 1
      return false
    }
  }
}

extension Fields {
  /// A required text of code, exactly as it was sent but for line ends.
  mutating func code(_ name: String) -> String {
    let code = verbatim(name, atMost: CodeText.mostBytes)
    if let problem = CodeText.problem(of: code) { refuse(name, problem) }
    return code
  }
}
