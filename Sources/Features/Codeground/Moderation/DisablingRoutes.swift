import Core
import HTTP
import JSON
import Web

/// `/api/scripts/{id}/r/{number}/disable` and `/enable`, for staff.
struct DisablingRoutes: Sendable {
  let disabling: DisablingService

  var routes: [Route] {
    [
      route("/api/scripts/{id}/r/{number}/disable", "Take a revision out of sight") { call, reason in
        try await disabling.disable(call.scope, call.revisionNumber, of: call.scriptID, because: reason)
      },
      route("/api/scripts/{id}/r/{number}/enable", "Bring a disabled revision back") { call, reason in
        try await disabling.enable(call.scope, call.revisionNumber, of: call.scriptID, because: reason)
      },
    ]
  }

  private func route(
    _ path: PathPattern, _ summary: String,
    _ change: @escaping @Sendable (_ call: Call, _ reason: @escaping @Sendable () throws -> String) async throws -> Revision
  ) -> Route {
    .api(
      .post, path, .permission(.moderate), summary, tag: "Codeground", request: CodegroundSchemas.judgement,
      answers: [.success(200, "The revision", CodegroundSchemas.revision), .error(.notFound), .error(.conflict)],
      read: { fields throws(AppError) in fields.text("reason", DisablingService.reasons) },
      judged: { call, reason in .revision(try await change(call, reason)) })
  }
}
