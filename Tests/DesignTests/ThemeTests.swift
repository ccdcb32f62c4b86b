import Design
import Testing

@Suite("Themes") struct ThemeTests {
  static let themes = Appearance.Theme.allCases.map(\.rawValue)
  static let grounds = ["--paper", "--surface", "--sunken", "--field", "--mine", "--mark"]
  static let paints = ["--acid", "--pink", "--sky", "--orange", "--yellow"]

  static let text: [(String, String)] =
    grounds.flatMap { ground in ["--ink", "--soft", "--link", "--wrong", "--right"].map { ($0, ground) } }
    + paints.map { ("--on-paint", $0) } + (0..<8).map { ("--on-member", "--member-\($0)") }
    + ["--code-ink", "--code-keyword", "--code-string", "--code-number", "--code-comment"].map { ($0, "--code") }

  static let shapes: [(String, String)] = ["--paper", "--surface", "--sunken", "--field", "--mine"].flatMap { ground in
    ["--line", "--hair", "--focus"].map { ($0, ground) }
  }

  @Test("text stands out at least 4.5 to 1 in both schemes", arguments: themes, Tokens.Scheme.allCases)
  func textContrast(theme: String, scheme: Tokens.Scheme) throws {
    let tokens = try Tokens(theme: theme, scheme: scheme)
    for (ink, ground) in Self.text {
      let contrast = try tokens.contrast(ink, ground)
      #expect(contrast >= 4.5, "\(theme) \(scheme): \(ink) on \(ground) is \(contrast)")
    }
  }

  @Test("borders, icons and focus stand out at least 3 to 1", arguments: themes, Tokens.Scheme.allCases)
  func shapeContrast(theme: String, scheme: Tokens.Scheme) throws {
    let tokens = try Tokens(theme: theme, scheme: scheme)
    for (line, ground) in Self.shapes {
      let contrast = try tokens.contrast(line, ground)
      #expect(contrast >= 3, "\(theme) \(scheme): \(line) on \(ground) is \(contrast)")
    }
  }

  @Test("a theme sets tokens that exist and nothing else", arguments: themes.filter { $0 != "default" })
  func onlyTokens(theme: String) throws {
    let known = Tokens.declarations(in: try PublicFolder.text("css/tokens.css"))
    let file = try PublicFolder.text("css/themes/\(theme).css")
    #expect(Set(Tokens.declarations(in: file).keys).subtracting(known.keys).isEmpty)
    #expect(file.matches(of: /\{/).count == 1)
  }

  @Test("every token that a stylesheet uses is defined") func usedTokensExist() throws {
    let sheets = try PublicFolder.files(in: "css", ending: ".css").map(PublicFolder.text).joined()
    let defined = Set(sheets.matches(of: /(--[a-z0-9-]+)\s*:/).map { String($0.1) })
    let used = Set(sheets.matches(of: /var\((--[a-z0-9-]+)/).map { String($0.1) })
    #expect(used.subtracting(defined) == ["--sheet"], "set by the reader's own stylesheet, with a fallback")
  }

  @Test("stylesheets ask nobody else for anything") func nothingFromElsewhere() throws {
    for file in try PublicFolder.files(in: "css", ending: ".css") + PublicFolder.files(in: "css/themes", ending: ".css") {
      let text = try PublicFolder.text(file)
      #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("@import"), "\(file)")
      for font in text.matches(of: /url\("\.\.\/(.+?)"\)/) { _ = try PublicFolder.size(String(font.1)) }
    }
  }

  @Test("a cookie gives the appearance it was made of", arguments: Appearance.Theme.allCases, Appearance.Scheme.allCases)
  func cookie(theme: Appearance.Theme, scheme: Appearance.Scheme) {
    let appearance = Appearance(theme: theme, scheme: scheme)
    #expect(Appearance(cookie: appearance.cookieValue) == appearance)
  }

  @Test("any other cookie gives the standard look", arguments: [nil, "", ".", "neon", "dark.", "dark.dim", "dark.light.x", "<script>"])
  func strangeCookie(value: String?) {
    #expect(Appearance(cookie: value) == .standard)
  }

  @Test("a theme alone follows the system") func themeAlone() {
    #expect(Appearance(cookie: "hacker") == Appearance(theme: .hacker, scheme: .auto))
  }
}
