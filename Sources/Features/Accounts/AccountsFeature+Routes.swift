import Core
import Design
import Web

extension AccountsFeature {
  /// All routes of accounts, for people and for programs.
  ///
  /// - Parameter sections: what other features add to the page of the account.
  public func routes(site: Site, sections: @escaping SettingsSections = { _ in [] }) -> [Route] {
    SignInRoutes(signUp: signUp, signIn: signIn, sessions: sessions, site: site).routes
      + AuthRoutes(signUp: signUp, signIn: signIn, sessions: sessions, settings: settings).routes
      + SettingsRoutes(
        account: settings, usernames: usernames, addresses: addresses, sessions: sessions, departures: departures, sections: sections,
        site: site
      ).routes
      + MemberAdminRoutes(directory: directory, moderation: moderation, recovery: recovery, publicURL: publicURL, site: site).routes
      + InviteRoutes(invites: invites, publicURL: publicURL, site: site).routes
      + AuditRoutes(directory: directory, site: site).routes
      + RecoveryRoutes(recovery: recovery, mail: recoveryMail, site: site).routes
      + AddressRoutes(addresses: addresses, site: site).routes
      + SetupRoutes(setup: setup, site: site).routes
  }
}
