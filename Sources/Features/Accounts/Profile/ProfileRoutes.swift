import Core
import Design
import HTTP
import Web

/// `/@{username}`: a member's profile. A former name leads to the present one.
struct ProfileRoutes: Sendable {
  let profiles: ProfileService
  let site: Site

  var routes: [Route] {
    [.page(.get, "/@{username}", .signedIn, "A member", handler: show)]
  }

  private func show(_ call: Call) async throws -> Response {
    switch try await profiles.profile(call.scope, of: call.path("username")) {
    case .renamed(let name): .redirect(to: Site.profilePath(of: name))
    case .found(let user): .page(ProfilePage(visit: Visit(site, call), user: user))
    }
  }
}
