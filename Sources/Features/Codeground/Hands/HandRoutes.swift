import Core
import HTTP
import JSON
import Web

/// `/api/scripts/{id}/hands` and `/pen`: who works on a draft, and who types; and the same as forms.
struct HandRoutes: Sendable {
  let hands: HandService

  var routes: [Route] {
    [
      .api(
        .put, "/api/scripts/{id}/hands/{username}", .signedIn, "Invite a member to the draft", tag: "Codeground",
        request: CodegroundSchemas.hand, answers: Self.draft + [.error(.conflict), .error(.validation)]
      ) { call in
        .draft(try await hands.invite(call.scope, call.path("username"), to: call.scriptID))
      },
      .api(
        .delete, "/api/scripts/{id}/hands/{username}", .signedIn, "Take a member off the draft", tag: "Codeground",
        request: CodegroundSchemas.hand,
        answers: [.success(200, "The draft; empty for who took themselves off", JSONSchema.openObject()), .error(.notFound), .error(.gone)]
      ) { call in
        let draft = try await hands.remove(call.scope, call.path("username"), from: call.scriptID)
        return draft.map { .draft($0) } ?? .success { _ in }
      },
      .api(
        .put, "/api/scripts/{id}/pen", .signedIn, "Take the pen, keep it, or give it to somebody", tag: "Codeground",
        request: CodegroundSchemas.addressed, answers: Self.draft + [.error(.conflict), .error(.validation)]
      ) { call in
        let input = await call.penRecipient()
        return .draft(try await hands.take(call.scope, call.scriptID) { try input.get() })
      },
      .api(
        .delete, "/api/scripts/{id}/pen", .signedIn, "Put the pen down", tag: "Codeground", request: CodegroundSchemas.addressed,
        answers: Self.draft + [.error(.conflict)]
      ) { call in
        .draft(try await hands.release(call.scope, call.scriptID))
      },
      .api(
        .post, "/api/scripts/{id}/pen/ask", .signedIn, "Ask for the pen", tag: "Codeground", request: CodegroundSchemas.addressed,
        answers: [.success(200, "Asked", .object()), .error(.notFound), .error(.gone)]
      ) { call in
        try await hands.ask(call.scope, call.scriptID)
        return .success { _ in }
      },
      .form(
        "/codeground/{id}/hands", .signedIn, "Invite a member to the draft", request: CodegroundSchemas.handForm
      ) { fields in
        fields.line("username", 1...64)
      } submit: { call, username in
        let draft = try await hands.invite(call.scope, username, to: call.scriptID)
        return .redirect(to: CodegroundPath.part(draft.script, .edit))
      },
      .form(
        "/codeground/{id}/hands/remove", .signedIn, "Take a member off the draft", request: CodegroundSchemas.handForm
      ) { fields in
        fields.line("username", 1...64)
      } submit: { call, username in
        let draft = try await hands.remove(call.scope, username, from: call.scriptID)
        return .redirect(to: draft.map { CodegroundPath.part($0.script, .edit) } ?? CodegroundPath.own)
      },
      .button("/codeground/{id}/pen", .signedIn, "Take the pen") { call in
        let draft = try await hands.take(call.scope, call.scriptID) { nil }
        return .redirect(to: CodegroundPath.part(draft.script, .edit))
      },
      .button("/codeground/{id}/pen/ask", .signedIn, "Ask for the pen") { call in
        try await hands.ask(call.scope, call.scriptID)
        return .redirect(to: call.scriptID.map { CodegroundPath.part($0, .edit) } ?? CodegroundPath.own)
      },
    ]
  }

  private static let draft: [RouteAnswer] = [
    .success(200, "The draft, without its code", CodegroundSchemas.draft), .error(.notFound), .error(.gone),
  ]
}

extension Call {
  /// To whom the pen goes. A body may be left out.
  fileprivate func penRecipient() async -> Result<String?, AppError> {
    guard header("Content-Type") != nil else { return .success(nil) }
    do throws(AppError) {
      return .success(try Fields.read(try await json()) { $0.optionalLine("to", 1...64) })
    } catch {
      return .failure(error)
    }
  }
}

extension Response {
  fileprivate static func draft(_ draft: Draft) -> Response {
    .success { json in
      json.key("draft")
      json.raw(draft.object.json)
    }
  }
}
