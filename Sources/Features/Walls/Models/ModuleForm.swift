import Core

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
      case .guestbook: [:]
      case .html(let frame): ["html": frame.html, "title": frame.title, "height": String(frame.height)]
      }
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  func refused(_ form: Fields, _ error: AppError) -> ModuleForm {
    var copy = self
    for name in ["text", "url", "title", "look", "html", "height"] { copy.texts[name] = form.typed(name) }
    copy.paint = ModuleStyle.Paint(rawValue: form.typed("paint", upTo: 64)) ?? .none
    copy.isWide = !form.typed("wide", upTo: 64).isEmpty
    copy.error = error
    return copy
  }

  subscript(name: String) -> String { texts[name] ?? "" }
}

extension ModuleDraft {
  /// Reads a form, in which the fields of `content` and `style` stand beside each other.
  init(form fields: inout Fields) {
    fields.ignore("request_id")
    let kind: ModuleKind = fields.choice("kind")
    self.init(content: ModuleContent(kind, reading: &fields), style: ModuleStyle(reading: &fields), after: fields.optionalID("after"))
  }
}

extension ModuleChange {
  init(_ kind: ModuleKind, form fields: inout Fields) {
    fields.ignore("kind", "request_id")
    self.init(content: ModuleContent(kind, reading: &fields), style: ModuleStyle(reading: &fields))
  }
}
