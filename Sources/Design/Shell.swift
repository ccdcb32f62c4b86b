import Core
import HTML

/// The name of the place, and the way to its front.
struct Brand: View {
  let visit: Visit

  var body: some HTML {
    a(.class("brand"), .href("/")) {
      img(.src(visit.site.asset("art/favicon.svg")), .alt(""), .width(36), .height(36))
      span { visit.site.name }
    }
  }
}

struct TopBar: View {
  let visit: Visit

  var body: some HTML {
    header(.class("topbar")) {
      Brand(visit: visit)
      if visit.viewer != nil {
        a(
          .class("search"), .href(Site.searchPath), .data("opens", "palette"), .aria("keyshortcuts", "/ Control+K"),
          .aria("label", "Go to…")
        ) {
          IconView(.search, visit.site.asset)
          span(.class("name")) { "Go to…" }
          kbd { "/" }
        }
      }
      span(.class("spring"))
      ConnectionBadge()
      if let viewer = visit.viewer {
        Bell(visit: visit)
        ProfileChip(viewer: viewer, visit: visit)
      } else {
        ButtonLink(Site.signInPath) { "Sign in" }
      }
    }
  }
}

/// The way to the notifications, with how many are unread. A script keeps it true.
struct Bell: View {
  let visit: Visit

  var body: some HTML {
    let count = visit.unreadNotifications
    let text = count > 99 ? "99+" : String(count)
    a(
      .class("button quiet square bell"), .id("bell"), .href(Site.notificationsPath),
      .aria("label", count > 0 ? "Notifications, \(text) unread" : "Notifications")
    ) {
      IconView(.bell, visit.site.asset)
      span(.class("badge pink"), .aria("hidden", true), .hidden(count == 0)) { text }
    }
  }
}

/// Who one is here, and the way out.
struct ProfileChip: View {
  let viewer: Member
  let visit: Visit

  var body: some HTML {
    details(.class("dropdown profile")) {
      summary(.aria("label", "\(viewer.displayName), your menu")) {
        Avatar(viewer.id, name: viewer.displayName, color: viewer.color)
        span(.class("name"), .dir("auto")) { viewer.displayName }
      }
      div(.class("menu")) {
        p(.class("who")) {
          b(.dir("auto")) { viewer.displayName }
          span { "@\(viewer.username)" }
        }
        if !visit.isOff(.walls) {
          a(.href(Site.profilePath(of: viewer.username))) {
            IconView(.wall, visit.site.asset)
            "Your wall"
          }
        }
        a(.href(Site.settingsPath)) {
          IconView(.settings, visit.site.asset)
          "Settings"
        }
        a(.href(Site.standingPath)) {
          IconView(.check, visit.site.asset)
          "Your standing"
        }
        a(.href(Site.internalsPath)) {
          IconView(.search, visit.site.asset)
          "Internals"
        }
        a(.href(Site.moderationLogPath)) {
          IconView(.eye, visit.site.asset)
          "Moderation log"
        }
        a(.href(Site.rulesPath)) {
          IconView(.check, visit.site.asset)
          "Rules"
        }
        a(.href(Site.appearancePath)) {
          IconView(.theme, visit.site.asset)
          "Appearance"
        }
        form(.method(.post), .action(Site.signOutPath)) {
          button(.type("submit")) {
            IconView(.signOut, visit.site.asset)
            "Sign out"
          }
        }
      }
    }
  }
}

struct Sidebar: View {
  /// How many destinations fit into the bottom bar of a small screen.
  private static let barCapacity = 5

  let visit: Visit
  let sections: [SidebarSection]

  var body: some HTML {
    nav(.class("sidebar"), .aria("label", "Main")) {
      Brand(visit: visit)
      ul(.class("destinations")) {
        for place in visit.destinations() {
          li(.with(place.feature) { .data("feature", $0.rawValue) }) { DestinationLink(place: place, visit: visit, sections: sections) }
        }
      }
      for section in sections where section.isListed { SidebarList(section: section, visit: visit) }
      div(.class("sidebar-foot")) {
        button(.class("button quiet"), .type("button"), .data("opens", "shortcuts"), .hidden) {
          IconView(.keyboard, visit.site.asset)
          "Shortcuts "
          kbd { "?" }
        }
      }
      details(.class("more")) {
        // What is unread behind it shows on it.
        let counted = visit.destinations().dropFirst(Self.barCapacity).first { $0.sums != nil }
        summary(.with(counted?.sums) { .data("sums", $0.rawValue) }) {
          IconView(.more, visit.site.asset)
          "More"
          if let counted {
            let unread = sections.unread(at: counted.path)
            UnreadBadge(count: unread.count, mentions: unread.mentions)
          }
        }
        div(.class("menu")) {
          for place in visit.destinations().dropFirst(Self.barCapacity) {
            DestinationLink(place: place, visit: visit, sections: sections)
          }
          a(.href(Site.settingsPath)) {
            IconView(.settings, visit.site.asset)
            "Settings"
          }
          a(.href(Site.appearancePath)) {
            IconView(.theme, visit.site.asset)
            "Appearance"
          }
          form(.method(.post), .action(Site.signOutPath)) {
            button(.type("submit")) {
              IconView(.signOut, visit.site.asset)
              "Sign out"
            }
          }
        }
      }
    }
  }
}

struct DestinationLink: View {
  let place: Destination
  let visit: Visit
  let sections: [SidebarSection]

  var body: some HTML {
    a(
      .href(place.path), .with(place.sums) { .data("sums", $0.rawValue) },
      .when(place.contains(visit.path), .aria("current", place.isAt(visit.path) ? "page" : "true"))
    ) {
      IconView(place.icon, visit.site.asset)
      span(.class("name")) { place.name }
      if place.path == Site.adminPath {
        let count = visit.openCases ?? 0
        span(.class("badge pink"), .data("cases"), .hidden(count == 0)) {
          span { count }
          span(.class("unseen")) { " open cases" }
        }
      }
      if place.sums != nil {
        let unread = sections.unread(at: place.path)
        UnreadBadge(count: unread.count, mentions: unread.mentions)
      }
    }
  }
}

extension [SidebarSection] {
  /// The sum over the lists that belong to a page of the sidebar.
  fileprivate func unread(at home: String) -> (count: Int, mentions: Int) {
    filter { $0.home == home }.flatMap(\.links).reduce((0, 0)) { ($0.0 + $1.unread, $0.1 + $1.mentions) }
  }
}

struct SidebarList: View {
  let section: SidebarSection
  let visit: Visit

  var body: some HTML {
    div(
      .class("room-list"), .with(section.source) { .data("source", $0) },
      .when(visit.roomOrder == .unread, .data("order", visit.roomOrder.rawValue))
    ) {
      h2 {
        section.name
        if let add = section.add {
          a(.class("button quiet"), .href(add.path), .title(add.name), .aria("label", add.name), .with(add.dialog) { .data("opens", $0) }) {
            IconView(.plus, visit.site.asset)
          }
        }
      }
      RoomLinks(section: section)
      ListFoot(section: section, visit: visit)
    }
  }
}

/// Below a list: the link to all rooms, and the button that puts unread ones first.
public struct ListFoot: View {
  private let section: SidebarSection
  private let visit: Visit

  public init(section: SidebarSection, visit: Visit) {
    self.section = section
    self.visit = visit
  }

  public var body: some HTML {
    div(.class("list-foot")) {
      if let browse = section.browse { a(.class("button quiet"), .href(browse.path)) { browse.name } }
      if let order = section.order {
        let isOn = visit.roomOrder == .unread
        form(.method(.post), .action(order)) {
          input(.type("hidden"), .name("next"), .value(visit.path))
          button(
            .class("button quiet"), .type("submit"), .name("order"), .value((isOn ? RoomOrder.name : .unread).rawValue),
            .aria("pressed", isOn)
          ) { "Unread first" }
        }
      }
    }
  }
}

/// The links of a list and what the viewer is invited to. A script replaces it as a whole when the list has changed.
public struct RoomLinks: View {
  private let section: SidebarSection
  private let id: String?

  /// - Parameter id: nil where a page shows the list a second time.
  public init(section: SidebarSection, id: String? = "room-links") {
    self.section = section
    self.id = id
  }

  public var body: some HTML {
    div(.class("room-links"), .with(id) { .id($0) }) {
      if !section.invitations.isEmpty {
        ul(.class("invitations"), .aria("label", "Invitations")) {
          for invitation in section.invitations { li { InvitationForm(invitation: invitation) } }
        }
      }
      ul {
        for entry in section.links { li(.class("starred", when: entry.isStarred)) { SidebarEntry(entry: entry) } }
      }
    }
  }
}

struct InvitationForm: View {
  let invitation: SidebarSection.Invitation

  var body: some HTML {
    form(.method(.post), .action(invitation.accept), .data("invitation", invitation.name)) {
      p {
        b { invitation.name }
        span { invitation.from }
      }
      div {
        button(.class("button primary"), .type("submit"), .aria("label", "Accept the invitation to \(invitation.name)")) { "Accept" }
        button(
          .class("button"), .type("submit"), .formAction(invitation.decline), .aria("label", "Decline the invitation to \(invitation.name)")
        ) { "Decline" }
      }
    }
  }
}

/// What an open page fetches when its list has changed: the list, and the palette's entries for it.
public struct SidebarFragment: View {
  private let section: SidebarSection

  public init(section: SidebarSection) { self.section = section }

  public var body: some HTML {
    div {
      RoomLinks(section: section)
      ul { PaletteEntries(section: section) }
    }
  }
}

struct SidebarEntry: View {
  let entry: SidebarSection.Link

  var body: some HTML {
    a(
      .class("has-unread", when: entry.unread > 0), .href(entry.path), .title(entry.name), .data("name", entry.name),
      .data("kind", entry.kind),
      .when(entry.isCurrent, .aria("current", "page"))
    ) {
      span(.class("name")) { entry.name }
      if entry.isStarred { span(.class("star"), .title("Starred")) { "★" } }
      UnreadBadge(count: entry.unread, mentions: entry.mentions)
    }
  }
}

/// How many new things; pink when some of them name the viewer.
public struct UnreadBadge: View {
  private let count: Int
  private let mentions: Int

  public init(count: Int, mentions: Int) {
    self.count = count
    self.mentions = mentions
  }

  public var body: some HTML {
    span(.class("badge"), .class("pink", when: mentions > 0), .data("unread", count), .data("mentions", mentions), .hidden(count == 0)) {
      span { count > 99 ? "99+" : String(count) }
      span(.class("unseen")) { mentions > 0 ? " unread, mentions you" : " unread" }
    }
  }
}
