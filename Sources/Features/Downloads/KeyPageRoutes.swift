import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/keys` and its forms, which do all that the script does.
struct KeyPageRoutes: Sendable {
  let keys: KeyService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/keys", .permission(.admin), "Keys, newest first, and how many there are", tag: "Releases",
        request: ReleaseSchemas.keyQuery, answers: [.json(200, "A page of keys", ReleaseSchemas.keyPage), .error(.badRequest)],
        handler: list),
      .page(.get, "/admin/keys/new", .permission(.admin), "The form to make keys with", handler: showNew),
      .form("/admin/keys/new", .permission(.admin), "Make keys", request: ReleaseSchemas.generationForm) {
        $0.keyCount()
      } submit: { call, count in
        _ = try await keys.generate(call.scope, count: count)
        return .redirect(to: DownloadPath.keys(KeySliceRequest(filter: .unused, limit: max(count, KeySliceRequest.standardLimit))))
      } refuse: { call, form in
        let problem = form.error.details["count"] ?? form.error.message
        return .page(NewKeysView(typed: form.typed("count"), problem: problem, visit: Visit(site, call)))
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let request = try Fields.read(call.query()) { KeySliceRequest(reading: &$0) }
    guard call.wantsPage else {
      let slice = try await keys.list(call.scope, request)
      return .json { slice.write(to: &$0) }
    }
    // One more than is shown tells whether there are older ones.
    let slice = try await keys.list(call.scope, request.with(limit: request.limit + 1))
    let shown = KeySlice(totals: slice.totals, keys: Array(slice.keys.prefix(request.limit)))
    return .page(200, KeysView(request: request, slice: shown, hasOlder: slice.keys.count > request.limit, visit: Visit(site, call)))
  }

  private func showNew(_ call: Call) async throws -> Response {
    .page(200, NewKeysView(visit: Visit(site, call)))
  }
}
