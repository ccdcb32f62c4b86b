import Crypto

/// A UUID of version 4 in lower case: media are named by what cannot be guessed.
public struct MediaID: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(_ uuid: UUID4) { rawValue = uuid.description }

  /// What a database holds.
  init(stored rawValue: String) { self.rawValue = rawValue }

  /// Stands for a file that a form did not name; no file has it.
  public static let missing = MediaID(stored: "")

  /// Nil for anything else.
  public init?(text: String) {
    guard text.utf8.count == 36, let uuid = UUID4(text), uuid.description.utf8.elementsEqual(text.utf8) else { return nil }
    rawValue = uuid.description
  }

  public var description: String { rawValue }

  /// Reads ids with commas between them. Repeated and malformed ids are left out.
  public static func list(_ text: String) -> [MediaID] {
    var ids: [MediaID] = []
    for part in text.utf8.split(separator: UInt8(ascii: ",")) {
      if let id = MediaID(text: String(Substring(part))), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }
}
