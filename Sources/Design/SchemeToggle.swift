import HTML

/// One press from light to dark and back. Both buttons are there; the stylesheet shows the one that changes something.
public struct SchemeToggle: View {
  private let visit: Visit

  public init(visit: Visit) { self.visit = visit }

  public var body: some HTML {
    if visit.appearance.theme != .hacker {
      form(.class("scheme-toggle"), .method(.post), .action(Site.appearancePath)) {
        // The dark theme is the standard one at night.
        input(.type("hidden"), .name("theme"), .value(visit.appearance.theme == .dark ? "default" : visit.appearance.theme.rawValue))
        input(.type("hidden"), .name("next"), .value(visit.path))
        SchemeButton(scheme: .light, name: "Light", asset: visit.site.asset)
        SchemeButton(scheme: .dark, name: "Dark", asset: visit.site.asset)
      }
    }
  }
}

private struct SchemeButton: View {
  let scheme: Appearance.Scheme
  let name: String
  let asset: AssetPath

  var body: some HTML {
    button(.class("button to-\(scheme.rawValue)"), .type("submit"), .name("scheme"), .value(scheme.rawValue)) {
      IconView(.theme, asset)
      name
    }
  }
}
