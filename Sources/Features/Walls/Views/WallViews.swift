import Core
import Design
import HTML
import Relations

/// `/@{username}`: a wall. It reads and works before any script runs.
struct WallPage: View {
  let wall: Wall
  /// What the owner may do first; nil for others, and once they are hidden.
  let steps: [FirstStep]?
  let visit: Visit

  private var owner: Person { wall.profile.owner }
  private var isOwner: Bool { visit.viewer?.id == owner.id }

  var body: some HTML {
    ShellPage(
      owner.displayName, visit, mainClass: "walls",
      styles: ["css/wall.css", "css/people.css", "css/codeground.css", "css/runner.css"] + wall.profile.theme.stylesheets,
      modules: ["js/runner.js"] + (visit.viewer == nil ? [] : ["js/wall.js", "js/stickers.js"]),
      feed: wall.profile.visibility == .public ? WallPath.feed(owner.username) : nil
    ) {
      div(
        .class("wall"), .id("wall"), .data("theme", wall.profile.theme.rawValue), .data("place", "wall:\(owner.username)"),
        .data("epoch", wall.head.epoch), .data("seq", wall.head.sequence), .data("owner", owner.username),
        .data("can", wall.rights.words(for: visit.viewer)), .when(wall.hasOlderEntries, .data("older"))
      ) {
        div(.data("objects", "profile")) { ProfileFragment(profile: wall.profile) }
        if isOwner { OwnerTools(username: owner.username) }
        if let relation = wall.relation { RelationGroup(owner, relation, next: WallPath.wall(owner.username)) }
        if let steps { FirstSteps(steps: steps, username: owner.username) }
        StickerBoard(stickers: wall.stickers, rights: wall.rights, viewer: visit.viewer)
        StickerReports(stickers: wall.stickers, viewer: visit.viewer)
        WallModules(wall: wall)
      }
      // Members get them without the right to place or remove any: it may come while the page is open.
      if let viewer = visit.viewer {
        StickerDialog(asset: visit.site.asset, takesFiles: viewer.permissions.contains(.uploadMedia))
        RemoveStickerDialog(asset: visit.site.asset)
      }
    }
  }
}

/// `/@{username}` of somebody whom the viewer has blocked: nothing of the wall, and the way to unblock them.
struct BlockedWallPage: View {
  let person: Person
  let relation: Relation
  let visit: Visit

  var body: some HTML {
    ShellPage("You blocked \(person.displayName)", visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      header(.class("page-head")) { h1(.dir("auto")) { "You blocked \(person.displayName)" } }
      p { "Neither of you sees the other's wall." }
      div(.class("actions")) {
        RelationButton(.unblock, "Unblock", on: person.username, next: WallPath.wall(person.username), .primary)
        ButtonLink(RelationPath.person(person.username), .quiet) { "More" }
        a(.class("button quiet"), .href(Site.reportPath("profile", person.username)), .data("report")) { "Report" }
      }
    }
  }
}

/// Ways to change the wall as a whole, for its owner.
private struct OwnerTools: View {
  let username: String

  var body: some HTML {
    div(.class("actions")) {
      ButtonLink(WallPath.newModule(username), .primary) { "Add module" }
      ButtonLink(WallPath.profileSettings) { "Edit profile" }
      ButtonLink(WallPath.removed(username), .quiet) { "Removed modules" }
    }
  }
}

private struct WallModules: View {
  let wall: Wall

  private var owner: Person { wall.profile.owner }

  var body: some HTML {
    div(.class("modules"), .id("modules"), .role("feed"), .aria("label", "Modules"), .data("objects", "module"), .data("heir", "main")) {
      for module in wall.modules { ModuleFragment(module: module, entries: wall.entries) }
    }
    p(.class("nothing")) { "Nothing on this wall yet" }
    if let last = wall.modules.last, wall.arrangement.last != last.id {
      p(.class("more-modules")) {
        a(.class("button"), .id("more-modules"), .href(WallPath.wall(owner.username, after: last.id))) { "More modules" }
      }
    }
  }
}

extension WallTheme {
  /// The stylesheets that a page needs to wear it.
  var stylesheets: [String] { self == .default ? [] : ["css/themes/\(rawValue).css"] }
}

extension WallRights {
  /// What the viewer may do, as the page's style sheet and script read it.
  func words(for viewer: Member?) -> String {
    let words = [
      edits ? "edit" : nil, places ? "place" : nil, signs ? "sign" : nil, moderates ? "moderate" : nil, viewer == nil ? "sign-in" : nil,
    ]
    return words.compactMap(\.self).joined(separator: " ")
  }
}
