/// A part of what is kept about a member; features bring theirs.
public struct PersonalData: Sendable {
  /// The part's name in the export.
  public let name: String
  /// The whole part, as one JSON value.
  public let json: @Sendable (UserID) async throws -> [UInt8]

  public init(_ name: String, _ json: @escaping @Sendable (UserID) async throws -> [UInt8]) {
    self.name = name
    self.json = json
  }
}
