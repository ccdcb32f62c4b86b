import Core
import Design
import HTML
import Markdown
import Relations

/// The head of a wall: who its owner is, and what they say of themselves. The same bytes for every viewer.
struct ProfileFragment: View {
  let profile: Profile

  var body: some HTML {
    header(
      .class("profile card"), .class("bannered", when: profile.files[.banner] != nil), .id("profile-\(profile.owner.id)"),
      .data("seq", profile.sequence), .data("order", "")
    ) {
      svg(.class("band"), .aria("hidden", "true")) { AccentGround(accent: profile.accent) }
      if let banner = profile.files[.banner] { Banner(file: banner) }
      Avatar(profile.owner.id, name: profile.owner.displayName, color: profile.owner.color, size: .large)
      div {
        h1(.dir("auto")) { profile.owner.displayName }
        p {
          if let accent = profile.accent {
            span(.class("handle accented \(Accent.takesBlack(accent) ? "on-light" : "on-dark")")) {
              svg(.aria("hidden", "true")) { AccentGround(accent: accent) }
              "@\(profile.owner.username)"
            }
          } else {
            span(.class("handle")) { "@\(profile.owner.username)" }
          }
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
      ProfileSounds(profile: profile)
    }
  }
}

/// What the owner says and plays to their visitors; never by itself.
private struct ProfileSounds: View {
  let profile: Profile

  var body: some HTML {
    let name = profile.owner.displayName
    if !sounds.isEmpty {
      div(.class("sounds")) {
        if let intro = profile.files[.voiceIntro] { TitledSound(title: "Voice intro of \(name)", file: intro) }
        if let anthem = profile.files[.anthem] { TitledSound(title: profile.anthemTitle ?? "Anthem of \(name)", file: anthem) }
      }
    }
  }

  private var sounds: [ProfileFile] { [.voiceIntro, .anthem].filter { profile.files[$0] != nil } }
}

/// A ground of the owner's colour. Drawn, as a page holds no style of its own.
private struct AccentGround: View {
  let accent: String?

  var body: some HTML {
    if let accent { rect(.width("100%"), .height("100%"), .fill(accent)) }
  }
}

/// A module as everybody sees it, with all that may be done with it: the page's style sheet shows what its viewer may.
struct ModuleFragment: View {
  let module: WallModule
  /// On the page, a guestbook holds its newest entries. As an object it is told without them: they are objects themselves.
  var entries: [GuestbookEntry] = []

  var body: some HTML {
    article(
      .class("module card kind-\(module.kind.rawValue) paint-\(module.style.paint.rawValue)"), .class("wide", when: module.style.isWide),
      .id("module-\(module.id)"), .data("module", module.id.rawValue), .data("seq", module.sequence), .data("order", module.position),
      .tabIndex(-1)
    ) {
      switch module.content {
      case .text(let text): div(.class("prose"), .dir("auto")) { RawHTML(Markdown.render(text).html) }
      case .link(let link): LinkModule(link: link, card: module.card)
      case .image, .gallery: PictureModule(module: module)
      case .audio(let sound), .voiceNote(let sound):
        if let file = module.media.first { TitledSound(title: sound.title, file: file) }
      case .guestbook: GuestbookModule(username: module.ownerName, entries: entries)
      case .friends: FriendsModule(username: module.ownerName)
      case .script(let work): p(.class("work")) { a(.class("script-link"), .href(work.link)) { work.text } }
      case .song(let song): p(.class("work")) { a(.href(song.link)) { song.label } }
      case .html(let frame):
        iframe(
          .sandbox, .src(frame.path(of: module.id)), .title(frame.title), .height(frame.height), .loading("lazy"),
          .referrerPolicy("no-referrer"))
      }
      ModuleTools(module: module)
      ReportLink(kind: "module", id: module.id.rawValue)
    }
  }
}

/// For members who do not own the wall, and did not write the entry.
struct ReportLink: View {
  let kind: String
  let id: Int64

  var body: some HTML { p(.class("report-link")) { a(.href(Site.reportPath(kind, String(id))), .data("report")) { "Report" } } }
}

/// For its owner and for moderators. They work without a script too.
private struct ModuleTools: View {
  let module: WallModule

  var body: some HTML {
    div(.class("tools")) {
      span(.class("drag owners"), .data("drag"), .aria("hidden", "true"), .title("Drag to move")) { "⠿" }
      a(.class("button quiet owners"), .href(WallPath.act(.edit, module.id, on: module.ownerName)), .data("action", "edit")) { "Edit" }
      form(.class("owners"), .method(.post), .action(WallPath.act(.move, module.id, on: module.ownerName))) {
        button(
          .class("button quiet square"), .type("submit"), .name("to"), .value("up"), .aria("label", "Move up"), .title("Move up"),
          .data("action", "up")
        ) { "↑" }
        button(
          .class("button quiet square"), .type("submit"), .name("to"), .value("down"), .aria("label", "Move down"), .title("Move down"),
          .data("action", "down")
        ) { "↓" }
      }
      form(.method(.post), .action(WallPath.act(.remove, module.id, on: module.ownerName))) {
        button(.class("button quiet"), .type("submit"), .data("action", "remove")) { "Remove" }
      }
      a(.class("button quiet without-script"), .href(WallPath.actions(module.id, on: module.ownerName))) { "Actions" }
    }
  }
}

private struct GuestbookModule: View {
  let username: String
  let entries: [GuestbookEntry]

  var body: some HTML {
    h2 { "Guestbook" }
    SignForm(username: username)
    ol(.class("entries"), .data("objects", "entry"), .data("heir", "main")) {
      for entry in entries {
        if let shown = entry.shown { EntryFragment(entry: entry, shown: shown) }
      }
    }
    p(.class("nothing")) { "Be the first to sign" }
    p(.class("older")) { a(.href(WallPath.guestbook(username)), .data("action", "older")) { "Older entries" } }
  }
}

/// The same for all viewers, who see different people: a script draws those whom its viewer sees.
private struct FriendsModule: View {
  let username: String

  var body: some HTML {
    div(.class("friends"), .data("friends", username)) { p { a(.href(WallPath.topEight(username))) { "Top 8" } } }
  }
}

/// What somebody wrote in a guestbook.
struct EntryFragment: View {
  let entry: GuestbookEntry
  let shown: GuestbookEntry.Shown

  var body: some HTML {
    li(
      .class("entry"), .id("entry-\(entry.id)"), .data("entry", entry.id.rawValue), .data("seq", entry.sequence),
      .data("order", PlaceObject.newestFirst(entry.id.rawValue)), .data("author", shown.author.id.rawValue)
    ) {
      let moment = Moment(shown.createdAt)
      p(.class("entry-head")) {
        a(.href(Site.profilePath(of: shown.author.username)), .dir("auto")) { shown.author.displayName }
        " "
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
      }
      div(.class("prose"), .dir("auto")) { RawHTML(Markdown.renderInline(shown.text).html) }
      form(.class("entry-tools"), .method(.post), .action(WallPath.eraseEntry(entry.id))) {
        button(.class("button quiet"), .type("submit"), .data("action", "delete-entry")) { "Delete" }
      }
      ReportLink(kind: "guestbook", id: entry.id.rawValue)
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
