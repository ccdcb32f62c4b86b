import Core
import Crypto
import Encoding

public enum ReleaseEntity: Sendable {}
public typealias ReleaseID = Identifier<ReleaseEntity>
public enum KeyEntity: Sendable {}
public typealias KeyID = Identifier<KeyEntity>

/// The text of a key: four groups of four upper-case hex digits, 64 random bits.
///
/// It is a secret: anyone who has it can download. So its description does not contain it.
public struct KeyValue: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// `0123-4567-89AB-CDEF`
  public let text: String

  /// Draws a random key.
  init(from random: RandomSource) { text = Self.grouped(Hex.encode(random.bytes(8)).uppercased()) }

  /// Reads typed or pasted text. Case, spaces and hyphens do not matter. Nil if the text does not have the form of a key.
  public init?(typed: String) {
    guard typed.utf8.count <= 1_024 else { return nil }
    let dashes: Set<Unicode.Scalar> = ["-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}"]
    let digits = typed.unicodeScalars.lazy.filter { !$0.properties.isWhitespace && !dashes.contains($0) }
    guard digits.prefix(17).count == 16, digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { return nil }
    text = Self.grouped(String(String.UnicodeScalarView(digits)).uppercased())
  }

  /// As the database holds it.
  init(stored text: String) { self.text = text }

  public var description: String { "(key)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  private static func grouped(_ digits: String) -> String {
    let all = Array(digits)
    return stride(from: 0, to: 16, by: 4).map { String(all[$0..<$0 + 4]) }.joined(separator: "-")
  }
}

/// A one-time key. Once used it never becomes unused.
public struct ReleaseKey: Hashable, Sendable {
  public let id: KeyID
  public let value: KeyValue
  public let isUsed: Bool
  public let createdAt: Timestamp
  public let usedAt: Timestamp?
  /// The member's e-mail address at that time.
  public let usedBy: String?
}

/// How many keys a release has.
public struct KeyTotals: Hashable, Sendable {
  public let total: Int
  public let used: Int
  public var unused: Int { total - used }
}

/// Which keys a list shows.
public enum KeyFilter: String, CaseIterable, Sendable {
  case all, unused, used
}

/// Which slice of the keys is asked for, newest first.
public struct KeySliceRequest: Hashable, Sendable {
  public static let limits = 1...100
  public static let standardLimit = 50

  var filter = KeyFilter.all
  /// Only keys older than this one.
  var before: KeyID?
  var limit = Self.standardLimit

  init(filter: KeyFilter = .all, before: KeyID? = nil, limit: Int = Self.standardLimit) {
    self.filter = filter
    self.before = before
    self.limit = limit
  }

  func with(limit: Int) -> KeySliceRequest { KeySliceRequest(filter: filter, before: before, limit: limit) }

  init(reading fields: inout Fields) {
    filter = fields.optionalChoice("status") ?? .all
    before = fields.optionalID("before")
    limit =
      fields.optionalInteger("limit", Int64(Self.limits.lowerBound)...Int64(Self.limits.upperBound)).map(Int.init) ?? Self.standardLimit
  }
}

/// A slice of the keys, and the totals at the same moment.
public struct KeySlice: Hashable, Sendable {
  public let totals: KeyTotals
  public let keys: [ReleaseKey]
}
