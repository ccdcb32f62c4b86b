import Core

/// What a part of a member's archive writes, in memory.
public actor WrittenPart: PersonalOutput {
  public private(set) var json: [UInt8] = []
  public private(set) var files: [String: [UInt8]] = [:]

  public init() {}

  /// The JSON alone.
  public static func json(_ write: (WrittenPart) async throws -> Void) async throws -> [UInt8] {
    let written = WrittenPart()
    try await write(written)
    return await written.json
  }

  public func write(_ json: [UInt8]) { self.json += json }
  public func digest(ofFileAt path: String) -> String? { String(repeating: "0", count: 64) }
  public func add(_ name: String, fileAt path: String) { files[name] = Array(path.utf8) }
  public func add(_ name: String, _ bytes: [UInt8]) { files[name] = bytes }
}

extension PersonalData {
  /// The part's JSON alone.
  public func json(_ user: UserID) async throws -> [UInt8] {
    try await WrittenPart.json { try await write(user, $0) }
  }
}
