import Core
import HTML

/// A page inside the frame: sidebar, top bar, main.
public struct ShellPage<Content: HTML>: HTML {
  private let heading: String
  private let visit: Visit
  private let sections: [SidebarSection]
  private let mainClass: String
  private let styles: [String]
  private let modules: [String]
  private let feed: String?
  private let skips: [SkipLink]
  private let content: Content

  /// - Parameters:
  ///   - heading: what the window is called.
  ///   - sections: link lists below the destinations, if they are newer than those of the visit.
  ///   - mainClass: class of `<main>`, where a page lays itself out.
  ///   - styles: stylesheets of the feature, as files below `Public/`.
  ///   - modules: modules of the page, as files below `Public/`.
  ///   - feed: where readers of feeds find what the page shows.
  ///   - skips: other parts of the page that its first links lead to.
  public init(
    _ heading: String, _ visit: Visit, sections: [SidebarSection]? = nil, mainClass: String = "", styles: [String] = [],
    modules: [String] = [], feed: String? = nil, skips: [SkipLink] = [], @HTMLBuilder content: () -> Content
  ) {
    self.heading = heading
    self.visit = visit
    let newer = sections ?? []
    let others = visit.sections.filter { section in !newer.contains { $0.home == section.home } }
    self.sections = (newer + others).map { $0.ordered(visit.roomOrder) }
    self.mainClass = mainClass
    self.styles = styles
    self.modules = modules
    self.feed = feed
    self.skips = skips
    self.content = content()
  }

  public func render(into buffer: inout HTMLBuffer) {
    let viewer = visit.viewer
    Document(
      .data("theme", visit.appearance.theme.rawValue), .data("scheme", visit.appearance.scheme.rawValue),
      .when(visit.appearance.density == .compact, .data("density", visit.appearance.density.rawValue))
    ) {
      PageHead(heading: heading, visit: visit, styles: styles, modules: modules, feed: feed)
      body(
        .class("shell"), .with(visit.site.origin) { .data("origin", $0) }, .with(viewer) { .data("user", $0.id.rawValue) },
        .with(viewer) { .data("username", $0.username) },
        .when(viewer?.permissions.contains(.moderate) ?? false, .data("moderates"))
      ) {
        a(.class("skip"), .href("#main")) { "Skip to content" }
        for skip in skips { a(.class("skip"), .href("#" + skip.id)) { skip.name } }
        ModeBanner(visit: visit)
        TopBar(visit: visit)
        Sidebar(visit: visit, sections: sections)
        main(.class("main \(mainClass)"), .id("main"), .tabIndex(-1)) { content }
        PageExtras(visit: visit, sections: sections)
      }
    }
    .render(into: &buffer)
  }
}

/// A link at the start of a page, for the keyboard: past everything before the element.
public struct SkipLink: Sendable {
  let name: String
  let id: String

  public init(_ name: String, to id: String) {
    self.name = name
    self.id = id
  }
}

/// A page on its own, without sidebar: signing in, errors.
public struct PlainPage<Content: HTML>: HTML {
  private let heading: String
  private let visit: Visit
  private let styles: [String]
  private let isWide: Bool
  private let content: Content

  public init(
    _ heading: String, _ visit: Visit, styles: [String] = [], isWide: Bool = false, @HTMLBuilder content: () -> Content
  ) {
    self.heading = heading
    self.visit = visit
    self.styles = styles
    self.isWide = isWide
    self.content = content()
  }

  public func render(into buffer: inout HTMLBuffer) {
    Document(.data("theme", visit.appearance.theme.rawValue), .data("scheme", visit.appearance.scheme.rawValue)) {
      PageHead(heading: heading, visit: visit, styles: styles, modules: ["js/password.js"])
      body(.class("alone")) {
        a(.class("skip"), .href("#main")) { "Skip to content" }
        header {
          Brand(visit: visit)
          ModeBanner(visit: visit)
        }
        main(.class("main"), .class("wide", when: isWide), .id("main"), .tabIndex(-1)) { content }
        footer {
          a(.href(Site.appearancePath)) { "Appearance" }
          " · "
          a(.href(Site.rulesPath)) { "Rules" }
        }
        ToastRegion()
      }
    }
    .render(into: &buffer)
  }
}
