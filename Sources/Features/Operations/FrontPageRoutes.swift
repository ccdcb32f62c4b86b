import Chat
import Core
import Design
import HTTP
import JSON
import Markdown
import Web

/// `/`, where everybody comes in, and `/rules`.
struct FrontPageRoutes: Sendable {
  let rooms: RoomService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/", .anyone, "What this place is; members come to the room they opened last", handler: home),
      .either(
        .get, "/rules", .anyone, "How people behave here", tag: "Operations",
        answers: [.json(200, "The rules, and whom to ask", SiteSettingsSchemas.rules)], handler: rules
      ).openInMaintenance(),
    ]
  }

  private func home(_ call: Call) async throws -> Response {
    let visit = Visit(site, call)
    guard let member = call.scope.member else { return .page(FrontPage(settings: site.state.settings, visit: visit)) }
    if !call.scope.gate.off.contains(.rooms), member.permissions.contains(.readRoom) {
      return .redirect(to: Site.roomPath(try await rooms.home(call.scope).rawValue))
    }
    return .redirect(to: visit.destinations().first?.path ?? Site.settingsPath)
  }

  private func rules(_ call: Call) async throws -> Response {
    let settings = site.state.settings
    let html = settings.rules.isEmpty ? [] : Markdown.render(settings.rules, atMost: 10 * Markdown.messageBytes).html
    guard call.wantsPage else {
      return .json { json in
        json.object { json in
          json.field("name", settings.name)
          json.field("rules", settings.rules)
          json.field("html", String(decoding: html, as: UTF8.self))
          json.field("contact", settings.contact)
        }
      }
    }
    return .page(RulesPage(settings: settings, html: html, visit: Visit(site, call)))
  }
}
