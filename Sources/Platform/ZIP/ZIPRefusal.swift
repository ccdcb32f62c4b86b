/// Why an archive is not read.
public struct ZIPRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Reason: String, Hashable, Sendable {
    case notAnArchive = "is not a ZIP archive"
    case damaged = "is damaged"
    case tooManyEntries = "has too many entries"
    case tooLarge = "unpacks to more than is allowed"
    case encrypted = "is encrypted"
    case unknownMethod = "is packed in a way that is not supported"
    case notAFile = "is a link or a folder, not a file"
    case badName = "has a name that leads out of the archive or cannot be read"
    case duplicate = "is there twice"
    case wrongSize = "has another size than its headers say"
    case wrongSum = "has another check sum than its headers say"
    case differs = "is described differently in its two headers"
    case overlaps = "shares bytes with another entry, or bytes stand between them"
  }

  /// The entry; nil for the whole archive.
  public let entry: String?
  public let reason: Reason

  public init(_ reason: Reason, _ entry: String? = nil) { (self.entry, self.reason) = (entry, reason) }

  public var description: String { (entry.map { "\($0) " } ?? "The file ") + reason.rawValue }
}
