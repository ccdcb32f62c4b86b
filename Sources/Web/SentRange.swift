/// What a `Content-Range` says is sent: `bytes 4000-5003/5004`, or `/*` where the whole is of unknown size.
struct SentRange: Hashable, Sendable {
  let bytes: Range<Int64>
  let size: Int64?

  /// Nil for anything else; the header may be another server's.
  init?(_ header: String) {
    guard header.hasPrefix("bytes ") else { return nil }
    let parts = header.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
    bytes = first..<last + 1
    size = Self.number(parts[1])
    guard size != nil || parts[1] == "*" else { return nil }
  }

  /// Digits only, and few enough that sums of them are numbers too.
  private static func number(_ text: Substring) -> Int64? {
    let length = text.utf8.count
    guard length > 0, length <= 18, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int64(text)
  }
}
