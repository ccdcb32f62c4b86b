/// How a visitor wants pages to look. Kept in a cookie of their browser, so that it holds before sign-in and without a script.
public struct Appearance: Equatable, Sendable {
  public enum Theme: String, CaseIterable, Sendable {
    case `default`, dark, retro, hacker, zen

    /// One line that says what it is like.
    public var summary: String {
      switch self {
      case .default: "Concrete: paper by day, ink by night"
      case .dark: "Concrete at night, always"
      case .retro: "A beige box by day, an arcade by night"
      case .hacker: "One green terminal"
      case .zen: "The same house with the windows open"
      }
    }

    /// The file of its tokens, where they differ from `tokens.css`.
    public var stylesheet: String? { self == .default ? nil : "css/themes/\(rawValue).css" }
  }

  public enum Scheme: String, CaseIterable, Sendable {
    /// As the system says.
    case auto
    case light, dark
  }

  public static let cookieName = "theme"
  public static let standard = Appearance(theme: .default, scheme: .auto)

  public var theme: Theme
  public var scheme: Scheme

  public init(theme: Theme, scheme: Scheme) {
    self.theme = theme
    self.scheme = scheme
  }

  /// Reads the cookie's value, `hacker` or `retro.dark`; anything that is none of ours is the standard look.
  public init(cookie: String?) {
    let parts = (cookie ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let scheme = parts.count == 1 ? .auto : Scheme(rawValue: parts.last ?? "")
    guard parts.count <= 2, let theme = parts.first.flatMap(Theme.init), let scheme else {
      self = .standard
      return
    }
    self.init(theme: theme, scheme: scheme)
  }

  public var cookieValue: String { "\(theme.rawValue).\(scheme.rawValue)" }
}
