import Core
import Design
import HTML

/// `/` for guests: what this place is, and the ways in.
struct FrontPage: View {
  let settings: SiteSettings
  let visit: Visit

  var body: some HTML {
    PlainPage("Welcome", visit, styles: ["css/front.css"], isWide: true) {
      div(.class("front")) {
        h1(.dir("auto")) { settings.name }
        if settings.welcome.isEmpty {
          p(.class("welcome")) { "A place to talk, to make things and to show them to each other." }
        } else {
          p(.class("welcome"), .dir("auto")) { settings.welcome }
        }
        div(.class("actions")) {
          ButtonLink(Site.signInPath, .primary) { "Sign in" }
          if visit.site.state.signUp(in: settings) != .closed { ButtonLink(Site.signUpPath) { "Join" } }
          ButtonLink(Site.rulesPath) { "Rules" }
        }
      }
    }
  }
}

/// `/rules`
struct RulesPage: HTML {
  let settings: SiteSettings
  let html: [UInt8]
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    if visit.viewer == nil {
      PlainPage("Rules", visit, styles: ["css/front.css"], isWide: true) { RulesText(settings: settings, html: html) }.render(into: &buffer)
    } else {
      ShellPage("Rules", visit, mainClass: "settings", styles: ["css/settings.css", "css/front.css"]) {
        RulesText(settings: settings, html: html)
      }.render(into: &buffer)
    }
  }
}

private struct RulesText: View {
  let settings: SiteSettings
  let html: [UInt8]

  var body: some HTML {
    header(.class("page-head")) { h1 { "Rules" } }
    section(.class("card rules")) {
      h2(.dir("auto")) { settings.name }
      if html.isEmpty {
        p { "Nobody has written rules for this place yet. Be kind." }
      } else {
        div(.class("prose"), .dir("auto")) { RawHTML(html) }
      }
      if !settings.contact.isEmpty {
        h2 { "Contact" }
        p(.class("contact"), .dir("auto")) {
          if let link = ContactLink(settings.contact).address { a(.href(link)) { settings.contact } } else { settings.contact }
        }
      }
    }
  }
}

/// Where the contact leads, if it is an address.
struct ContactLink {
  let address: String?

  init(_ contact: String) {
    let isPlain = contact.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>?&#".utf8.contains($0) }
    let parts = contact.split(separator: "@", omittingEmptySubsequences: false)
    if contact.hasPrefix("https://") || contact.hasPrefix("http://") {
      address = contact.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? contact : nil
    } else {
      address = isPlain && parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? "mailto:" + contact : nil
    }
  }
}
