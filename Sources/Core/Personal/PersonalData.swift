/// A part of what is kept about a member; features bring theirs. It is one JSON text, `<name>.json` in the member's archive, with the files that
/// belong to it. A part that can come in elsewhere says how in its `arrival`.
public struct PersonalData: Sendable {
  /// The part's name in the archive.
  public let name: String
  /// Nil: the part belongs to the place where it was written. Elsewhere it is kept as it is.
  public let arrival: PersonalArrival?
  /// Writes the whole part.
  public let write: @Sendable (UserID, any PersonalOutput) async throws -> Void

  /// A part that fits in memory.
  public init(_ name: String, arrival: PersonalArrival? = nil, _ json: @escaping @Sendable (UserID) async throws -> [UInt8]) {
    self.init(name, arrival: arrival) { user, output in try await output.write(try await json(user)) }
  }

  /// A part of any length, written piece by piece.
  public init(
    _ name: String, arrival: PersonalArrival? = nil, writing write: @escaping @Sendable (UserID, any PersonalOutput) async throws -> Void
  ) {
    self.name = name
    self.arrival = arrival
    self.write = write
  }
}

/// Where a part writes itself: first its JSON, then its files.
public protocol PersonalOutput: Sendable {
  /// Adds to the part's JSON.
  func write(_ json: [UInt8]) async throws
  /// The SHA-256 of a file on this machine, as 64 hex digits; nil if there is no such file.
  func digest(ofFileAt path: String) async throws -> String?
  /// Adds a file of this machine to the archive.
  func add(_ name: String, fileAt path: String) async throws
  /// Adds a file to the archive.
  func add(_ name: String, _ bytes: [UInt8]) async throws
}

/// Writes a JSON array of any length to a part.
public struct PersonalList: Sendable {
  private static let piece = 16_384

  private let output: any PersonalOutput
  private var waiting: [UInt8] = [UInt8(ascii: "[")]
  private var isEmpty = true

  public init(_ output: any PersonalOutput) { self.output = output }

  /// - Parameter item: one JSON value.
  public mutating func add(_ item: [UInt8]) async throws {
    if !isEmpty { waiting.append(UInt8(ascii: ",")) }
    isEmpty = false
    waiting += item
    guard waiting.count >= Self.piece else { return }
    try await output.write(waiting)
    waiting = []
  }

  public mutating func end() async throws {
    try await output.write(waiting + [UInt8(ascii: "]")])
    waiting = []
  }
}
