import JSON

/// How a part that was written in another place becomes the member's own here: through the same rules as what is typed.
public struct PersonalArrival: Sendable {
  public enum Shape: Sendable {
    /// A JSON array, whose items are taken one by one.
    case list
    /// One JSON value.
    case whole
    /// A JSON object. The items of the lists of these names are taken one by one, each in an object with that one name; the whole part is
    /// carried as well, as what else it says belongs to the place where it was written.
    case lists([String])
  }

  public enum Stage: Int, Sendable {
    case first
    /// It names things of parts that come first.
    case referring
  }

  public enum Outcome: Sendable {
    case created
    /// The member has it already, under the same `uuid`.
    case skipped
  }

  public let shape: Shape
  public let stage: Stage
  /// Takes one item, in transactions of its own. Throws `AppError` if the item is refused. An item that was taken before is skipped.
  public let take: @Sendable (Scope, JSONValue, any ArrivingFiles) async throws -> Outcome

  public init(
    _ shape: Shape, _ stage: Stage = .first, take: @escaping @Sendable (Scope, JSONValue, any ArrivingFiles) async throws -> Outcome
  ) {
    self.shape = shape
    self.stage = stage
    self.take = take
  }
}

/// The files of an archive that arrives. They are what its manifest says: sizes and digests have been compared.
public protocol ArrivingFiles: Sendable {
  /// Reads a file piece by piece. False if the archive has no such file.
  func read(_ name: String, _ piece: @Sendable ([UInt8]) async throws -> Void) async throws -> Bool
  /// The whole file; nil if there is none, or it is larger than `limit`.
  func bytes(_ name: String, upTo limit: Int) async throws -> [UInt8]?
}

extension Fields {
  /// The name under which a thing is known everywhere.
  public mutating func portableID(_ name: String = "uuid") -> PortableID {
    parsed(name, "must be a UUID", placeholder: .none, upTo: 64) { PortableID(text: $0) }
  }

  /// When a thing was made, in another place. Never in the future; now if it is not said.
  public mutating func arrivedAt(_ name: String, now: Timestamp) -> Timestamp {
    guard has(name) else { return now }
    let moment = parsed(name, "must be a time such as 2026-11-20T10:00:00.000Z", placeholder: now, upTo: 40) { Timestamp(iso8601: $0) }
    return min(moment, now)
  }
}
