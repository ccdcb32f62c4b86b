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
      case .image(let picture): Self.texts(of: [picture])
      case .gallery(let pictures): Self.texts(of: pictures)
      case .audio(let sound), .voiceNote(let sound): ["title": sound.title, "media_id": sound.media.rawValue]
      case .html(let frame): ["html": frame.html, "title": frame.title, "height": String(frame.height)]
      }
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  func refused(_ form: Fields, _ error: AppError) -> ModuleForm {
    var copy = self
    for name in ["text", "url", "title", "look", "html", "height", "media_id"] + Self.alts { copy.texts[name] = form.typed(name) }
    copy.paint = ModuleStyle.Paint(rawValue: form.typed("paint", upTo: 64)) ?? .none
    copy.isWide = !form.typed("wide", upTo: 64).isEmpty
    copy.error = error
    return copy
  }

  /// The names of the fields for descriptions, one for each picture that a gallery may have.
  static let alts = (1...WallPicture.galleryLengths.upperBound).map { "alt.\($0)" }

  private static func texts(of pictures: [WallPicture]) -> [String: String] {
    var texts = Dictionary(uniqueKeysWithValues: zip(alts, pictures.map(\.alt)))
    texts["media_id"] = pictures.map(\.media.rawValue).joined(separator: ",")
    return texts
  }

  subscript(name: String) -> String { texts[name] ?? "" }
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
    case .text, .link, .guestbook, .html, .friends:
      fields.ignore("media_id")
      self.init(kind, reading: &fields)
    case .image:
      // A new picture takes the place of the one before.
      let media = fields.files(1...1, taking: .last)
      self = .image(WallPicture(media: media.first ?? .missing, alt: fields.alt(1)))
    case .gallery:
      let media = fields.files(WallPicture.galleryLengths, taking: .all)
      self = .gallery(media.enumerated().map { WallPicture(media: $1, alt: fields.alt($0 + 1)) })
    case .audio, .voiceNote:
      let sound = WallSound(media: fields.files(1...1, taking: .last).first ?? .missing, title: fields.line("title", 1...100))
      self = kind == .audio ? .audio(sound) : .voiceNote(sound)
    }
  }
}

extension Fields {
  fileprivate enum Taking { case all, last }

  /// The files of a form. Too few or too many are a problem of the field `file`.
  fileprivate mutating func files(_ count: ClosedRange<Int>, taking: Taking) -> [MediaID] {
    ignore("media_id", "file")
    ignore(contentsOf: ModuleForm.alts)
    let ids = MediaID.list(typed("media_id", upTo: 1_024))
    let taken = taking == .last ? ids.suffix(1) : ids[...]
    if !count.contains(taken.count) {
      refuse("file", count.upperBound == 1 ? "is required" : "must be \(count.lowerBound) to \(count.upperBound) pictures")
    }
    return Array(taken.prefix(count.upperBound))
  }

  fileprivate mutating func alt(_ number: Int) -> String { optionalText("alt.\(number)", 1...WallPicture.longestAlt) ?? "" }
}
