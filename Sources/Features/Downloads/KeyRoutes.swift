import Core
import HTTP
import JSON
import Web

/// Making keys, for programs, and the table of all keys.
struct KeyRoutes: Sendable {
  let keys: KeyService

  var routes: [Route] {
    [
      .api(
        .post, "/admin/keys/generate", .permission(.admin), "Make keys", tag: "Releases", request: ReleaseSchemas.generation,
        answers: [.json(201, "The keys", ReleaseSchemas.keyList)], handler: generate),
      // POST, so that nothing fetches all keys by itself.
      .page(.post, "/admin/keys/export", .permission(.admin), "Every key as CSV", handler: export),
    ]
  }

  private func generate(_ call: Call) async throws -> Response {
    let count = try Fields.read(try await call.json()) { $0.keyCount() }
    let made = try await keys.generate(call.scope, count: count)
    return .json(201) { json in
      json.array { json in for key in made { key.write(to: &json) } }
    }
  }

  private func export(_ call: Call) async throws -> Response {
    let export = try await keys.export(call.scope)
    return Response.pieces { send in
      try await send(KeyTable.head)
      try await export.read { try await send(KeyTable.rows($0)) }
    }.saved(as: "keys-\(call.scope.now.iso8601.prefix(10)).csv", type: "text/csv; charset=utf-8")
  }
}

extension Fields {
  /// How many keys to make.
  mutating func keyCount() -> Int {
    Int(integer("count", Int64(KeyService.batchSizes.lowerBound)...Int64(KeyService.batchSizes.upperBound)))
  }
}
