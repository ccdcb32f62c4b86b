import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/settings`
struct SiteSettingsRoutes: Sendable {
  let settings: SiteSettingsService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/settings", .permission(.admin), "The settings of the site", tag: "Operations", request: SiteSettingsSchemas.page,
        answers: [.json(200, "The settings, with their version", SiteSettingsSchemas.settings), .error(.badRequest)], handler: show),
      .both(
        "/admin/settings", .permission(.admin), "Change settings of the site", tag: "Operations", request: SiteSettingsSchemas.change,
        answers: [.json(200, "The settings, with their version", SiteSettingsSchemas.settings), .error(.conflict)]
      ) { call, fields in
        try await settings.change(call.scope, Fields.read(fields) { SiteChange(reading: &$0) })
      } answer: { changed in
        .json { changed.write(to: &$0, site.state) }
      } leadingTo: { _, _ in
        SiteSettingsPath.saved
      } refuse: { call, form in
        let stands = try await settings.settings(call.scope)
        return page(call, SiteSettingsForm(stands, site.state, typed: form.fields, error: form.error))
      }.with(.keeps),
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let isSaved = try Fields.read(call.query()) { fields in fields.optionalFlag("saved") ?? false }
    let stands = try await settings.settings(call.scope)
    guard call.wantsPage else { return .json { stands.write(to: &$0, site.state) } }
    return page(call, SiteSettingsForm(stands, site.state), isSaved: isSaved)
  }

  private func page(_ call: Call, _ form: SiteSettingsForm, isSaved: Bool = false) -> Response {
    .page(SiteSettingsPage(form: form, isSaved: isSaved, visit: Visit(site, call)))
  }
}

extension SiteSettings {
  fileprivate func write(to json: inout JSONWriter, _ state: SiteState) {
    json.object { json in
      json.field("version", version)
      for field in SiteSettingsForm.fields(of: self, state) {
        if field.name == "newcomer_hours" { json.field(field.name, newcomerHours) } else { json.field(field.name, field.value) }
      }
    }
  }
}
