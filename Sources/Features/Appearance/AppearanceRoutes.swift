import Core
import Design
import HTTP
import JSON
import Web

/// How pages look to one browser, and the stylesheet that marks what is one's own.
public struct AppearanceRoutes: Sendable {
  private static let keptSeconds = 365 * 86_400

  private let site: Site

  public init(site: Site) { self.site = site }

  public var routes: [Route] {
    [
      .page(.get, "/appearance", .anyone, "Choose a theme", handler: show).openInMaintenance(),
      .page(.post, "/appearance", .anyone, "Wear a theme", request: Self.form, handler: choose).with(.keeps).openInMaintenance(),
      .page(.get, "/manifest.webmanifest", .open, "What browsers need to install the site as an app", limit: .none, handler: manifest),
      .page(.get, "/appearance/members/{id}", .open, "Marks what a member wrote", limit: .none, handler: ownership),
    ]
  }

  private static let form = RequestSchema.form(
    .required("theme", .choice(Appearance.Theme.allCases.map(\.rawValue))),
    .required("scheme", .choice(Appearance.Scheme.allCases.map(\.rawValue))),
    .optional("density", .choice(Appearance.Density.allCases.map(\.rawValue))),
    .optional("next", JSONSchema.string(max: 2_000).described("A path within the site to go back to")))

  private func show(_ call: Call) async throws -> Response {
    .page(200, AppearancePage(visit: Visit(site, call)))
  }

  private func choose(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let next = LocalPath(form.typed("next"))
    let worn = Appearance(cookie: call.cookie(Appearance.cookieName))
    let chosen = try Fields.read(form) { fields throws(AppError) in
      fields.ignore("next")
      return Appearance(
        theme: fields.choice("theme", of: Appearance.Theme.self), scheme: fields.choice("scheme", of: Appearance.Scheme.self),
        // A button that changes the scheme alone leaves the density.
        density: fields.optionalChoice("density", of: Appearance.Density.self) ?? worn.density)
    }
    let cookie = SetCookie(
      name: Appearance.cookieName, value: chosen.cookieValue, maxAge: Self.keptSeconds, secure: call.isSecure)
    return .redirect(to: next?.description ?? Site.appearancePath).with(cookie)
  }

  private func manifest(_ call: Call) async throws -> Response {
    var json = JSONWriter()
    WebManifest(site: site).write(to: &json)
    return .manifest(json.bytes)
  }

  private func ownership(_ call: Call) async throws -> Response {
    let member = try call.id(of: UserID.self)
    return .stylesheet(OwnershipStyle.css(for: member))
  }
}
