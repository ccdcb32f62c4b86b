import Core
import Design
import HTTP
import Web

/// `/admin/log`: the audit log.
struct AuditRoutes: Sendable {
  let directory: DirectoryService
  let site: Site

  var routes: [Route] {
    [.page(.get, "/admin/log", .permission(.admin), "The audit log", handler: show)]
  }

  private func show(_ call: Call) async throws -> Response {
    let before = try Fields.read(call.query()) { $0.optionalInteger("before", 1...Int64.max) }
    let entries = try await directory.log(call.scope, before: before ?? .max)
    return .page(AuditPage(visit: Visit(site, call), entries: entries, isNewest: before == nil))
  }
}
