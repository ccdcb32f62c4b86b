import CMarkdown

/// The lines of a text, used for details that the parser does not report: the numbers of list items and the cells of rows.
struct SourceLines {
  private let bytes: [UInt8]
  /// Where each line begins, and where the text ends. Computed on first use.
  private lazy var starts: [Int] = Self.starts(of: bytes)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number typed at a line and column, both counted from 1; nil if there are no digits.
  mutating func number(onLine line: Int, column: Int) -> Int? {
    guard line >= 1, line < starts.count, column >= 1 else { return nil }
    let digits = bytes[min(starts[line - 1] + column - 1, starts[line])..<starts[line]].prefix {
      $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
    }
    return digits.count <= 9 ? Int(String(decoding: digits, as: UTF8.self)) : nil
  }

  /// The number of cells in a table's row, without the markers of a quote around it. It may be one too many but never too few, so this
  /// skips only white space that the parser skips too: other control characters are content of a cell.
  mutating func cells(onLine line: Int) -> Int {
    guard line >= 1, line < starts.count else { return 0 }
    var row = bytes[starts[line - 1]..<starts[line]].drop { " \t>".utf8.contains($0) }
    while let last = row.last, " \t\u{B}\u{C}\r\n".utf8.contains(last) { row = row.dropLast() }
    if row.first == UInt8(ascii: "|") { row = row.dropFirst() }
    var (bars, backslashes, endsInBar) = (0, 0, false)
    for byte in row {
      endsInBar = byte == UInt8(ascii: "|") && backslashes % 2 == 0
      if endsInBar { bars += 1 }
      backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
    }
    return endsInBar ? bars : bars + 1
  }

  private static func starts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() {
      let isPair = byte == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && !isPair) { starts.append(index + 1) }
    }
    return starts + [bytes.count]
  }
}

/// The numbers of an ordered list. A number is written only if it does not continue the count, because browsers count by themselves.
struct ListNumbers {
  private let numbers: [Int]
  /// Whether all items have the same number, which authors type to let the list count.
  private let repeats: Bool
  private var index = 0

  init(of list: OpaquePointer, _ lines: inout SourceLines) {
    var numbers: [Int] = []
    var item = cmark_node_first_child(list)
    while let node = item {
      let typed = lines.number(onLine: Int(cmark_node_get_start_line(node)), column: Int(cmark_node_get_start_column(node)))
      numbers.append(typed ?? (numbers.last ?? Int(cmark_node_get_list_start(list)) - 1) + 1)
      item = cmark_node_next(node)
    }
    self.numbers = numbers
    repeats = numbers.allSatisfy { $0 == numbers.first }
  }

  /// The next item's number; nil if it is the previous number plus one.
  mutating func next() -> Int? {
    defer { index += 1 }
    guard !repeats, index > 0, index < numbers.count, numbers[index] != numbers[index - 1] + 1 else { return nil }
    return numbers[index]
  }

  /// The next item's number, always.
  mutating func typed() -> Int {
    defer { index += 1 }
    return index < numbers.count ? numbers[index] : index
  }
}
