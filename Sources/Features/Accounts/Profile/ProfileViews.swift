import Core
import Design
import HTML

/// `/@{username}`
struct ProfilePage: View {
  let visit: Visit
  let user: User

  private var isMe: Bool { visit.viewer?.id == user.id }
  private var isStaff: Bool { visit.viewer?.permissions.contains(.moderate) == true }

  var body: some HTML {
    ShellPage(user.name, visit, mainClass: "settings", styles: ["css/settings.css"]) {
      header(.class("profile card")) {
        Avatar(name: user.name, color: user.color, size: .large)
        div {
          h1(.dir("auto")) { user.name }
          p {
            span(.class("handle")) { "@\(user.username)" }
            if user.role != .member { Badge(user.role.rawValue, .sky) }
            if user.isBot { Badge("bot", .plain) }
            if user.isBanned { Badge("banned", .pink) }
          }
          let joined = Moment(user.createdAt)
          p(.class("soft")) {
            "Here since "
            time(.datetime(joined.iso8601)) { joined.day }
          }
        }
      }
      if isMe || isStaff {
        div(.class("actions")) {
          if isMe { ButtonLink(Site.settingsPath) { "Settings" } }
          if isStaff { ButtonLink(AccountPath.member(user.id)) { "Administer" } }
        }
      }
    }
  }
}
