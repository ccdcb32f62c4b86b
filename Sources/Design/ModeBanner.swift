import Core
import HTML

/// Says that the site is not in its normal mode. It is on every page, so that a script can show it when the mode changes.
struct ModeBanner: View {
  static let id = "mode-banner"

  let visit: Visit

  var body: some HTML {
    let settings = visit.site.state.settings
    div(
      .class("mode-banner"), .id(Self.id), .role("status"), .data("mode", settings.mode.rawValue), .hidden(settings.mode == .normal)
    ) {
      b { settings.mode.banner }
      span(.dir("auto")) { settings.modeMessage }
    }
  }
}

extension SiteMode {
  var banner: String {
    switch self {
    case .normal: ""
    case .readOnly: "Read-only"
    case .maintenance: "Maintenance"
    }
  }
}
