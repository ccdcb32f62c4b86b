/// The head of another server's answer.
public struct FetchHead: Equatable, Sendable {
  /// 200…599.
  public internal(set) var status: Int
  /// As they came, names and values; several of one name are several. All ASCII: any other byte reads as U+001A, which nothing we look
  /// for holds. (Comparing strings beyond ASCII takes quadratic time in runs of combining marks.)
  public internal(set) var headers: [(name: String, value: String)]

  /// The first header of that name, whatever its case.
  public subscript(name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }

  public static func == (one: FetchHead, other: FetchHead) -> Bool {
    one.status == other.status && one.headers.elementsEqual(other.headers) { $0 == $1 }
  }
}

/// Reads heads line by line: those of interim answers (1xx) pass, and so do trailers.
struct HeadReader {
  /// Of all lines together, in bytes.
  static let limit = 64 * 1024

  private(set) var head: FetchHead?
  private var open: FetchHead?
  private var size = 0

  /// False if the lines are not a head, or too long.
  mutating func take(_ line: some Collection<UInt8>) -> Bool {
    guard head == nil else { return true }
    size += line.count
    guard size <= Self.limit else { return false }
    let text = String(decoding: line.lazy.map { $0 < 0x80 ? $0 : 0x1A }, as: UTF8.self).trimmingSpace
    if text.isEmpty {
      guard let open else { return false }
      if open.status >= 200 { head = open }
      self.open = nil
    } else if text.hasPrefix("HTTP/") {
      let words = text.split(separator: " ", maxSplits: 2)
      guard words.count > 1, words[1].utf8.count == 3, let status = Int(words[1]), (100...599).contains(status) else { return false }
      open = FetchHead(status: status, headers: [])
    } else if let colon = text.firstIndex(of: ":") {
      open?.headers.append((String(text[..<colon]), String(text[text.index(after: colon)...]).trimmingSpace))
    }
    return true
  }
}

extension String {
  fileprivate var trimmingSpace: String {
    let space: Set<UInt8> = [9, 10, 13, 32]
    guard let first = utf8.firstIndex(where: { !space.contains($0) }), let last = utf8.lastIndex(where: { !space.contains($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
