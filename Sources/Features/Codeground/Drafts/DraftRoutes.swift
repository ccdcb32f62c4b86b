import Core
import HTTP
import JSON
import Web

/// `/api/scripts/{id}/draft` and `/history`: what owner and hands work on.
struct DraftRoutes: Sendable {
  let drafts: DraftService

  var routes: [Route] {
    [
      .api(
        .get, "/api/scripts/{id}/draft", .signedIn, "The draft with its code", tag: "Codeground",
        request: CodegroundSchemas.addressed, answers: Self.one
      ) { call in
        let text = try await drafts.draft(call.scope, call.scriptID)
        try call.refuseQuery()
        return .draft(text)
      },
      .api(
        .put, "/api/scripts/{id}/draft", .signedIn, "Save the draft", tag: "Codeground", limit: [.requests, .member(.saveDraft)],
        upTo: BodyLimit.code, request: CodegroundSchemas.save, answers: Self.one + [.error(.conflict)],
        read: { fields throws(AppError) in DraftSave(reading: &fields) },
        judged: { call, save in .draft(try await drafts.save(call.scope, call.scriptID, by: save)) }),
      .api(
        .get, "/api/scripts/{id}/history", .signedIn, "Versions of the draft that are kept, newest first", tag: "Codeground",
        request: CodegroundSchemas.addressed,
        answers: [.success(200, "The versions", CodegroundSchemas.versions), .error(.notFound), .error(.gone)]
      ) { call in
        let versions = try await drafts.versions(call.scope, of: call.scriptID)
        try call.refuseQuery()
        return .success { json in
          json.key("versions")
          json.array { json in for version in versions { json.object { version.writeFields(to: &$0) } } }
        }
      },
      .api(
        .get, "/api/scripts/{id}/history/{version}", .signedIn, "A kept version with its code", tag: "Codeground",
        request: CodegroundSchemas.keptVersion,
        answers: [.success(200, "The version", CodegroundSchemas.oneVersion), .error(.notFound), .error(.gone)]
      ) { call in
        let found = try await drafts.version(call.scope, call.keptVersion, of: call.scriptID)
        try call.refuseQuery()
        return .success { json in
          found.kept.writeFields(to: &json)
          json.field("code", found.code)
        }
      },
    ]
  }

  private static let one: [RouteAnswer] = [
    .success(200, "The draft", CodegroundSchemas.draft), .error(.notFound), .error(.gone),
  ]
}

extension Call {
  var keptVersion: Int64? { ScriptID(text: path("version"))?.rawValue }
}

extension Response {
  static func draft(_ text: DraftText) -> Response {
    .success { json in
      json.key("draft")
      json.raw(text.draft.object(with: text.code).json)
    }
  }
}
