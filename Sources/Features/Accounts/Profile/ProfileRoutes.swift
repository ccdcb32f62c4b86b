import Core
import Design
import HTTP
import Web

/// `/@{username}`: who somebody is. A name they had before leads to the one they have now.
struct ProfileRoutes: Sendable {
  let identity: IdentityService
  let site: Site

  var routes: [Route] {
    [.page(.get, "/@{username}", .signedIn, "A member", handler: show)]
  }

  private func show(_ call: Call) async throws -> Response {
    switch try await identity.member(call.scope, called: call.path("username")) {
    case .formerly(let name): return .redirect(to: Site.profilePath(of: name))
    case .now(let user):
      let visit = Visit(
        site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: call.target)
      return .page(200, ProfilePage(visit: visit, user: user))
    }
  }
}
