import Core
import JSON
import Media

/// What a module shows.
public enum ModuleContent: Hashable, Sendable {
  case text(String)
  case link(WallLink)
  case guestbook
  case html(WallFrame)
  case image(WallPicture)
  case gallery([WallPicture])
  case audio(WallSound)
  case voiceNote(WallSound)
  /// A link to the owner's Top 8.
  case friends
  /// A link to a revision of a script.
  case script(WorkReference)
  /// A link to a story or a loop.
  case song(SongReference)

  static let textLengths = 1...10_000

  var kind: ModuleKind {
    switch self {
    case .text: .text
    case .link: .link
    case .guestbook: .guestbook
    case .html: .html
    case .image: .image
    case .gallery: .gallery
    case .audio: .audio
    case .voiceNote: .voiceNote
    case .friends: .friends
    case .script: .script
    case .song: .song
    }
  }

  /// The files that it shows, in order. Each has to be the owner's.
  var claims: [MediaClaim] {
    switch self {
    case .text, .link, .guestbook, .html, .friends, .script, .song: []
    case .image(let picture): [MediaClaim(picture.media, kind: .image, field: "content.media_id")]
    case .gallery(let pictures): pictures.map { MediaClaim($0.media, kind: .image, field: "content.items") }
    case .audio(let sound): [MediaClaim(sound.media, kind: .audio, field: "content.media_id")]
    case .voiceNote(let sound):
      [MediaClaim(sound.media, kind: .audio, longest: WallSound.longestNote, field: "content.media_id")]
    }
  }

  var work: WorkReference? { if case .script(let work) = self { work } else { nil } }

  /// The page of which it shows a card.
  var cardURL: String? {
    if case .link(let link) = self, link.look == .card { link.url } else { nil }
  }

  /// Reads the members of `content`.
  init(_ kind: ModuleKind, reading fields: inout Fields) {
    self =
      switch kind {
      case .text: .text(fields.text("text", Self.textLengths))
      case .link: .link(WallLink(reading: &fields))
      case .guestbook: .guestbook
      case .html: .html(WallFrame(reading: &fields))
      case .image: .image(WallPicture(reading: &fields))
      case .gallery: .gallery(WallPicture.list(reading: &fields))
      case .audio: .audio(WallSound(reading: &fields))
      case .voiceNote: .voiceNote(WallSound(reading: &fields))
      case .friends: .friends
      case .song: .song(SongReference(reading: &fields))
      case .script:
        .script(
          WorkReference(script: fields.integer("script", 1...Int64.max), number: Int(fields.integer("number", 1...1_000_000))))
      }
  }

  /// As it is kept; nil for what was not written here.
  init?(_ kind: ModuleKind, stored json: JSONValue) {
    switch kind {
    case .text:
      guard let text = json["text"]?.string else { return nil }
      self = .text(text)
    case .link:
      guard let url = json["url"]?.string, let look = json["look"]?.string.flatMap(WallLink.Look.init) else { return nil }
      self = .link(WallLink(url: url, title: json["title"]?.string, look: look))
    case .guestbook: self = .guestbook
    case .friends: self = .friends
    case .song:
      guard let song = SongReference(stored: json) else { return nil }
      self = .song(song)
    case .script:
      guard let script = json["script"]?.int, let number = json["number"]?.int else { return nil }
      self = .script(WorkReference(script: script, number: Int(number)))
    case .html:
      guard let html = json["html"]?.string, let title = json["title"]?.string, let height = json["height"]?.int else { return nil }
      self = .html(WallFrame(html: html, title: title, height: Int(height)))
    case .image:
      guard let picture = WallPicture(stored: json) else { return nil }
      self = .image(picture)
    case .gallery:
      guard let items = json["items"]?.array else { return nil }
      let pictures = items.compactMap { WallPicture(stored: $0) }
      guard pictures.count == items.count else { return nil }
      self = .gallery(pictures)
    case .audio, .voiceNote:
      guard let sound = WallSound(stored: json) else { return nil }
      self = kind == .audio ? .audio(sound) : .voiceNote(sound)
    }
  }

  /// As it is kept, and as clients get it.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 64)
    json.object { json in
      switch self {
      case .text(let text): json.field("text", text)
      case .link(let link):
        json.field("url", link.url)
        json.field("title", link.title)
        json.field("look", link.look.rawValue)
      case .guestbook, .friends: break
      case .song(let song): song.writeFields(to: &json)
      case .script(let work):
        json.field("script", work.script)
        json.field("number", work.number)
      case .html(let frame):
        json.field("html", frame.html)
        json.field("title", frame.title)
        json.field("height", frame.height)
      case .image(let picture): picture.writeFields(to: &json)
      case .gallery(let pictures):
        json.key("items")
        json.array { json in
          for picture in pictures { json.object { json in picture.writeFields(to: &json) } }
        }
      case .audio(let sound), .voiceNote(let sound): sound.writeFields(to: &json)
      }
    }
    return json.bytes
  }
}

/// HTML and CSS of the owner's, shown in a frame where nothing runs, loads or navigates.
public struct WallFrame: Hashable, Sendable {
  static let htmlLengths = 1...50_000
  static let heights: ClosedRange<Int64> = 80...1_200

  /// As the owner wrote it. It is filtered whenever it is delivered.
  let html: String
  let title: String
  /// In pixels.
  let height: Int

  init(html: String, title: String, height: Int) {
    self.html = html
    self.title = title
    self.height = height
  }

  init(reading fields: inout Fields) {
    html = fields.text("html", Self.htmlLengths)
    title = fields.line("title", 1...100)
    height = Int(fields.integer("height", Self.heights))
  }
}

/// A link out of the house, with its host always in sight.
public struct WallLink: Hashable, Sendable {
  public enum Look: String, CaseIterable, Sendable { case row, button, card }

  let url: String
  let title: String?
  let look: Look

  init(url: String, title: String?, look: Look) {
    self.url = url
    self.title = title
    self.look = look
  }

  init(reading fields: inout Fields) {
    url = fields.line("url", 1...500)
    if !url.isEmpty, Self.host(of: url) == nil { fields.refuse("url", "must be an http or https address with a plain host") }
    title = fields.optionalLine("title", 1...100)
    look = fields.choice("look")
  }

  var host: String { Self.host(of: url) ?? "" }

  /// The host with its port, as it is written. Nil unless the address is http or https, names a plain host and no user.
  static func host(of url: String) -> String? {
    let bytes = Array(url.utf8)
    guard let scheme = ["http://", "https://"].first(where: { url.lowercased().utf8.starts(with: $0.utf8) }),
      !bytes.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") })
    else { return nil }
    let authority = bytes.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
    let parts = authority.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, isPlain(name) else { return nil }
    if parts.count == 2 {
      guard let port = Int(String(decoding: parts[1], as: UTF8.self)), (1...65_535).contains(port),
        parts[1].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return nil }
    }
    return String(decoding: authority, as: UTF8.self)
  }

  /// Letters, digits, dots and hyphens, no empty label.
  private static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return name.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count)
          && label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
              UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }
}
