import HTML

/// A drawing in `Public/art/icons.svg`. Decoration: whoever uses it says the same in words.
public enum Icon: String, CaseIterable, Sendable {
  case wall, feed, rooms, messages, codeground, song, tasks, releases, directory, admin, more, search, bell, close, plus, send, reply
  case react, edit, delete, eye, warning, check, down, people, lock, announcement, theme, keyboard, home, settings
  case attach, record, link, cat, star
  case signOut = "sign-out"
}

/// An icon on the page.
public struct IconView: View {
  private let icon: Icon
  private let asset: AssetPath

  public init(_ icon: Icon, _ asset: AssetPath) {
    self.icon = icon
    self.asset = asset
  }

  public var body: some HTML {
    svg(.class("icon"), .aria("hidden", "true")) { use(.href(asset("art/icons.svg") + "#" + icon.rawValue)) }
  }
}
