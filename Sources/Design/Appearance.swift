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

  public enum Density: String, CaseIterable, Sendable {
    case comfortable
    /// More messages on the screen: smaller pictures, less room between messages.
    case compact
  }

  public static let cookieName = "theme"
  public static let standard = Appearance(theme: .default, scheme: .auto)

  public var theme: Theme
  public var scheme: Scheme
  public var density: Density

  public init(theme: Theme, scheme: Scheme, density: Density = .comfortable) {
    self.theme = theme
    self.scheme = scheme
    self.density = density
  }

  /// Reads the cookie's value, `hacker`, `retro.dark` or `zen.light.compact`. An unknown value gives the standard look.
  public init(cookie: String?) {
    let parts = (cookie ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let scheme = parts.count < 2 ? .auto : Scheme(rawValue: parts[1])
    let density = parts.count < 3 ? .comfortable : Density(rawValue: parts[2])
    guard parts.count <= 3, let theme = parts.first.flatMap(Theme.init), let scheme, let density else {
      self = .standard
      return
    }
    self.init(theme: theme, scheme: scheme, density: density)
  }

  public var cookieValue: String {
    density == .comfortable ? "\(theme.rawValue).\(scheme.rawValue)" : "\(theme.rawValue).\(scheme.rawValue).\(density.rawValue)"
  }
}
