import Core
import HTTP
import JSON
import Web

/// `/api/scripts`: lists and single scripts.
struct ScriptRoutes: Sendable {
  let scripts: ScriptService

  var routes: [Route] {
    [
      .api(
        .get, "/api/scripts", .visible(.readWall), "Scripts that the caller may see", tag: "Codeground",
        request: CodegroundSchemas.list, answers: [.success(200, "A part of the list", CodegroundSchemas.scripts), .error(.notFound)],
        handler: list),
      .api(
        .post, "/api/scripts", .signedIn, "Make a script", tag: "Codeground", limit: [.requests, .member(.forkScript)],
        request: CodegroundSchemas.new,
        answers: [.success(201, "The script; Location says where", CodegroundSchemas.script), .error(.conflict)],
        read: { fields throws(AppError) in NewScript(reading: &fields) }
      ) { call, new in
        .made(try await scripts.make(call.idempotentScope(new.canonical), new))
      },
      .api(
        .get, "/api/scripts/{id}", .visible(.readWall), "One script, without its code", tag: "Codeground",
        request: CodegroundSchemas.addressed, answers: Self.one
      ) { call in
        let seen = try await scripts.script(call.scope, call.scriptID)
        try call.refuseQuery()
        return .script(seen.script)
      },
      .api(
        .patch, "/api/scripts/{id}", .signedIn, "Change a script's title, summary, tags or visibility", tag: "Codeground",
        request: CodegroundSchemas.change, answers: Self.one,
        read: { fields throws(AppError) in try ScriptChange(reading: &fields) },
        judged: { call, change in .script(try await scripts.change(call.scope, call.scriptID, by: change)) }),
      .api(
        .delete, "/api/scripts/{id}", .signedIn, "Delete a script; its owner can restore it for 30 days", tag: "Codeground",
        request: CodegroundSchemas.addressed,
        answers: [.success(200, "Done", CodegroundSchemas.removal), .error(.notFound), .error(.gone)]
      ) { call in
        let end = try await scripts.delete(call.scope, call.scriptID)
        return .success { json in
          json.field("id", call.scriptID?.rawValue)
          json.field("restorable_until", end.iso8601)
        }
      },
      .api(
        .post, "/api/scripts/{id}/restore", .signedIn, "Bring a deleted script back", tag: "Codeground",
        request: CodegroundSchemas.addressed, answers: Self.one + [.error(.conflict)]
      ) { call in
        .script(try await scripts.restore(call.scope, call.scriptID))
      },
    ]
  }

  private static let one: [RouteAnswer] = [
    .success(200, "The script", CodegroundSchemas.script), .error(.notFound), .error(.gone),
  ]

  private func list(_ call: Call) async throws -> Response {
    let request = try Fields.read(call.query()) { ScriptListRequest(reading: &$0) }
    if request.deleted { return .deleted(try await scripts.deleted(call.scope)) }
    let page = try await scripts.list(call.scope, request)
    return .success { json in
      json.key("scripts")
      json.array { json in for script in page.scripts { json.raw(script.object.json) } }
      json.field("next", page.next?.text)
    }
  }
}

extension Call {
  /// Nil for text that is not an id: the service answers as for an id that nothing has.
  var scriptID: ScriptID? { ScriptID(text: path("id")) }

  /// A revision's number; nil for text that is none.
  var revisionNumber: Int? { ScriptID(text: path("number")).flatMap { Int(exactly: $0.rawValue) } }
}

extension Response {
  static func script(_ script: Script) -> Response {
    .success { json in
      json.key("script")
      json.raw(script.object.json)
    }
  }

  static func made(_ made: MadeScript) -> Response {
    .success(201) { json in
      json.key("script")
      json.raw(made.json)
    }.with("Location", CodegroundPath.api(made.id))
  }

  fileprivate static func deleted(_ scripts: [Script]) -> Response {
    .success { json in
      json.key("scripts")
      json.array { json in
        for script in scripts {
          json.object { json in
            json.field("id", script.id.rawValue)
            json.field("title", script.title)
            json.field("runtime", script.runtime.rawValue)
            json.field("deleted_at", script.deletedAt?.iso8601)
            json.field("restorable_until", script.deletedAt.map { ($0 + Script.restorable).iso8601 })
          }
        }
      }
      json.field("next", nil as String?)
    }
  }
}
