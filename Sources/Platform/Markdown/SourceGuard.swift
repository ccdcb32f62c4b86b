/// Finds texts made to exhaust the parser rather than to be read, before it sees them.
enum SourceGuard {
  enum Verdict {
    case everything, withoutTables, plainText
  }

  /// Rows are filled up to the header's width, so cells grow with the product of width and lines.
  private static let mostCells = 6000
  /// Containers one line may open; each open container is looked at again on every further line.
  private static let mostContainers = 48

  static func verdict(on text: String) -> Verdict {
    var text = text
    return text.withUTF8 { verdict(on: $0) }
  }

  private static func verdict(on bytes: UnsafeBufferPointer<UInt8>) -> Verdict {
    var (lines, widest, bars, containers) = (1, 0, 0, 0)
    var isLeading = true
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        lines += 1
        (bars, containers, isLeading) = (0, 0, true)
      case UInt8(ascii: "|"):
        bars += 1
        widest = max(widest, bars)
        isLeading = false
      case UInt8(ascii: ">"): if isLeading { containers += 1 }
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ")"):
        // A marker opens an item only with space behind it; `-----` is a rule.
        if isLeading, index + 1 < bytes.count, bytes[index + 1] <= 0x20 { containers += 1 }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      default: isLeading = false
      }
      if containers > mostContainers { return .plainText }
    }
    return (widest + 1) * lines > mostCells ? .withoutTables : .everything
  }
}
