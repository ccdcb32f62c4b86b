import Core
import Design
import HTML

/// The frame of the pages of administration.
public struct StaffPage<Content: HTML>: View {
  private let heading: String
  private let visit: Visit
  private let styles: [String]
  private let content: Content

  public init(_ heading: String, _ visit: Visit, styles: [String] = [], @HTMLBuilder content: () -> Content) {
    self.heading = heading
    self.visit = visit
    self.styles = styles
    self.content = content()
  }

  public var body: some HTML {
    ShellPage(heading, visit, mainClass: "settings", styles: ["css/settings.css"] + styles) {
      header(.class("page-head")) { h1(.dir("auto")) { heading } }
      Tabs(
        "Administration",
        [
          ("Overview", Site.adminPath), ("Reports", Site.adminReportsPath), ("Appeals", Site.adminAppealsPath),
          ("Actions", Site.adminActionsPath), ("Members", AccountPath.members),
          ("Invitations", AccountPath.invites),
          ("Rooms", Site.adminRoomsPath),
        ]
          + (visit.viewer?.permissions.contains(.admin) == true
            ? [("Settings", Site.siteSettingsPath), ("Mail", Site.adminMailPath), ("Log", AccountPath.log)] : []),
        current: [AccountPath.members, Site.adminReportsPath, Site.adminAppealsPath, Site.adminActionsPath].first(
          where: visit.path.hasPrefix)
          ?? String(visit.path.prefix { $0 != "?" }))
      content
    }
  }
}

/// A member's role and ban.
struct MemberBadges: View {
  let user: User

  private var role: Role { user.role }

  var body: some HTML {
    if role != .member { Badge(role.rawValue, .sky) }
    if user.isBanned { Badge("banned", .pink) }
  }
}

/// A secret to copy now: it is not stored.
struct ShownOnce: View {
  let name: String
  let text: String

  var body: some HTML {
    section(.class("card once"), .role("status")) {
      p { b { name } }
      p { code(.class("secret"), .tabIndex(0)) { text } }
      p(.class("soft")) { "This is shown only once." }
    }
  }
}
