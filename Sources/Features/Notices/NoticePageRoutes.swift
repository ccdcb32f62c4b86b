import Core
import Design
import HTTP
import Web

/// `/notifications` and its forms.
struct NoticePageRoutes: Sendable {
  let notices: NoticeService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/notifications", .signedIn, "The member's notifications, newest first", request: NoticeSchemas.page, handler: show),
      .form("/notifications/read", .signedIn, "Mark notifications as read", request: NoticeSchemas.form) {
        fields throws(AppError) in
        NoticeChoice(form: &fields)
      } submit: { call, choice in
        _ = try await notices.read(call.scope, choice)
        return .redirect(to: NoticePath.list)
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let before = try Fields.read(call.query()) { $0.optionalInteger("before", 1...Int64.max) }
    let (page, head) = try await notices.listing(call.scope, before: before)
    return .page(NoticeListPage(page: page, head: head, isFirst: before == nil, visit: Visit(site, call)))
  }
}
