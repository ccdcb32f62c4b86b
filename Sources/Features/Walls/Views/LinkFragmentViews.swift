import Core
import HTML
import Media

/// A link out of the house. Its host is always shown as it is.
struct LinkModule: View {
  let link: WallLink
  let card: LinkCard?

  var body: some HTML {
    if let card {
      a(.class("link-card"), .href(link.url), .rel(Self.rel), .dir("auto")) { CardContent(link: link, card: card) }
    } else {
      p(.class("link-\(link.look.rawValue)")) {
        a(.class("button", when: link.look == .button), .href(link.url), .rel(Self.rel), .dir("auto")) { link.title ?? link.host }
        if link.title != nil { span(.class("host")) { link.host } }
      }
    }
  }

  private static let rel = "noopener noreferrer nofollow ugc"
}

/// What is inside of a card, which is a link as a whole. Before the page has been fetched, and if it cannot be, that is the title and the host.
private struct CardContent: View {
  let link: WallLink
  let card: LinkCard

  var body: some HTML {
    if let image = card.image {
      img(
        .src(image.url(.image640)), .alt(""), .with(image.width) { .width($0) }, .with(image.height) { .height($0) }, .loading("lazy"))
    }
    // What the owner calls it comes before what the page says.
    if let title = link.title ?? card.title { span(.class("title"), .dir("auto")) { title } }
    if let description = card.description { span(.class("description"), .dir("auto")) { description } }
    span(.class("from")) {
      if let site = card.site {
        span(.dir("auto")) { site }
        " "
      }
      span(.class("host"), .dir("ltr")) { link.host }
    }
  }
}
