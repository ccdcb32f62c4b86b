import Core
import Design
import HTML
import Media
import Relations

/// `/settings/profile`.
struct ProfileFormPage: View {
  let profile: Profile
  let state: ProfileForm
  let isSaved: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Profile", visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"] + profile.theme.stylesheets,
      modules: ["js/player.js"]
    ) {
      header(.class("page-head")) {
        h1 { "Profile" }
        ButtonLink(WallPath.wall(profile.owner.username)) { "To your wall" }
      }
      SettingsTabs(visit, current: Site.profileSettingsPath)
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      FormErrors(state.error, labels: Self.labels)
      section(.class("wall preview"), .aria("label", "Preview"), .data("theme", profile.theme.rawValue)) {
        ProfileFragment(profile: profile)
      }
      form(.class("form"), .method(.post), .action(WallPath.profileSettings), .enctype("multipart/form-data")) {
        Closable(visit) {
          Card("You") { ProfileWords(state: state) }
          Card("Pictures and sounds") { ProfileFiles(state: state) }
          Card("Your wall") { ProfileChoices(state: state) }
          div(.class("actions")) { Button(.primary) { "Save" } }
        }
      }
    }
  }

  private static let labels: KeyValuePairs = [
    "display_name": "Name", "bio": "Bio", "status_message": "Status", "status_emoji": "Status emoji", "now_kind": "Now",
    "now_activity": "What", "avatar": "Picture", "banner": "Banner", "voice_intro": "Voice intro", "anthem": "Anthem",
    "anthem_title": "Song title", "theme": "Theme", "accent": "Accent colour", "visibility": "Who may see your wall",
    "stickers": "Who may place stickers", "dm_policy": "Who may write to you",
  ]
}

private struct ProfileWords: View {
  let state: ProfileForm

  var body: some HTML {
    Field("Name", name: "display_name", value: state["display_name"], error: problem("display_name"), limit: 100, completion: "name")
    Field(
      "Bio", name: "bio", .lines(3), value: state["bio"], help: "Emphasis, code and links work here.", error: problem("bio"), limit: 160,
      isOptional: true)
    div(.class("pair")) {
      Field(
        "Status emoji", name: "status_emoji", value: state["status_emoji"], error: problem("status_emoji"), completion: "off",
        isOptional: true)
      Field(
        "Status", name: "status_message", value: state["status_message"], error: problem("status_message"), limit: 100,
        completion: "off", isOptional: true)
    }
    div(.class("pair")) {
      Field(
        "Now", name: "now_kind", .choice([.init("", "Nothing")] + NowKind.allCases.map { .init($0.rawValue, $0.label) }),
        value: state["now_kind"], error: problem("now_kind"))
      Field(
        "What", name: "now_activity", value: state["now_activity"], error: problem("now_activity"), limit: 50, completion: "off",
        isOptional: true)
    }
  }

  private func problem(_ name: String) -> String? { state.error?.details[name] }
}

private struct ProfileFiles: View {
  let state: ProfileForm

  var body: some HTML {
    div(.class("pair")) {
      ProfileFileField("Picture", .avatar, help: "Stands beside your name. Its middle is shown as a square.", state: state)
      ProfileFileField("Banner", .banner, help: "Above your name on your wall. Wide pictures fit best.", state: state)
    }
    div(.class("pair")) {
      ProfileFileField("Voice intro", .voiceIntro, help: "Say hello in at most 30 seconds.", state: state)
      ProfileFileField("Anthem", .anthem, help: "Visitors play it if they like.", state: state)
    }
    Field(
      "Song title", name: "anthem_title", value: state["anthem_title"], error: state.error?.details["anthem_title"], limit: 100,
      completion: "off", isOptional: true)
  }
}

/// Where a file is chosen, and where the one that is there is taken away.
private struct ProfileFileField: View {
  let text: String
  let file: ProfileFile
  let help: String
  let state: ProfileForm

  init(_ text: String, _ file: ProfileFile, help: String, state: ProfileForm) {
    self.text = text
    self.file = file
    self.help = help
    self.state = state
  }

  var body: some HTML {
    let name = file.rawValue, problem = state.error?.details[file.rawValue]
    div(.class("field"), .class("wrong", when: problem != nil)) {
      div(.class("name")) {
        label(.htmlFor(Field.id(of: name)), .id("name-\(name)")) { text }
        span(.class("optional")) { state.isChosen(file) ? "(chosen)" : "(optional)" }
      }
      p(.class("help"), .id("help-\(name)")) { help }
      input(
        .class("input"), .id(Field.id(of: name)), .name(name), .type("file"), .accept("\(file.kind.rawValue)/*"),
        .aria("describedby", problem == nil ? "help-\(name)" : "help-\(name) error-\(name)"), .when(problem != nil, .aria("invalid", true)))
      if let problem { p(.class("error"), .id("error-\(name)")) { problem } }
      if let draft = state.draft(file) { input(.type("hidden"), .name(file.draftField), .value(draft.rawValue)) }
      if state.isChosen(file) {
        label(.class("choice")) {
          input(
            .type("checkbox"), .name(file.removalField), .value("true"), .checked(state.isRemoved(file)),
            .aria("describedby", "name-\(name)"))
          span { "Remove" }
        }
      }
    }
  }
}

private struct ProfileChoices: View {
  let state: ProfileForm

  var body: some HTML {
    choice("Theme", "theme", WallTheme.allCases.map { .init($0.rawValue, $0.label) })
    Field(
      "Accent colour", name: "accent", value: state["accent"], help: "Such as #A3E635.", error: problem("accent"), completion: "off",
      isOptional: true)
    choice("Who may see your wall", "visibility", WallVisibility.allCases.map { .init($0.rawValue, $0.label) })
    choice("Who may place stickers", "stickers", StickerPolicy.allCases.map { .init($0.rawValue, $0.label) })
    choice("Who may write to you", "dm_policy", DirectPolicy.allCases.map { .init($0.rawValue, $0.label) })
    label(.class("choice")) {
      input(.type("checkbox"), .name("show_online"), .value("true"), .checked(state.showsOnline))
      span { "Show when I am online" }
    }
  }

  private func choice(_ label: String, _ name: String, _ options: [Field.Option]) -> Field {
    Field(label, name: name, .choice(options), value: state[name], error: problem(name))
  }

  private func problem(_ name: String) -> String? { state.error?.details[name] }
}

extension WallTheme {
  fileprivate var label: String { capitalised }
}

extension WallVisibility {
  fileprivate var label: String {
    switch self {
    case .public: "Everybody, guests too"
    case .members: "Members"
    case .followers: "My followers"
    case .private: "Only me"
    }
  }
}

extension StickerPolicy {
  fileprivate var label: String {
    switch self {
    case .everyone: "Everyone who sees my wall"
    case .followers: "My followers"
    case .nobody: "Only me"
    }
  }
}

extension DirectPolicy {
  fileprivate var label: String {
    switch self {
    case .everyone: "Everyone"
    case .mutuals: "People I follow who follow me"
    case .nobody: "Nobody"
    }
  }
}
