import Core
import JSON

extension SongFeature {
  /// Makes the loop that comes with the server a public pattern of the caller's.
  public func publishLoop(_ scope: Scope) async throws {
    let loop = try JSONValue(parsing: PackageResources.mill_wheel_json)
    let new = try Fields.read(
      Fields(json: .object(["title": .string("Mill wheel"), "visibility": .string("public"), "loop": loop]))
    ) { NewPattern(reading: &$0) }
    _ = try await patterns.make(scope, new)
  }
}
