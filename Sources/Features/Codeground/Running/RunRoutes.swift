import Core
import Design
import HTTP
import Web

/// `/run/…`: the documents in which programs run, and the runtimes that they load. See docs/decisions for what they may not do.
struct RunRoutes: Sendable {
  let runs: RunService
  let site: Site
  /// What feeds a web page's code to the parser.
  let bootstrap: [UInt8]

  var routes: [Route] {
    [
      .page(
        .get, "/run/{id}/{number}", .anyone, "A revision, running", answers: [.other(200, "A document for a frame"), .error(.notFound)]
      ) { call in
        try await answer(call) { try await runs.revision(call.scope, call.revisionNumber, of: call.scriptID) }
      },
      .page(
        .get, "/run/{id}/draft/{version}", .anyone, "A draft, running",
        answers: [.other(200, "A document for a frame"), .error(.notFound)]
      ) { call in
        try await answer(call) { try await runs.draft(call.scope, call.keptVersion, of: call.scriptID) }
      },
    ]
  }

  /// Programs run in frames alone, whoever opens the address.
  private func answer(_ call: Call, _ find: () async throws -> RunService.Program) async throws -> Response {
    let origin = site.origin ?? ""
    do {
      if let purpose = call.header("Sec-Fetch-Dest"), purpose != "iframe" {
        throw AppError.forbidden("Programs run in a frame of the page that shows them")
      }
      let program = try await find()
      let policy = RunPolicy.text(for: program.runtime, at: origin)
      let document = RunDocument(
        runtime: program.runtime, title: program.title, code: program.code, policy: policy, bootstrap: bootstrap)
      return Response.page(document).confined(to: policy)
    } catch let error as AppError where [.forbidden, .notFound, .gone].contains(error.code) {
      return Response.page(error.code.status, RefusedRun(error: error)).confined(to: RunPolicy.text(for: .sketch, at: origin))
    }
  }
}

extension Response {
  fileprivate func confined(to policy: String) -> Response {
    with("Content-Security-Policy", policy).with("Referrer-Policy", "no-referrer")
      .with("Permissions-Policy", RunPolicy.permissions).with("Cache-Control", "no-store")
      // A process of its own, also where sandboxed frames do not get one: an endless loop then leaves our page alone.
      .with("Document-Isolation-Policy", "isolate-and-require-corp")
  }
}
