import Core
import Media

/// A form for a module as it is shown: what is typed in it, and what was wrong with it.
struct ModuleForm: Sendable {
  let kind: ModuleKind
  var texts: [String: String] = [:]
  var paint = ModuleStyle.Paint.none
  var isWide = false
  /// So that a form that is sent twice makes one module. Empty where nothing is made.
  var requestID = ""
  var error: AppError?

  /// A form for a new module.
  init(_ kind: ModuleKind, requestID: String) {
    self.kind = kind
    self.requestID = requestID
  }

  /// A form that changes a module.
  init(_ module: WallModule) {
    kind = module.kind
    (paint, isWide) = (module.style.paint, module.style.isWide)
    texts =
      switch module.content {
      case .text(let text): ["text": text]
      case .link(let link): ["url": link.url, "title": link.title ?? "", "look": link.look.rawValue]
      case .guestbook, .friends: [:]
      case .script(let work): ["work": work.text]
      case .song(let song): ["work": song.text]
      case .image(let picture): Self.texts(of: [picture])
      case .gallery(let pictures): Self.texts(of: pictures)
      case .audio(let sound), .voiceNote(let sound): ["title": sound.title, "media_id": sound.media.rawValue]
      case .html(let frame): ["html": frame.html, "title": frame.title, "height": String(frame.height)]
      }
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  func refused(_ form: Fields, _ error: AppError) -> ModuleForm {
    var copy = self
    for name in ["text", "url", "title", "look", "html", "height", "work", "own"] + Self.alts { copy.texts[name] = form.typed(name) }
    for name in Self.drops { copy.texts[name] = form.typed(name, upTo: 64) }
    copy.texts["media_id"] = form.listedMedia.map(\.rawValue).joined(separator: ",")
    copy.paint = ModuleStyle.Paint(rawValue: form.typed("paint", upTo: 64)) ?? .none
    copy.isWide = !form.typed("wide", upTo: 64).isEmpty
    copy.error = error
    return copy
  }

  /// How many pictures a form lists: those that a gallery may have, and as many that were added to them and refused.
  static let mostListed = 2 * WallPicture.galleryLengths.upperBound
  /// The names of the fields for descriptions, one for each picture.
  static let alts = (1...mostListed).map { "alt.\($0)" }
  /// The names of the boxes that take a picture away.
  static let drops = (1...mostListed).map { "drop.\($0)" }

  private static func texts(of pictures: [WallPicture]) -> [String: String] {
    var texts = Dictionary(uniqueKeysWithValues: zip(alts, pictures.map(\.alt)))
    texts["media_id"] = pictures.map(\.media.rawValue).joined(separator: ",")
    return texts
  }

  subscript(name: String) -> String { texts[name] ?? "" }

  /// The files that the form has already.
  var media: [MediaID] { MediaID.list(self["media_id"]) }
}

extension ModuleDraft {
  /// Reads a form, in which the fields of `content` and `style` stand beside each other.
  init(form fields: inout Fields) {
    fields.ignore("request_id")
    let kind: ModuleKind = fields.choice("kind")
    self.init(content: ModuleContent(kind, form: &fields), style: ModuleStyle(reading: &fields), after: fields.optionalID("after"))
  }
}

extension ModuleChange {
  init(_ kind: ModuleKind, form fields: inout Fields) {
    fields.ignore("kind", "request_id")
    self.init(content: ModuleContent(kind, form: &fields), style: ModuleStyle(reading: &fields))
  }
}

extension ModuleContent {
  /// Reads a form, in which files stand as the ids that `UploadService.form` gave them.
  fileprivate init(_ kind: ModuleKind, form fields: inout Fields) {
    switch kind {
    case .script:
      fields.ignore("media_id")
      self = .script(fields.work())
    case .song:
      fields.ignore("media_id")
      self = .song(fields.song())
    case .text, .link, .guestbook, .html, .friends:
      fields.ignore("media_id")
      self.init(kind, reading: &fields)
    case .image:
      self = .image(WallPicture(media: fields.file(), alt: fields.alt(1)))
    case .gallery: self = .gallery(fields.pictures())
    case .audio, .voiceNote:
      let sound = WallSound(media: fields.file(), title: fields.line("title", 1...100))
      self = kind == .audio ? .audio(sound) : .voiceNote(sound)
    }
  }
}

extension Fields {
  /// A work: one of the member's own, or a reference (`script:7@2`) or an address on this site. What is chosen counts before what is typed.
  fileprivate mutating func work() -> WorkReference {
    if let own = optionalParsed("own", "must be one of your works", upTo: 500, { WorkReference(typed: $0) }) {
      ignore("work")
      return own
    }
    return parsed(
      "work", "must be a revision of a script: its address, or script:<id>@<number>", placeholder: WorkReference(script: 1, number: 1)
    ) {
      WorkReference(typed: $0)
    }
  }

  /// The same for a story or a loop: `story:7`, `pattern:7@2`, or an address.
  fileprivate mutating func song() -> SongReference {
    if let own = optionalParsed("own", "must be one of your works", upTo: 500, { SongReference(typed: $0) }) {
      ignore("work")
      return own
    }
    return parsed("work", "must be the address of a story or a pattern, story:<id> or pattern:<id>@<revision>", placeholder: .story(1)) {
      SongReference(typed: $0)
    }
  }

  fileprivate var listedMedia: [MediaID] { Array(MediaID.list(typed("media_id", upTo: 8_192)).prefix(ModuleForm.mostListed)) }

  /// The file of a form that has one: a new file replaces the one before.
  fileprivate mutating func file() -> MediaID {
    let media = listedMedia.last
    ignoreFiles()
    if media == nil { refuse("file", "is required") }
    return media ?? .missing
  }

  /// The pictures of a gallery with their descriptions, but those that are to be taken away.
  fileprivate mutating func pictures() -> [WallPicture] {
    let kept = listedMedia.enumerated().map { (number: $0 + 1, media: $1) }.filter { typed("drop.\($0.number)", upTo: 64).isEmpty }
    ignoreFiles()
    let (least, most) = (WallPicture.galleryLengths.lowerBound, WallPicture.galleryLengths.upperBound)
    if !WallPicture.galleryLengths.contains(kept.count) { refuse("file", "must be \(least) to \(most) pictures") }
    return kept.prefix(most).map { WallPicture(media: $0.media, alt: alt($0.number)) }
  }

  private mutating func ignoreFiles() {
    ignore("media_id", "file")
    ignore(contentsOf: ModuleForm.alts + ModuleForm.drops)
  }

  fileprivate mutating func alt(_ number: Int) -> String { optionalText("alt.\(number)", 1...WallPicture.longestAlt) ?? "" }
}
