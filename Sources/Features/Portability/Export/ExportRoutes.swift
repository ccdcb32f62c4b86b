import Core
import HTTP
import Web

/// `/settings/export`: all that is kept of a member, in one file.
struct ExportRoutes: Sendable {
  let exports: ExportService

  var routes: [Route] {
    [
      .page(
        .get, "/settings/export", .signedIn, "Everything kept about the member, as a ZIP archive", limit: [.requests, .credentials],
        handler: export)
    ]
  }

  private func export(_ call: Call) async throws -> Response {
    let scope = call.scope
    let name = exports.name(of: try scope.requireMember(), at: scope.now)
    return .streamed("application/zip") { send in try await exports.write(scope, to: send) }
      .with("Content-Disposition", ContentDisposition.header(.attachment, filename: name))
      .with("Cache-Control", "no-store")
  }
}
