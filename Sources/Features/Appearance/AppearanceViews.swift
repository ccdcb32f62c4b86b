import Design
import HTML

/// `/appearance`: every theme as it looks, each a choice.
struct AppearancePage: HTML {
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    if visit.viewer == nil {
      PlainPage("Appearance", visit, styles: AppearanceChoices.styles, isWide: true) { AppearanceChoices(visit: visit) }
        .render(into: &buffer)
    } else {
      ShellPage("Appearance", visit, styles: AppearanceChoices.styles) { AppearanceChoices(visit: visit) }.render(into: &buffer)
    }
  }
}

private struct AppearanceChoices: View {
  static let styles = ["css/appearance.css"] + Appearance.Theme.allCases.compactMap(\.stylesheet)

  let visit: Visit

  var body: some HTML {
    header(.class("page-head")) {
      div {
        h1 { "Appearance" }
        p { "Kept in this browser. What you write looks to others as they like it." }
      }
    }
    form(.class("form"), .method(.post), .action(Site.appearancePath)) {
      fieldset(.class("choices")) {
        legend { "Theme" }
        div(.class("themes")) {
          for theme in Appearance.Theme.allCases { ThemeCard(theme: theme, isChosen: theme == visit.appearance.theme) }
        }
      }
      fieldset(.class("choices")) {
        legend { "Light or dark, where a theme has both" }
        div(.class("schemes")) {
          for scheme in Appearance.Scheme.allCases {
            label(.class("choice")) {
              input(.type("radio"), .name("scheme"), .value(scheme.rawValue), .checked(scheme == visit.appearance.scheme))
              scheme.name
            }
          }
        }
      }
      fieldset(.class("choices")) {
        legend { "Density of rooms" }
        div(.class("schemes")) {
          for density in Appearance.Density.allCases {
            label(.class("choice")) {
              input(.type("radio"), .name("density"), .value(density.rawValue), .checked(density == visit.appearance.density))
              density.name
            }
          }
        }
      }
      div(.class("actions")) { Button(.primary) { "Wear it" } }
    }
  }
}

/// A theme, drawn with its own tokens.
private struct ThemeCard: View {
  let theme: Appearance.Theme
  let isChosen: Bool

  var body: some HTML {
    label(.class("theme"), .data("theme", theme.rawValue)) {
      span(.class("swatch"), .aria("hidden", "true")) {
        span(.class("bubble m2")) { "Signal?" }
        span(.class("bubble m0")) { "Loud and clear" }
      }
      span(.class("choice")) {
        input(.type("radio"), .name("theme"), .value(theme.rawValue), .checked(isChosen))
        span {
          b { theme.rawValue }
          small { theme.summary }
        }
      }
    }
  }
}

extension Appearance.Density {
  fileprivate var name: String {
    switch self {
    case .comfortable: "Comfortable"
    case .compact: "Compact: more messages on the screen"
    }
  }
}

extension Appearance.Scheme {
  fileprivate var name: String {
    switch self {
    case .auto: "As the system says"
    case .light: "Light"
    case .dark: "Dark"
    }
  }
}
