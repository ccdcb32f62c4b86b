/// Pulls values out of one strict RFC 8259 text without building a tree.
///
/// ```swift
/// var reader = try JSONReader(bytes)
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///   switch key {
///   case "v": version = try reader.int()
///   case "data": data = try reader.raw()
///   default: try reader.skip()
///   }
/// }
/// try reader.end()
/// ```
/// Every value passed over is checked as strictly as one that is read: names unique in their object, depth, escapes, numbers.
/// A `typeMismatch` says nothing about the rest of the text; parse it as `JSONValue` to learn whether it is JSON at all.
/// A value type; not for concurrent use.
public struct JSONReader: Sendable {
  /// How many containers may stand inside one another.
  public static let maximumDepth = 64

  /// The whole text.
  public let bytes: [UInt8]

  /// Offset of the next byte to be read.
  public private(set) var offset = 0

  private var depth = 0
  /// Bit `depth - 1` is set when the container at that depth has had an element.
  private var started: UInt64 = 0
  /// Names met in the objects that are open, innermost last.
  private var names: [Name] = []
  /// Names of the objects that have outgrown a linear search, by depth.
  private var manyNames: [Int: Set<[UInt8]>] = [:]
  private static let linearSearch = 24

  /// Where a name stands between its quotes.
  private struct Name {
    let depth: Int
    let start: Int
    let end: Int
    /// Of the name without its escapes.
    let hash: UInt64
    let isEscaped: Bool
  }

  /// Starts reading. The text is checked to be UTF-8 here, at once.
  public init(_ bytes: [UInt8]) throws(JSONError) {
    self.bytes = bytes
    if let offset = UTF8Check.firstInvalid(in: bytes) { throw JSONError(.invalidUTF8, at: offset) }
    names.reserveCapacity(8)
  }

  /// The kind of the value that comes next.
  public mutating func peek() throws(JSONError) -> JSONKind {
    switch try nextByte() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case let other: throw JSONError(.unexpectedByte(other), at: offset)
    }
  }

  // MARK: Containers

  /// Enters an object.
  public mutating func beginObject() throws(JSONError) { try enter(UInt8(ascii: "{"), .object) }

  /// The next member's name, its value to be read next; nil when the object has ended.
  public mutating func nextKey() throws(JSONError) -> ShortName? {
    guard let name = try nextName() else { return nil }
    if name.isEscaped { return unescaped(name).withUnsafeBufferPointer { ShortName(utf8: $0) } }
    return bytes.withUnsafeBufferPointer { ShortName(utf8: UnsafeBufferPointer(rebasing: $0[name.start..<name.end])) }
  }

  private mutating func nextName() throws(JSONError) -> Name? {
    guard try advance(closing: UInt8(ascii: "}")) else {
      while let last = names.last, last.depth > depth { names.removeLast() }
      if !manyNames.isEmpty { manyNames[depth + 1] = nil }
      return nil
    }
    guard try nextByte() == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte(bytes[offset]), at: offset) }
    let name = try self.name()
    try remember(name)
    guard try nextByte() == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte(bytes[offset]), at: offset) }
    offset += 1
    return name
  }

  /// Enters an array.
  public mutating func beginArray() throws(JSONError) { try enter(UInt8(ascii: "["), .array) }

  /// Whether another element follows, to be read next; false when the array has ended.
  public mutating func nextElement() throws(JSONError) -> Bool { try advance(closing: UInt8(ascii: "]")) }

  /// Checks that nothing follows the value.
  public mutating func end() throws(JSONError) {
    skipSpace()
    guard offset == bytes.count else { throw JSONError(.trailingBytes, at: offset) }
  }

  // MARK: Values

  /// Reads a string.
  public mutating func string() throws(JSONError) -> String {
    try expect(.string)
    return try text()
  }

  /// Reads a string or `null`.
  public mutating func optionalString() throws(JSONError) -> String? { try takeNull() ? nil : try string() }

  /// Reads an integer of 64 bits. `1.0` and `1e3` are numbers, but not integers: `typeMismatch`.
  public mutating func int() throws(JSONError) -> Int64 {
    try expect(.number)
    let start = offset
    switch try number() {
    case .int(let value): return value
    case .bigInteger: throw JSONError(.integerOutOfRange, at: start)
    default: throw JSONError(.typeMismatch(expected: .number, found: .number), at: start)
    }
  }

  /// Reads an integer or `null`.
  public mutating func optionalInt() throws(JSONError) -> Int64? { try takeNull() ? nil : try int() }

  /// Reads any number, rounded to a `Double`.
  public mutating func double() throws(JSONError) -> Double {
    try expect(.number)
    return try number().double ?? 0
  }

  /// Reads `true` or `false`.
  public mutating func bool() throws(JSONError) -> Bool {
    try expect(.boolean)
    if bytes[offset] == UInt8(ascii: "t") {
      try literal("true")
      return true
    }
    try literal("false")
    return false
  }

  /// Consumes a `null` if one comes next, and says whether it did.
  public mutating func takeNull() throws(JSONError) -> Bool {
    guard try nextByte() == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  /// Passes over the next value, checking it.
  public mutating func skip() throws(JSONError) {
    switch try peek() {
    case .object:
      try beginObject()
      while try nextName() != nil { try skip() }
    case .array:
      try beginArray()
      while try nextElement() { try skip() }
    case .string: try skipText()
    case .number: _ = try number()
    case .boolean: _ = try bool()
    case .null: try literal("null")
    }
  }

  /// Passes over the next value, checking it, and returns its text.
  public mutating func raw() throws(JSONError) -> ArraySlice<UInt8> {
    _ = try peek()
    let start = offset
    try skip()
    return bytes[start..<offset]
  }

  /// Reads the next value as a tree.
  public mutating func value() throws(JSONError) -> JSONValue {
    switch try peek() {
    case .object:
      var members: [ShortName: JSONValue] = [:]
      try beginObject()
      while let key = try nextKey() {
        guard members.count < JSONValue.maximumMembers else { throw JSONError(.tooManyMembers, at: offset) }
        members[key] = try value()
      }
      return .object(members)
    case .array:
      var elements: [JSONValue] = []
      try beginArray()
      while try nextElement() { elements.append(try value()) }
      return .array(elements)
    case .string: return .string(try text())
    case .number: return try number()
    case .boolean: return .bool(try bool())
    case .null:
      try literal("null")
      return .null
    }
  }

  // MARK: Grammar

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }

  /// The next byte that is not white space, not consumed.
  private mutating func nextByte() throws(JSONError) -> UInt8 {
    skipSpace()
    guard offset < bytes.count else {
      let onlySpace = depth == 0 && bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
      throw JSONError(onlySpace ? .empty : .unexpectedEnd, at: offset)
    }
    return bytes[offset]
  }

  private mutating func expect(_ kind: JSONKind) throws(JSONError) {
    let found = try peek()
    guard found == kind else { throw JSONError(.typeMismatch(expected: kind, found: found), at: offset) }
  }

  private mutating func enter(_ bracket: UInt8, _ kind: JSONKind) throws(JSONError) {
    try expect(kind)
    guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
    offset += 1
    depth += 1
    started &= ~(1 << UInt64(depth - 1))
  }

  /// Moves to the next element of the innermost container; false when its closing bracket was there instead.
  private mutating func advance(closing bracket: UInt8) throws(JSONError) -> Bool {
    let byte = try nextByte()
    let bit: UInt64 = 1 << UInt64(depth - 1)
    if byte == bracket {
      offset += 1
      depth -= 1
      return false
    }
    guard started & bit != 0 else {
      started |= bit
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte(byte), at: offset) }
    offset += 1
    let next = try nextByte()
    guard next != UInt8(ascii: "}"), next != UInt8(ascii: "]") else { throw JSONError(.unexpectedByte(next), at: offset) }
    return true
  }

  /// Reads the name whose opening quote is the current byte.
  private mutating func name() throws(JSONError) -> Name {
    let start = offset + 1
    let (end, stop) = scan(from: start)
    if stop == UInt8(ascii: "\"") {
      offset = end + 1
      return Name(depth: depth, start: start, end: end, hash: hash(bytes[start..<end]), isEscaped: false)
    }
    try skipText()
    let text = Name(depth: depth, start: start, end: offset - 1, hash: 0, isEscaped: true)
    return Name(depth: depth, start: start, end: offset - 1, hash: hash(unescaped(text)[...]), isEscaped: true)
  }

  private mutating func remember(_ name: Name) throws(JSONError) {
    if manyNames[depth] != nil {
      guard manyNames[depth, default: []].insert(unescaped(name)).inserted else { throw duplicate(name) }
      return
    }
    var index = names.count
    while index > 0, names[index - 1].depth == depth {
      index -= 1
      if names[index].hash == name.hash, unescaped(names[index]) == unescaped(name) { throw duplicate(name) }
    }
    names.append(name)
    if names.count - index > Self.linearSearch { manyNames[depth] = Set(names[index...].map(unescaped)) }
  }

  private func duplicate(_ name: Name) -> JSONError {
    JSONError(.duplicateKey, at: name.start - 1)
  }

  /// The bytes of a name that has been checked already.
  private func unescaped(_ name: Name) -> [UInt8] {
    guard name.isEscaped else { return Array(bytes[name.start..<name.end]) }
    var copy = self
    copy.offset = name.start
    return (try? Array(copy.escapedText(from: name.start, upTo: name.start).utf8)) ?? []
  }

  /// FNV-1a.
  private func hash(_ name: ArraySlice<UInt8>) -> UInt64 {
    name.withUnsafeBufferPointer { $0.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
  }

  private mutating func literal(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
      guard bytes[offset] == word.utf8Start[index] else { throw JSONError(.unexpectedByte(bytes[offset]), at: offset) }
      offset += 1
    }
  }

  // MARK: Numbers

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    let negative = bytes[offset] == UInt8(ascii: "-")
    if negative { offset += 1 }
    guard let first = digit() else { throw JSONError(.invalidNumber, at: start) }
    var magnitude = UInt64(first)
    var overflow = false
    offset += 1
    while let next = digit() {
      if first == 0 { throw JSONError(.invalidNumber, at: start) }
      let (product, productOverflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(next))
      overflow = overflow || productOverflow || sumOverflow
      magnitude = sum
      offset += 1
    }
    var isInteger = true
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      try digits(of: start)
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
      try digits(of: start)
    }
    if isInteger {
      if !overflow {
        if !negative, let value = Int64(exactly: magnitude) { return .int(value) }
        if negative, magnitude <= Int64.min.magnitude { return .int(Int64(truncatingIfNeeded: 0 &- magnitude)) }
      }
      return .bigInteger(String(decoding: bytes[start..<offset], as: UTF8.self))
    }
    guard let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite else {
      throw JSONError(.numberOutOfRange, at: start)
    }
    return .double(value)
  }

  private func digit() -> UInt8? {
    guard offset < bytes.count else { return nil }
    let value = bytes[offset] &- UInt8(ascii: "0")
    return value < 10 ? value : nil
  }

  private mutating func digits(of start: Int) throws(JSONError) {
    guard digit() != nil else { throw JSONError(.invalidNumber, at: start) }
    while digit() != nil { offset += 1 }
  }

  // MARK: Strings

  /// Reads the string whose opening quote is the current byte.
  private mutating func text() throws(JSONError) -> String {
    let start = offset + 1
    let (end, stop) = scan(from: start)
    switch stop {
    case UInt8(ascii: "\""):
      offset = end + 1
      return slice(start, end)
    case UInt8(ascii: "\\"): return try escapedText(from: start, upTo: end)
    case nil: throw JSONError(.unexpectedEnd, at: bytes.count)
    case let control?: throw JSONError(.controlCharacter(control), at: end)
    }
  }

  /// The first byte from there on that does not simply belong to a string, and where it is.
  private func scan(from start: Int) -> (offset: Int, byte: UInt8?) {
    bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return (index, byte) }
        index += 1
      }
      return (index, nil)
    }
  }

  private func slice(_ start: Int, _ end: Int) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[start..<end]), as: UTF8.self) }
  }

  private mutating func escapedText(from start: Int, upTo firstEscape: Int) throws(JSONError) -> String {
    var decoded = Array(bytes[start..<firstEscape])
    offset = firstEscape
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        return String(decoding: decoded, as: UTF8.self)
      }
      if byte < 0x20 { throw JSONError(.controlCharacter(byte), at: offset) }
      if byte == UInt8(ascii: "\\") {
        UTF8.encode(try escape())?.forEach { decoded.append($0) }
      } else {
        decoded.append(byte)
        offset += 1
      }
    }
    throw JSONError(.unexpectedEnd, at: bytes.count)
  }

  private mutating func skipText() throws(JSONError) {
    offset += 1
    while true {
      let (end, stop) = scan(from: offset)
      offset = end
      switch stop {
      case UInt8(ascii: "\""):
        offset += 1
        return
      case UInt8(ascii: "\\"): _ = try escape()
      case nil: throw JSONError(.unexpectedEnd, at: bytes.count)
      case let control?: throw JSONError(.controlCharacter(control), at: end)
      }
    }
  }

  /// Reads the escape whose backslash is the current byte.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let start = offset
    guard offset + 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    let byte = bytes[offset + 1]
    offset += 2
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"): break
    default: throw JSONError(.invalidEscape, at: start)
    }
    let unit = try hexUnit(of: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(unit), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
    else { throw JSONError(.loneSurrogate, at: start) }
    offset += 2
    let trail = try hexUnit(of: start)
    guard UTF16.isTrailSurrogate(trail) else { throw JSONError(.loneSurrogate, at: start) }
    return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
  }

  private mutating func hexUnit(of start: Int) throws(JSONError) -> UInt16 {
    guard offset + 4 <= bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch bytes[offset] {
      case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case let byte where byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default: throw JSONError(.invalidEscape, at: start)
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }
}
