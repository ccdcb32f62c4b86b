import Core
import Design
import HTTP
import JSON
import Web

/// `/moderation`: the public log.
struct PublicLogRoutes: Sendable {
  let log: PublicLogService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/moderation", .signedIn, "What staff did, for every member to read", tag: "Moderation", request: CareSchemas.logQuery,
        answers: [.json(200, "A slice of the log", CareSchemas.log), .error(.badRequest)], handler: show)
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (
        filter: fields.optionalChoice("action", of: LogFilter.self), before: fields.optionalInteger("before", 1...Int64.max),
        limit: fields.sliceLimit()
      )
    }
    let slice = try await log.entries(call.scope, asked.filter, before: asked.before, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    return .page(PublicLogPage(slice: slice, filter: asked.filter, isNewest: asked.before == nil, visit: Visit(site, call)))
  }
}

extension LogSlice {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("entries")
      json.array { json in
        for entry in entries {
          json.object { json in
            json.field("id", entry.position.id)
            json.field("at", entry.at.iso8601)
            json.field("action", entry.action.rawValue)
            json.field("kind", entry.kind)
            json.field("reason", entry.reason?.rawValue)
            json.field("log_note", entry.note)
            json.field("by", entry.by)
            json.field("ends_at", entry.endsAt?.iso8601)
            json.field("undone_at", entry.undoneAt?.iso8601)
            json.field("appeal", entry.appeal?.rawValue)
          }
        }
      }
      json.field("next", next?.cursor)
    }
  }
}
