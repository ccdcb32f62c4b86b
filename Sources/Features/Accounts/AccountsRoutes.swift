import Core
import Design
import Web

extension AccountsFeature {
  /// All routes of accounts, for people and for programs.
  /// `publicURL` begins the links the staff hand out; `personalData` is what other features add to a member's export;
  /// without `post` nobody gets mail.
  public func routes(
    site: Site, limiter: any RateLimiter, limits: Limits, publicURL: String = "", personalData: [PersonalData] = [],
    post: (any Post)? = nil
  ) -> [Route] {
    let doors = DoorRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, limiter: limiter, limit: limits.credentials, site: site)
    let programs = AuthRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, profile: profile, limiter: limiter, limit: limits.credentials)
    let settings = SettingsRoutes(
      profile: profile, identity: identity, sessions: sessions, departures: departures,
      data: PersonalDataService(sessions: sessions, parts: personalData), limiter: limiter, limit: limits.credentials, site: site)
    let staff = StaffRoutes(
      directory: directory, standing: standing, recovery: recovery, invites: invites, publicURL: publicURL, site: site)
    let ways = RecoveryRoutes(
      recovery: recovery, mail: post.map { recoveryMail($0, publicURL) }, limiter: limiter, limit: limits.credentials, site: site)
    let profiles = ProfileRoutes(identity: identity, directory: directory, site: site)
    return doors.routes + programs.routes + settings.routes + staff.routes + ways.routes + profiles.routes
  }
}
