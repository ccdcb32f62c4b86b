import Core
import Design
import HTTP
import JSON
import Web

/// Forks and lineage, for programs and for people.
struct ForkRoutes: Sendable {
  let forks: ForkService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .post, "/api/scripts/{id}/fork", .signedIn, "Fork a revision", tag: "Codeground", limit: [.requests, .member(.forkScript)],
        request: CodegroundSchemas.forkRequest,
        answers: [
          .success(201, "The new script; Location says where", CodegroundSchemas.script), .error(.notFound), .error(.gone),
          .error(.conflict),
        ],
        read: { fields throws(AppError) in ForkRequest(reading: &fields) }
      ) { (call: Call, choice: @escaping @Sendable () throws -> ForkRequest) in
        let name = (try? choice())?.canonical ?? []
        return .made(try await forks.make(call.idempotentScope(name), of: call.scriptID, by: choice))
      },
      .api(
        .get, "/api/scripts/{id}/lineage", .visible(.readWall), "Where a script comes from, and its forks", tag: "Codeground",
        request: CodegroundSchemas.lineageRequest,
        answers: [
          .success(200, "Both", CodegroundSchemas.lineagePage), .error(.notFound), .error(.gone), .error(.validation),
        ]
      ) { call in
        let page = try await lineage(call)
        return .success { page.write(to: &$0) }
      },
      .page(
        .get, "/codeground/{id}/lineage", .visible(.readWall), "Where a script comes from, and its forks",
        request: CodegroundSchemas.lineageQuery
      ) { call in
        .page(LineagePageView(page: try await lineage(call), visit: Visit(site, call)))
      },
      .form(
        "/codeground/{id}/fork", .signedIn, "Fork a revision", limit: [.requests, .member(.forkScript)],
        request: CodegroundSchemas.forkForm, body: { try await $0.form(upTo: BodyLimit.code) }
      ) { fields in
        fields.ignore("request_id")
        let number = fields.optionalInteger("number", 1...Int64(Script.mostRevisions)).map(Int.init)
        return ForkRequest(number: number, code: fields.has("code") ? fields.code("code") : nil)
      } submit: { call, asked in
        let made = try await forks.make(call.scope, of: call.scriptID, once: true) { asked }
        return .redirect(to: CodegroundPath.part(made.id, .edit))
      },
    ]
  }

  private func lineage(_ call: Call) async throws -> LineagePage {
    let fields = try call.query()
    return try await forks.lineage(call.scope, of: call.scriptID) { try Fields.read(fields) { LineageRequest(reading: &$0) } }
  }
}
