import JSON

/// `multipart/form-data` (RFC 7578) as a pure state machine: bytes in, events out, in pieces of any size.
///
/// It holds at most one part's header block or a delimiter's length of undecided bytes; part contents pass through. Its caller
/// bounds the whole body.
public struct MultipartParser: Sendable {
  /// How much of a form there may be.
  public struct Limits: Sendable {
    /// Number of parts.
    public var parts: Int
    /// Bytes of one part's header block.
    public var headerBytes: Int

    /// Limits for ordinary forms.
    public init(parts: Int = 64, headerBytes: Int = 8 * 1024) {
      self.parts = parts
      self.headerBytes = headerBytes
    }
  }

  /// The headers of one part.
  public struct Part: Equatable, Sendable {
    /// The field; never empty.
    public let name: ShortName
    /// As the client sent it, stripped to a harmless last component; nil for an ordinary field.
    public let filename: String?
    /// As the client claims; nil when it says nothing.
    public let contentType: String?

    /// A part, for tests of what receives them.
    public init(name: ShortName, filename: String?, contentType: String?) {
      self.name = name
      self.filename = filename
      self.contentType = contentType
    }
  }

  /// What the bytes so far have brought.
  public enum Event: Equatable, Sendable {
    case began(Part)
    /// Never empty.
    case content([UInt8])
    case ended
    /// The closing delimiter; what follows is ignored.
    case finished
  }

  /// Why a body cannot be read as a form. All of them mean 400, `tooManyParts` and `headersTooLarge` 413.
  public enum Malformed: Error, Equatable, Sendable {
    case missingDelimiter
    case partHeaders
    case headersTooLarge
    case tooManyParts
    /// The body ended before its closing delimiter.
    case truncated
  }

  private enum State {
    /// Before the first delimiter, which may stand at the very start without a line break.
    case preamble
    /// After a delimiter: `\r\n` starts a part, `--` ends it all.
    case afterDelimiter
    case headers
    case content
    case epilogue
    case failed(Malformed)
  }

  private let delimiter: [UInt8]
  private let limits: Limits
  private var state = State.preamble
  private var pending: [UInt8]
  private var partCount = 0

  /// The parser for a request's `Content-Type`; nil when that is not `multipart/form-data` with a usable boundary.
  public init?(contentType: MediaType, limits: Limits = Limits()) {
    guard contentType.essence == "multipart/form-data", let boundary = contentType.parameter("boundary") else { return nil }
    self.init(boundary: boundary, limits: limits)
  }

  /// Nil when `boundary` is not 1 to 70 visible ASCII characters or spaces, not ending with a space (RFC 2046 §5.1.1).
  public init?(boundary: String, limits: Limits = Limits()) {
    let bytes = Array(boundary.utf8)
    guard (1...70).contains(bytes.count), bytes.last != 0x20, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    delimiter = Array("\r\n--".utf8) + bytes
    self.limits = limits
    pending = Array("\r\n".utf8)  // so that the first delimiter is found like the others
  }

  /// Takes the next bytes of the body.
  ///
  /// - Throws: what is wrong; every later call throws the same.
  public mutating func consume(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [Event] {
    pending.append(contentsOf: bytes)
    var events: [Event] = []
    do throws(Malformed) {
      while try step(&events) {}
    } catch {
      state = .failed(error)
      pending = []
      throw error
    }
    return events
  }

  /// Says that the body has ended. Throws when that is too early; every later call throws the same.
  public mutating func finish() throws(Malformed) {
    let problem: Malformed
    switch state {
    case .epilogue: return
    case .failed(let error): problem = error
    case .preamble: problem = .missingDelimiter
    default: problem = .truncated
    }
    state = .failed(problem)
    throw problem
  }

  /// One transition; false when more bytes are needed.
  private mutating func step(_ events: inout [Event]) throws(Malformed) -> Bool {
    switch state {
    case .failed(let error): throw error
    case .epilogue:
      pending = []
      return false
    case .preamble: return try skipPreamble()
    case .afterDelimiter: return try readDelimiterEnd(&events)
    case .headers: return try readHeaders(&events)
    case .content: return readContent(&events)
    }
  }

  private mutating func skipPreamble() throws(Malformed) -> Bool {
    guard let start = ByteSearch.first(delimiter, in: pending) else {
      guard pending.count < limits.headerBytes + delimiter.count else { throw .missingDelimiter }
      return false
    }
    // Browsers send no preamble; a long one is not a form.
    guard start <= limits.headerBytes else { throw .missingDelimiter }
    pending.removeFirst(start + delimiter.count)
    state = .afterDelimiter
    return true
  }

  /// Behind a delimiter: `--` ends the form, white space and a line break begin a part.
  private mutating func readDelimiterEnd(_ events: inout [Event]) throws(Malformed) -> Bool {
    guard let index = pending.firstIndex(where: { !FieldSyntax.isSpace($0) }) else {
      guard pending.count <= Self.longestPadding else { throw .missingDelimiter }
      return false
    }
    guard index <= Self.longestPadding else { throw .missingDelimiter }
    guard pending.count >= index + 2 else { return false }
    if index == 0, pending[0] == UInt8(ascii: "-"), pending[1] == UInt8(ascii: "-") {
      state = .epilogue
      events.append(.finished)
      return true
    }
    guard pending[index] == UInt8(ascii: "\r"), pending[index + 1] == UInt8(ascii: "\n") else { throw .missingDelimiter }
    pending.removeFirst(index + 2)
    state = .headers
    return true
  }

  private mutating func readHeaders(_ events: inout [Event]) throws(Malformed) -> Bool {
    guard let end = ByteSearch.first(Self.blankLine, in: pending) else {
      guard pending.count <= limits.headerBytes + 3 else { throw .headersTooLarge }
      return false
    }
    guard end <= limits.headerBytes else { throw .headersTooLarge }
    guard partCount < limits.parts else { throw .tooManyParts }
    partCount += 1
    let part = try Part(headers: pending[..<end])
    pending.removeFirst(end + Self.blankLine.count)
    events.append(.began(part))
    state = .content
    return true
  }

  private mutating func readContent(_ events: inout [Event]) -> Bool {
    if let start = ByteSearch.first(delimiter, in: pending) {
      emit(start, &events)
      pending.removeFirst(delimiter.count)
      events.append(.ended)
      state = .afterDelimiter
      return true
    }
    // What could be the beginning of a delimiter waits for the rest of it.
    let tail = pending.suffix(delimiter.count - 1)
    emit(tail.firstIndex(of: UInt8(ascii: "\r")) ?? pending.count, &events)
    return false
  }

  private mutating func emit(_ count: Int, _ events: inout [Event]) {
    guard count > 0 else { return }
    events.append(.content(Array(pending[..<count])))
    pending.removeFirst(count)
  }

  /// White space behind a delimiter, in bytes.
  private static let longestPadding = 256
  private static let blankLine = Array("\r\n\r\n".utf8)
}

extension MultipartParser.Part {
  /// Reads a part's header block, without its last line break.
  fileprivate init(headers: ArraySlice<UInt8>) throws(MultipartParser.Malformed) {
    guard let text = String(validating: headers, as: UTF8.self) else { throw .partHeaders }
    var disposition: (name: String, filename: String?)?
    var contentType: String?
    for line in text.unicodeScalars.split(separator: "\r\n".unicodeScalars, omittingEmptySubsequences: false) {
      guard let colon = line.firstIndex(of: ":"), FieldSyntax.isToken(Substring(line[..<colon])),
        !line.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F })
      else { throw .partHeaders }
      let value = Substring(line[line.index(after: colon)...])
      if FieldSyntax.equalIgnoringCase(Substring(line[..<colon]), "content-disposition") {
        guard disposition == nil else { throw .partHeaders }
        disposition = try Self.disposition(value)
      } else if FieldSyntax.equalIgnoringCase(Substring(line[..<colon]), "content-type") {
        guard contentType == nil, let type = MediaType(value) else { throw .partHeaders }
        contentType = type.description
      }
    }
    guard let disposition else { throw .partHeaders }
    self.init(name: ShortName(disposition.name), filename: disposition.filename, contentType: contentType)
  }

  private static func disposition(_ value: Substring) throws(MultipartParser.Malformed) -> (name: String, filename: String?) {
    var reader = FieldReader(value)
    reader.skipSpaces()
    // Browsers write backslashes as they are and quotes as %22, so a backslash escapes nothing here.
    guard let kind = reader.token(), FieldSyntax.equalIgnoringCase(kind, "form-data"),
      let parameters = reader.parameters(quotedPairs: false), reader.isAtEnd,
      let name = parameters.first(where: { $0.name == "name" })?.value, !name.isEmpty
    else { throw .partHeaders }
    let raw = parameters.first { $0.name == "filename" }?.value
    // A file input left empty sends an empty filename.
    let filename = raw.map { $0.isEmpty ? "" : FileName.sanitized(Self.unescaped($0)) }
    return (Self.unescaped(name), filename)
  }

  /// WHATWG HTML: only line breaks and quotes are escaped in names.
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if let escape = escapes.first(where: { rest.starts(with: $0.text.utf8) }) {
        bytes.append(escape.byte)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static var escapes: [(text: String, byte: UInt8)] {
    [("%22", UInt8(ascii: "\"")), ("%0D", UInt8(ascii: "\r")), ("%0A", UInt8(ascii: "\n"))]
  }
}
