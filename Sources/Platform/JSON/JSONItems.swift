/// Cuts a JSON array into its elements while it arrives, so that a list of any length is read with the memory of one element.
///
/// It only finds where elements end; the caller parses each one.
public struct JSONItems: Sendable {
  public enum Malformed: Error, Equatable, Sendable {
    /// The text is not an array, or it is cut off.
    case notAnArray
    /// One element is longer than the limit.
    case tooLong
  }

  private enum State {
    case start
    /// Between elements. A comma has to come first, unless nothing was read yet.
    case between(needsComma: Bool)
    case element
    case ended
  }

  /// Bytes of one element.
  private let limit: Int
  private var state = State.start
  private var element: [UInt8] = []
  private var depth = 0
  private var isText = false
  private var isEscaped = false
  private var afterComma = false

  public init(limit: Int) { self.limit = limit }

  /// Takes more of the text; the elements that ended in it.
  public mutating func take(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [[UInt8]] {
    var ended: [[UInt8]] = []
    for byte in bytes { if let one = try step(byte) { ended.append(one) } }
    return ended
  }

  /// Says that the text has ended.
  public func finish() throws(Malformed) { guard case .ended = state else { throw .notAnArray } }

  private mutating func step(_ byte: UInt8) throws(Malformed) -> [UInt8]? {
    switch state {
    case .element: return try inElement(byte)
    case _ where Self.isSpace(byte): return nil
    case .start:
      guard byte == UInt8(ascii: "[") else { throw .notAnArray }
      state = .between(needsComma: false)
    case .between(true) where byte == UInt8(ascii: ","):
      state = .between(needsComma: false)
      afterComma = true
    case .between(let needsComma) where byte == UInt8(ascii: "]"):
      guard needsComma || !afterComma else { throw .notAnArray }
      state = .ended
    case .between(false):
      guard byte != UInt8(ascii: ",") else { throw .notAnArray }
      (state, afterComma, element) = (.element, false, [])
      return try inElement(byte)
    case .between(true), .ended: throw .notAnArray
    }
    return nil
  }

  private mutating func inElement(_ byte: UInt8) throws(Malformed) -> [UInt8]? {
    if depth == 0, !isText, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || Self.isSpace(byte) {
      state = .between(needsComma: true)
      let one = element
      _ = try step(byte)
      return one
    }
    guard element.count < limit else { throw .tooLong }
    element.append(byte)
    if isText {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isText = false
      }
      return nil
    }
    switch byte {
    case UInt8(ascii: "\""): isText = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
