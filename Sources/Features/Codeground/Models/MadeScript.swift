import Core
import JSON

/// A script that a POST made, as its answer and its repetition give it.
struct MadeScript: Sendable {
  let id: ScriptID
  /// The script, UTF-8 JSON.
  let json: [UInt8]

  init(_ object: PlaceObject) { (id, json) = (ScriptID(object.id), object.json) }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["id"]?.int else { throw AppError(.serverError, "Something went wrong on our side") }
    (self.id, self.json) = (ScriptID(id), json)
  }
}
