import Core
import HTTP
import JSON
import Web

/// `/api/profile` and `/api/walls/{username}`.
struct WallRoutes: Sendable {
  let walls: WallService

  var routes: [Route] {
    [
      .api(
        .get, "/api/profile", .signedIn, "The caller's own profile and settings", tag: "Walls",
        answers: [.success(200, "Both", WallSchemas.ownProfile), .error(.notFound)], handler: own),
      .api(
        .patch, "/api/profile", .permission(.postWall), "Change some of the caller's profile", tag: "Walls", request: WallSchemas.profile,
        answers: [.success(200, "Both", WallSchemas.ownProfile), .error(.notFound), .error(.preconditionFailed)], handler: change),
      .api(
        .get, "/api/walls/{username}", .visible(.readWall), "A wall as it is shown first", tag: "Walls",
        answers: [.success(200, "The wall", WallSchemas.wall), .error(.notFound)], handler: wall),
      .api(
        .get, "/api/walls/{username}/modules", .visible(.readWall), "Modules of a wall by their ids", tag: "Walls",
        request: WallSchemas.ids,
        answers: [
          .success(200, "Those that are there", WallSchemas.modules), .error(.badRequest), .error(.notFound),
        ], handler: modules),
    ]
  }

  private func own(_ call: Call) async throws -> Response {
    let profile = try await walls.ownProfile(call.scope)
    try call.refuseQuery()
    return answer(profile)
  }

  private func change(_ call: Call) async throws -> Response {
    let change = try Fields.read(try await call.json()) { fields throws(AppError) in try ProfileChange.patch(reading: &fields) }
    return answer(try await walls.change(call.scope, by: change, expecting: call.wallExpectation()))
  }

  private func answer(_ profile: Profile) -> Response {
    Response.success { json in
      json.key("profile")
      json.raw(profile.object.json)
      json.key("settings")
      profile.writeSettings(to: &json)
    }.with("ETag", EntityTag(profile.version).description)
  }

  private func wall(_ call: Call) async throws -> Response {
    let wall = try await walls.wall(call.scope, of: call.path("username"))
    try call.refuseQuery()
    return .success { wall.write(to: &$0) }
  }

  private func modules(_ call: Call) async throws -> Response {
    let fields = Result { () throws(AppError) in try Fields.read(try call.query()) { $0.moduleIDs("ids") } }
    let found = try await walls.modules(call.scope, of: call.path("username")) { () throws(AppError) in try fields.get() }
    return .success { json in
      json.key("modules")
      json.array { json in for module in found { json.raw(module.object.json) } }
    }
  }
}

extension Call {
  /// `If-Match`. A malformed list and a weak tag match nothing.
  func wallExpectation() -> WallExpectation {
    let given = headers("If-Match")
    guard !given.isEmpty else { return .anything }
    switch EntityTagCondition(given.joined(separator: ", ")) {
    case .any: return .anything
    case .tags(let tags): return .oneOf(Set(tags.filter { !$0.isWeak }.map(\.opaque)))
    case nil: return .oneOf([])
    }
  }

  /// The body, to be judged by the service once it is known that the caller may.
  func wallBody() async -> Result<JSONValue, AppError> {
    do throws(AppError) { return .success(try await jsonValue()) } catch { return .failure(error) }
  }
}

extension Fields {
  /// 1 to 20 ids with commas between them.
  fileprivate mutating func moduleIDs(_ name: String) -> [ModuleID] {
    parsed(name, "must be 1 to 20 ids with commas between them", placeholder: []) { text in
      let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      let ids = parts.compactMap { ModuleID(text: Substring($0)) }
      return (1...20).contains(parts.count) && ids.count == parts.count ? ids : nil
    }
  }
}
