import Core
import Design
import HTML

/// `/settings/profile`.
struct ProfileFormPage: View {
  let profile: Profile
  let state: ProfileForm
  let isSaved: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage("Profile", visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"] + profile.theme.stylesheets) {
      header(.class("page-head")) {
        h1 { "Profile" }
        ButtonLink(WallPath.wall(profile.owner.username)) { "To your wall" }
      }
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      FormErrors(state.error, labels: Self.labels)
      section(.class("wall preview"), .aria("label", "Preview"), .data("theme", profile.theme.rawValue)) {
        ProfileFragment(profile: profile)
      }
      form(.class("form"), .method(.post), .action(WallPath.profileSettings)) {
        Card("You") { ProfileWords(state: state) }
        Card("Your wall") { ProfileChoices(state: state) }
        div(.class("actions")) { Button(.primary) { "Save" } }
      }
    }
  }

  private static let labels: KeyValuePairs = [
    "display_name": "Name", "bio": "Bio", "status_message": "Status", "status_emoji": "Status emoji", "now_kind": "Now",
    "now_activity": "What", "theme": "Theme", "accent": "Accent colour", "visibility": "Who may see your wall",
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
