import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/log`: the audit log.
struct AuditRoutes: Sendable {
  let directory: DirectoryService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/log", .permission(.admin), "The audit log", tag: "Moderation", request: AccountSchemas.logQuery,
        answers: [.json(200, "A slice of it", AccountSchemas.log)], handler: show)
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (
        filter: AuditFilter(
          actor: fields.optionalText("actor", 1...64), action: fields.optionalText("action", 1...64),
          subject: fields.optionalText("subject", 1...100)),
        before: fields.optionalInteger("before", 1...Int64.max),
        limit: fields.optionalInteger("limit", 1...100).map(Int.init) ?? AuditRepository.sliceSize
      )
    }
    let slice = try await directory.log(call.scope, asked.filter, before: asked.before ?? .max, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    let names = try await directory.names(call.scope, in: slice)
    return .page(AuditPage(visit: Visit(site, call), filter: asked.filter, slice: slice, names: names, isNewest: asked.before == nil))
  }
}

extension AuditSlice {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("entries")
      json.array { json in
        for entry in entries {
          json.object { json in
            json.field("id", entry.id)
            json.field("at", entry.at.iso8601)
            json.field("actor", entry.actor)
            json.field("action", entry.action)
            json.field("subject", entry.subject)
            json.key("details")
            json.object { json in for (name, value) in entry.facts { json.field(name, value) } }
            json.field("address", entry.address)
            json.field("request_id", entry.requestID)
          }
        }
      }
      json.field("next", next)
    }
  }
}
