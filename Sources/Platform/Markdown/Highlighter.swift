/// Highlights keywords, strings, comments and numbers in code, in one pass that cannot fail.
enum Highlighter {
  /// Neighbouring tokens of one kind share one element, including the white space between them: code may consist of numbers only.
  static func write(_ code: [UInt8], _ language: Language, into out: inout FragmentBuffer) {
    var scanner = Scanner(code: code, language: language)
    var written = 0
    var current: (kind: Scanner.Kind, range: Range<Int>) = (.plain, 0..<0)
    while let token = language.isMarkup ? scanner.nextInMarkup() : scanner.next() {
      if token.kind == .plain, code[token.range].allSatisfy({ $0 <= 0x20 }) { continue }
      if token.kind == current.kind {
        current.range = current.range.lowerBound..<token.range.upperBound
      } else {
        write(code, current, after: &written, &out)
        current = token
      }
    }
    write(code, current, after: &written, &out)
    out.text(code[written...])
  }

  private static func write(
    _ code: [UInt8], _ token: (kind: Scanner.Kind, range: Range<Int>), after written: inout Int, _ out: inout FragmentBuffer
  ) {
    out.text(code[written..<token.range.lowerBound])
    written = token.range.upperBound
    switch token.kind {
    case .plain: out.text(code[token.range])
    case .keyword: span("k", code[token.range], &out)
    case .string: span("s", code[token.range], &out)
    case .comment: span("c", code[token.range], &out)
    case .number: span("n", code[token.range], &out)
    }
  }

  private static func span(_ letter: StaticString, _ text: ArraySlice<UInt8>, _ out: inout FragmentBuffer) {
    out.markup("<span class=\"tok-")
    out.markup(letter)
    out.markup("\">")
    out.text(text)
    out.markup("</span>")
  }
}

private struct Scanner {
  enum Kind { case plain, keyword, string, comment, number }

  let code: [UInt8]
  let language: Language
  private var offset = 0
  private var isInTag = false
  private let lineComments: [[UInt8]]
  private let blockComment: (start: [UInt8], end: [UInt8])?
  private let strings: [(delimiter: [UInt8], form: Language.StringForm)]
  private let wordExtras: [UInt8]

  init(code: [UInt8], language: Language) {
    self.code = code
    self.language = language
    lineComments = language.lineComments.map { Array($0.utf8) }
    blockComment = language.blockComment.map { (Array($0.start.utf8), Array($0.end.utf8)) }
    strings = language.strings.map { (Array($0.delimiter.utf8), $0) }
    wordExtras = Array(language.wordExtras.utf8)
  }

  mutating func next() -> (kind: Kind, range: Range<Int>)? {
    guard offset < code.count else { return nil }
    let start = offset
    if let comment = lineComments.first(where: startsHere) {
      // In shells, a `#` inside a word does not begin a comment.
      if comment != [UInt8(ascii: "#")] || start == 0 || code[start - 1] <= 0x20 || code[start - 1] == UInt8(ascii: ";") {
        offset = end { $0 != UInt8(ascii: "\n") }
        return (.comment, start..<offset)
      }
    }
    if let blockComment, startsHere(blockComment.start) {
      offset += blockComment.start.count
      skip(past: blockComment.end)
      return (.comment, start..<offset)
    }
    if let string = strings.first(where: { startsHere($0.delimiter) }) {
      skipString(string.delimiter, string.form)
      return (.string, start..<offset)
    }
    if isDigit(code[offset]) {
      offset = end { isWord($0) || $0 == UInt8(ascii: ".") }
      return (.number, start..<offset)
    }
    if isWord(code[offset]) {
      offset = end(while: isWord)
      return (isKeyword(code[start..<offset]) ? .keyword : .plain, start..<offset)
    }
    offset += 1
    return (.plain, start..<offset)
  }

  mutating func nextInMarkup() -> (kind: Kind, range: Range<Int>)? {
    guard offset < code.count else { return nil }
    let start = offset
    if startsHere(Array("<!--".utf8)) {
      offset += 4
      skip(past: Array("-->".utf8))
      return (.comment, start..<offset)
    }
    switch code[offset] {
    case UInt8(ascii: "<"):
      offset += 1
      offset = end { isWord($0) || "/!?-:".utf8.contains($0) }
      isInTag = offset > start + 1
      return (isInTag ? .keyword : .plain, start..<offset)
    case UInt8(ascii: ">"):
      offset += 1
      defer { isInTag = false }
      return (isInTag ? .keyword : .plain, start..<offset)
    case let quote where isInTag && (quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")):
      offset += 1
      skip(past: [quote])
      return (.string, start..<offset)
    default:
      let inTag = isInTag
      offset += 1
      offset = end {
        $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && !(inTag && ($0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")))
      }
      return (.plain, start..<offset)
    }
  }

  /// Keywords are short and ASCII. Other words are never made into a `String`: hashing a word of many combining marks is slow.
  private func isKeyword(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count <= 20, word.allSatisfy({ $0 < 0x80 }) else { return false }
    let text = String(decoding: language.ignoresCase ? word.map(\.lowercasedASCII)[...] : word, as: UTF8.self)
    return language.keywords.contains(text)
  }

  private func startsHere(_ text: [UInt8]) -> Bool {
    guard code[offset] == text[0], offset + text.count <= code.count else { return false }
    return code[offset..<(offset + text.count)].elementsEqual(text)
  }

  /// The end of the run of bytes for which `belongs` is true.
  private func end(while belongs: (UInt8) -> Bool) -> Int {
    var end = offset
    while end < code.count, belongs(code[end]) { end += 1 }
    return end
  }

  private mutating func skip(past end: [UInt8]) {
    while offset < code.count {
      if startsHere(end) {
        offset += end.count
        return
      }
      offset += 1
    }
  }

  private mutating func skipString(_ delimiter: [UInt8], _ form: Language.StringForm) {
    offset += delimiter.count
    while offset < code.count {
      if form.hasEscapes, code[offset] == UInt8(ascii: "\\") {
        offset = min(offset + 2, code.count)
      } else if startsHere(delimiter) {
        offset += delimiter.count
        return
      } else if !form.spansLines, code[offset] == UInt8(ascii: "\n") {
        return
      } else {
        offset += 1
      }
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: true
    default: isDigit(byte) || wordExtras.contains(byte)
    }
  }
}
