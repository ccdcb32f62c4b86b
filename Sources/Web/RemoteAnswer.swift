import HTTP
import Transfer

/// Another server's answer to a request for a file.
struct RemoteAnswer: Sendable {
  /// What part of the file is passed on.
  enum Part: Equatable, Sendable {
    case whole
    /// The requested range, and the size of the file in bytes.
    case asSent(Range<Int>, of: Int)
    /// A range cut from the whole file, because the other server does not support ranges; with the size of the file.
    case cut(Range<Int>, of: Int)
    /// There is no such range; with the file's size, if the other server says it.
    case beyond(Int?)

    var status: Int {
      switch self {
      case .whole: 200
      case .asSent, .cut: 206
      case .beyond: 416
      }
    }
  }

  private static let ours = "neo-"

  let head: FetchHead

  init(_ head: FetchHead) { self.head = head }

  static func isOurs(tag: String) -> Bool { tag.hasPrefix("\"\(ours)") }

  /// Bytes that are sent; nil for chunks, or if the end of the connection ends them.
  var length: Int64? { head["Content-Length"].flatMap { ForeignNumber.parse($0) } }

  private var range: ContentRange? { head["Content-Range"].flatMap { ContentRange($0) } }

  /// Size of the file.
  private var total: Int? {
    if head.status == 200 { return length.map(Int.init) }
    return switch range {
    case .part(_, let total)?: total.map(Int.init)
    case .unsatisfied(let total)?: Int(total)
    case nil: nil
    }
  }

  private var lastModified: Int64? { head["Last-Modified"].flatMap { HTTPDate.parse($0) } }

  /// The other server's own tag, or one made of the time of change and the size.
  var tag: EntityTag? {
    if let own = head["ETag"], case .tags(let tags)? = EntityTagCondition(own), tags.count == 1 { return tags[0] }
    guard let lastModified, let total else { return nil }
    return EntityTag("\(Self.ours)\(String(lastModified, radix: 36)).\(String(total, radix: 36))")
  }

  /// The part that answers the request; nil for a range of another version of the file.
  func part(of request: FileRequest) -> Part? {
    switch head.status {
    case 416: return .beyond(total)
    case 206:
      guard case .part(let sent, let total?)? = range, length == nil || length == Int64(sent.count) else { return nil }
      let wanted = ByteRange(range: request.range, ifRange: request.ifRange, length: Int(total), tag: tag, lastModified: lastModified)
      guard case .part(let bytes) = wanted, bytes == Int(sent.lowerBound)..<Int(sent.upperBound) else { return nil }
      return .asSent(bytes, of: Int(total))
    default:
      guard let range = request.range, let total else { return .whole }
      switch ByteRange(range: range, ifRange: request.ifRange, length: total, tag: tag, lastModified: lastModified) {
      case .whole: return .whole
      case .part(let bytes): return .cut(bytes, of: total)
      case .notSatisfiable: return .beyond(total)
      }
    }
  }

  func facts(digest: String?) -> FileFacts { FileFacts(size: total.map(Int64.init), digest: digest, isDigestComing: false) }
}
