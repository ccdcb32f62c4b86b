import Core
import Design
import HTTP
import JSON
import Web

/// `/api/preferences` and `/settings/notifications`.
struct PreferenceRoutes: Sendable {
  let preferences: PreferenceService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .get, "/api/preferences", .signedIn, "What the member wants to be told, and how", tag: "Notifications",
        answers: [.success(200, "The preferences", NoticeSchemas.preferences), .error(.badRequest)], handler: show),
      .api(
        .patch, "/api/preferences", .signedIn, "Change some preferences", tag: "Notifications",
        request: NoticeSchemas.preferenceChange(kinds: preferences.kinds),
        answers: [.success(200, "The preferences", NoticeSchemas.preferences)], handler: change),
      .page(
        .get, "/settings/notifications", .signedIn, "The form for what one is told", request: NoticeSchemas.savedPage, handler: showForm),
      .form(
        "/settings/notifications", .signedIn, "Change what one is told", request: NoticeSchemas.preferenceForm(kinds: preferences.kinds)
      ) { [kinds = preferences.kinds] fields throws(AppError) in
        PreferenceChange(form: &fields, kinds: kinds)
      } submit: { call, change in
        _ = try await preferences.change(call.scope, by: change)
        return .redirect(to: NoticePath.saved)
      } refuse: { call, form in
        .page(try await page(call, isSaved: false, problem: form.error))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    return .preferences(try await preferences.preferences(call.scope))
  }

  private func change(_ call: Call) async throws -> Response {
    let kinds = preferences.kinds
    let change = try Fields.read(try await call.json()) { PreferenceChange(reading: &$0, kinds: kinds) }
    return .preferences(try await preferences.change(call.scope, by: change))
  }

  private func showForm(_ call: Call) async throws -> Response {
    let isSaved = try Fields.read(call.query()) { $0.optionalFlag("saved") ?? false }
    return .page(try await page(call, isSaved: isSaved))
  }

  private func page(_ call: Call, isSaved: Bool, problem: AppError? = nil) async throws -> PreferencePage {
    PreferencePage(
      preferences: try await preferences.preferences(call.scope), sendsMail: preferences.sendsMail, isSaved: isSaved, problem: problem,
      visit: Visit(site, call))
  }
}

extension Response {
  /// `{"success":true,"data":{"preferences":…}}`.
  public static func preferences(_ preferences: Preferences) -> Response {
    .success { json in
      json.key("preferences")
      preferences.write(to: &json)
    }
  }
}
