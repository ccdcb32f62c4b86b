import Core
import Design
import Web

extension AccountsFeature {
  /// All routes of accounts, for people and for programs.
  /// `personalData` is what other features add to a member's export.
  public func routes(
    site: Site, limiter: any RateLimiter, limits: Limits, personalData: [PersonalData] = []
  ) -> [Route] {
    let doors = SignInRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, limiter: limiter, limit: limits.credentials, site: site)
    let programs = AuthRoutes(
      signUp: signUp, signIn: signIn, sessions: sessions, profile: profile, limiter: limiter, limit: limits.credentials)
    let settings = SettingsRoutes(
      profile: profile, identity: identity, addresses: addresses, sessions: sessions, departures: departures,
      data: PersonalDataService(sessions: sessions, parts: personalData), limiter: limiter, limit: limits.credentials,
      letters: limits.addressLetters, site: site)
    let staff = StaffRoutes(
      directory: directory, moderation: moderation, recovery: recovery, invites: invites, publicURL: publicURL, site: site)
    let ways = RecoveryRoutes(
      recovery: recovery, mail: recoveryMail, limiter: limiter, limit: limits.credentials, site: site)
    let profiles = ProfileRoutes(identity: identity, site: site)
    let letters = AddressRoutes(addresses: addresses, limiter: limiter, limit: limits.credentials, site: site)
    let first = SetupRoutes(setup: setup, limiter: limiter, limit: limits.credentials, site: site)
    return doors.routes + programs.routes + settings.routes + staff.routes + ways.routes + profiles.routes
      + letters.routes + first.routes
  }
}
