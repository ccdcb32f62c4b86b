import Core
import Design
import HTML
import Markdown
import Media
import Relations

/// A wall as an Atom feed (RFC 4287). Relative addresses in it begin at our origin.
struct AtomDocument {
  let feed: WallFeed
  /// Of this server, without a slash at its end.
  let origin: String

  private var owner: Person { feed.profile.owner }

  var bytes: [UInt8] {
    var xml = XMLWriter(capacity: 1_024 + feed.modules.count * 1_024)
    let wall = origin + WallPath.wall(owner.username)
    xml.element("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:base": origin + "/", "xml:lang": "und"]) { xml in
      xml.element("id", text: tag("wall:\(owner.id)", since: feed.profile.joinedAt))
      xml.element("title", text: owner.displayName)
      xml.element("updated", text: (feed.modules.map(\.updatedAt).max() ?? feed.profile.joinedAt).iso8601)
      xml.element("link", ["rel": "self", "type": "application/atom+xml", "href": origin + WallPath.feed(owner.username)])
      xml.element("link", ["rel": "alternate", "type": "text/html", "href": wall])
      xml.element("author") { xml in
        xml.element("name", text: owner.displayName)
        xml.element("uri", text: wall)
      }
      for module in feed.modules { entry(module, &xml) }
    }
    return xml.bytes
  }

  private func entry(_ module: WallModule, _ xml: inout XMLWriter) {
    xml.element("entry") { xml in
      xml.element("id", text: tag("module:\(module.id)", since: module.createdAt))
      xml.element("title", text: XMLWriter.holdsSomething(of: module.summary) ? module.summary : module.kind.label)
      xml.element("published", text: module.createdAt.iso8601)
      xml.element("updated", text: module.updatedAt.iso8601)
      let place = origin + WallPath.module(module.id, on: owner.username)
      xml.element("link", ["rel": "alternate", "type": "text/html", "href": place])
      if case .link(let link) = module.content { xml.element("link", ["rel": "related", "href": link.url]) }
      for file in module.media where file.kind == .audio {
        xml.element("link", ["rel": "enclosure", "type": "audio/mpeg", "href": origin + file.url(.audio)])
      }
      xml.element("content", ["type": "html"], text: AtomContent(module: module, place: place, origin: origin).markup)
    }
  }

  /// A name that stays the same when the owner takes another one (RFC 4151).
  private func tag(_ name: String, since moment: Timestamp) -> String {
    let host = origin.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2).prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "[") }
    return "tag:\(host.isEmpty ? "localhost" : String(decoding: host, as: UTF8.self)),\(moment.iso8601.prefix(10)):\(name)"
  }
}

/// What a module shows, for readers that know neither our styles nor our scripts.
private struct AtomContent: View {
  let module: WallModule
  /// Where the module stands.
  let place: String
  let origin: String

  var body: some HTML {
    switch module.content {
    case .text(let text): RawHTML(Markdown.render(text).html)
    case .link(let link):
      p {
        a(.href(link.url)) { link.title ?? module.card?.title ?? link.host }
        " \(link.host)"
      }
      if let description = module.card?.description { p { description } }
    case .image(let picture): pictures([picture])
    case .gallery(let all): pictures(all)
    case .audio(let sound), .voiceNote(let sound): p { a(.href(place)) { sound.title } }
    case .html(let frame): p { a(.href(place)) { frame.title } }
    case .guestbook, .friends, .script, .song: p { a(.href(place)) { module.kind.label } }
    }
  }

  @HTMLBuilder private func pictures(_ pictures: [WallPicture]) -> some HTML {
    for (picture, file) in zip(pictures, module.media) {
      p {
        img(.src(origin + file.url(.image640)), .alt(picture.alt))
      }
    }
  }
}
