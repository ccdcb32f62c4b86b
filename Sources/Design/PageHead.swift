import Core
import HTML

/// The `<head>` of every page.
struct PageHead: HTML {
  let heading: String
  let visit: Visit
  let styles: [String]
  let modules: [String]
  var feed: String? = nil

  func render(into buffer: inout HTMLBuffer) {
    let asset = visit.site.asset
    let scripts = ["js/page.js"] + modules
    head {
      meta(.charset("utf-8"))
      meta(.name("viewport"), .content("width=device-width, initial-scale=1, interactive-widget=resizes-content"))
      title { "\(heading) · \(visit.site.name)" }
      for file in ["css/tokens.css", "css/base.css", "css/components.css", "css/shell.css"] + styles { stylesheet(href: asset(file)) }
      if let theme = visit.appearance.theme.stylesheet, !styles.contains(theme) { stylesheet(href: asset(theme)) }
      if let viewer = visit.viewer {
        stylesheet(href: Site.ownershipPath(of: viewer.id))
        // Nothing is shown before it has come, so that no hidden message is seen: only members who hide somebody wait for it.
        if visit.hidesPeople { stylesheet(href: Site.hiddenStylesPath) }
        for path in visit.styles { stylesheet(href: path) }
      }
      for file in scripts { script(src: asset(file)) }
      // Their imports, which a browser would otherwise find one level after the other, and after the fonts.
      for file in asset.imports(of: scripts) { link(.rel("modulepreload"), .href(asset(file))) }
      link(.rel("icon"), .href(asset("art/favicon.ico")), .sizes("32x32"))
      link(.rel("icon"), .href(asset("art/favicon.svg")), .type("image/svg+xml"))
      link(.rel("apple-touch-icon"), .href(asset("art/icon-180.png")))
      link(.rel("manifest"), .href(Site.manifestPath))
      if let feed { link(.rel("alternate"), .type("application/atom+xml"), .title(heading), .href(feed)) }
      meta(.name("theme-color"), .content("#A3E635"))
    }
    .render(into: &buffer)
  }
}
