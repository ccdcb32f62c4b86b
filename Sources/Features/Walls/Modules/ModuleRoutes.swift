import Core
import HTTP
import JSON
import Web

/// `/api/modules*`.
struct ModuleRoutes: Sendable {
  let modules: ModuleService

  var routes: [Route] {
    [
      .api(
        .post, "/api/modules", .permission(.postWall), "Add a module to the caller's wall", tag: "Walls",
        limit: [.requests, .member(.addModule)], request: WallSchemas.newModule,
        answers: [.success(201, "The module; Location says where", WallSchemas.module), .error(.conflict), .error(.notFound)],
        read: { fields throws(AppError) in ModuleDraft(reading: &fields) }, answer: create),
      .api(
        .get, "/api/modules/removed", .signedIn, "The caller's modules that can be brought back", tag: "Walls",
        answers: [.success(200, "Newest removal first", WallSchemas.removed)], handler: removed),
      .api(
        .get, "/api/modules/{id}", .visible(.readWall), "One module", tag: "Walls", request: WallSchemas.addressed,
        answers: Self.one, handler: get),
      .api(
        .put, "/api/modules/{id}", .permission(.postWall), "Replace a module's content", tag: "Walls", request: WallSchemas.replacement,
        answers: Self.one + [.error(.preconditionFailed)], handler: replace),
      .api(
        .post, "/api/modules/{id}/move", .permission(.postWall), "Put a module after another, or first", tag: "Walls",
        request: WallSchemas.move, answers: Self.one, handler: move),
      .api(
        .delete, "/api/modules/{id}", .permission(.postWall), "Remove a module; its owner can restore it for 30 days", tag: "Walls",
        request: WallSchemas.addressedState,
        answers: [.success(200, "Done", WallSchemas.removal), .error(.notFound), .error(.preconditionFailed)], handler: remove),
      .api(
        .post, "/api/modules/{id}/restore", .permission(.postWall), "Bring a removed module back", tag: "Walls",
        request: WallSchemas.addressed, answers: Self.one + [.error(.conflict)], handler: restore),
    ]
  }

  private static let one: [RouteAnswer] = [.success(200, "The module", WallSchemas.module), .error(.notFound)]

  private func create(_ call: Call, _ draft: ModuleDraft) async throws -> Response {
    let made = try await modules.create(call.idempotentScope(draft.canonical), draft)
    return answer(made.json, version: String(made.sequence), 201).with("Location", Link("api", "modules", String(made.id)).text)
  }

  private func get(_ call: Call) async throws -> Response {
    // Guests are told the same of what cannot be an id as of what does not exist.
    guard let id: ModuleID = try? call.id() else { throw call.scope.noWall }
    let module = try await modules.module(call.scope, id)
    try call.refuseQuery()
    return answer(module)
  }

  private func removed(_ call: Call) async throws -> Response {
    let found = try await modules.removed(call.scope)
    try call.refuseQuery()
    return .success { json in
      json.key("modules")
      json.array { json in
        for module in found {
          json.object { json in
            json.key("module")
            json.raw(module.removedObject.json)
            json.field("removed_at", module.removedAt?.iso8601)
            json.field("restorable_until", module.removedAt.map { ($0 + WallModule.restorable).iso8601 })
          }
        }
      }
    }
  }

  private func replace(_ call: Call) async throws -> Response {
    let id: ModuleID = try call.id()
    let body = await call.wallBody()
    let module = try await modules.change(call.scope, id, expecting: call.wallExpectation()) { kind in
      try Fields.read(try Fields(json: try body.get())) { ModuleChange(kind, reading: &$0) }
    }
    return answer(module)
  }

  private func move(_ call: Call) async throws -> Response {
    let id: ModuleID = try call.id()
    let body = await call.wallBody()
    let module = try await modules.move(call.scope, id) {
      try Fields.read(try Fields(json: try body.get())) { fields in
        if !fields.has("after") { fields.refuse("after", "is required: an id, or null for the first place") }
        return fields.optionalID("after", of: ModuleEntity.self)
      }
    }
    return answer(module)
  }

  private func remove(_ call: Call) async throws -> Response {
    let id: ModuleID = try call.id()
    let end = try await modules.remove(call.scope, id, expecting: call.wallExpectation())
    return .success { json in
      json.field("id", id.rawValue)
      json.field("restorable_until", end?.iso8601)
    }
  }

  private func restore(_ call: Call) async throws -> Response { answer(try await modules.restore(call.scope, call.id())) }

  private func answer(_ module: WallModule) -> Response { answer(module.object.json, version: module.version, 200) }

  private func answer(_ object: [UInt8], version: String, _ status: Int) -> Response {
    Response.success(status) { json in
      json.key("module")
      json.raw(object)
    }.with("ETag", EntityTag(version).description)
  }
}
