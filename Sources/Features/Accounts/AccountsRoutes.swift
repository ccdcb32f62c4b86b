import Core
import Design
import Web

extension AccountsFeature {
  /// All routes of accounts, for people and for programs.
  public func routes(site: Site, limiter: any RateLimiter, limits: Limits) -> [Route] {
    let doors = DoorRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, limiter: limiter, limit: limits.credentials, site: site)
    let programs = AuthRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, profile: profile, limiter: limiter, limit: limits.credentials)
    return doors.routes + programs.routes
  }
}
