import Core
import Design
import HTML
import Markdown

/// The head of a wall: who its owner is, and what they say of themselves. The same bytes for every viewer.
struct ProfileFragment: View {
  let profile: Profile

  var body: some HTML {
    header(.class("profile card"), .id("profile-\(profile.owner.id)"), .data("seq", profile.sequence), .data("order", "")) {
      Avatar(name: profile.owner.displayName, color: profile.owner.color, size: .large)
      div {
        h1(.dir("auto")) { profile.owner.displayName }
        p {
          span(.class("handle")) { "@\(profile.owner.username)" }
          if profile.owner.role != .member { Badge(profile.owner.role.rawValue, .sky) }
        }
        if profile.statusEmoji != nil || profile.statusMessage != nil {
          p(.class("status"), .dir("auto")) {
            [profile.statusEmoji, profile.statusMessage].compactMap { $0 }.joined(separator: " ")
          }
        }
        if let now = profile.now { p(.class("now"), .dir("auto")) { "\(now.kind.label): \(now.activity)" } }
        if let bio = profile.bio { div(.class("prose bio"), .dir("auto")) { RawHTML(Markdown.renderInline(bio).html) } }
        let joined = Moment(profile.joinedAt)
        p(.class("soft")) {
          "Here since "
          time(.datetime(joined.iso8601)) { joined.day }
        }
      }
    }
  }
}

/// A module as everybody sees it.
struct ModuleFragment: View {
  let module: WallModule

  var body: some HTML {
    article(
      .class("module card paint-\(module.style.paint.rawValue)"), .class("wide", when: module.style.isWide), .id("module-\(module.id)"),
      .data("module", module.id.rawValue), .data("seq", module.sequence), .data("order", module.position)
    ) {
      switch module.content {
      case .text(let text): div(.class("prose"), .dir("auto")) { RawHTML(Markdown.render(text).html) }
      case .link(let link): LinkModule(link: link)
      case .guestbook: h2 { "Guestbook" }
      }
    }
  }
}

private struct LinkModule: View {
  let link: WallLink

  var body: some HTML {
    p(.class("link-\(link.look.rawValue)")) {
      a(.class("button", when: link.look == .button), .href(link.url), .rel("noopener noreferrer nofollow ugc"), .dir("auto")) {
        link.title ?? link.host
      }
      if link.title != nil { span(.class("host")) { link.host } }
    }
  }
}

/// What somebody wrote in a guestbook.
struct EntryFragment: View {
  let entry: GuestbookEntry
  let shown: GuestbookEntry.Shown

  var body: some HTML {
    li(
      .class("entry"), .id("entry-\(entry.id)"), .data("entry", entry.id.rawValue), .data("seq", entry.sequence),
      .data("order", PlaceObject.newestFirst(entry.id.rawValue))
    ) {
      let moment = Moment(shown.createdAt)
      p(.class("entry-head")) {
        a(.href(Site.profilePath(of: shown.author.username)), .dir("auto")) { shown.author.displayName }
        " "
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
      }
      div(.class("prose"), .dir("auto")) { RawHTML(Markdown.renderInline(shown.text).html) }
    }
  }
}

extension Profile {
  /// Rendered once for all viewers.
  var fragment: [UInt8] { ProfileFragment(profile: self).rendered() }
}

extension WallModule {
  var fragment: [UInt8] { ModuleFragment(module: self).rendered() }
}

extension GuestbookEntry {
  func fragment(_ shown: Shown) -> [UInt8] { EntryFragment(entry: self, shown: shown).rendered() }
}
