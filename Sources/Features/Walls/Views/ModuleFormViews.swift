import Core
import Design
import HTML
import Media

/// `/@{username}/modules/new` and `/@{username}/modules/{id}/edit`.
struct ModuleFormPage: View {
  enum Purpose {
    /// Nil puts it first.
    case make(after: String)
    case change(ModuleID)
  }

  let purpose: Purpose
  let state: ModuleForm
  /// The member's own works, for a module that shows one.
  var works: [OfferedWork] = []
  let username: String
  let visit: Visit

  var body: some HTML {
    ShellPage(
      heading, visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"],
      modules: (state.kind.hasFiles ? ["js/form-uploads.js"] : []) + (state.kind == .gallery ? ["js/module-form.js"] : [])
    ) {
      header(.class("page-head")) { h1 { heading } }
      if case .make = purpose { KindTabs(username: username, current: state.kind, visit: visit) }
      section(.class("card")) {
        FormErrors(state.error, labels: ModuleFields.labels)
        form(.class("form"), .method(.post), .action(action), .when(state.kind.hasFiles, .enctype("multipart/form-data"))) {
          Closable(visit) {
            if case .make(let after) = purpose {
              input(.type("hidden"), .name("kind"), .value(state.kind.rawValue))
              input(.type("hidden"), .name("request_id"), .value(state.requestID))
              if !after.isEmpty { input(.type("hidden"), .name("after"), .value(after)) }
            }
            ModuleFields(state: state, works: works)
            StyleFields(state: state)
            div(.class("actions")) {
              Button(.primary) { verb }
              ButtonLink(WallPath.wall(username)) { "Cancel" }
            }
          }
        }
      }
    }
  }

  private var heading: String {
    switch purpose {
    case .make: "Add module"
    case .change: "Edit module"
    }
  }

  private var verb: String {
    switch purpose {
    case .make: "Add"
    case .change: "Save"
    }
  }

  private var action: String {
    switch purpose {
    case .make: WallPath.modules(username)
    case .change(let id): WallPath.act(.edit, id, on: username)
    }
  }
}

private struct KindTabs: View {
  let username: String
  let current: ModuleKind
  let visit: Visit

  /// Those whose features are switched on, and the one that the form is for.
  private var kinds: [ModuleKind] {
    ModuleKind.allCases.filter { kind in kind == current || !(kind.feature.map(visit.isOff) ?? false) }
  }

  var body: some HTML {
    Tabs(
      "Kinds", kinds.map { (name: $0.label, path: WallPath.newModule(username, $0)) },
      current: WallPath.newModule(username, current))
  }
}

/// The fields of a kind's content.
private struct ModuleFields: View {
  static let labels: KeyValuePairs = [
    "text": "Text", "url": "Address", "title": "Title", "look": "Look", "html": "HTML", "height": "Height",
    "file": "File", "kind": "Kind", "own": "Your works", "work": "Work",
  ]

  let state: ModuleForm
  let works: [OfferedWork]

  var body: some HTML {
    switch state.kind {
    case .text:
      Field(
        "Text", name: "text", .lines(10), value: state["text"], help: "Markdown works here.", error: problem("text"),
        limit: .characters(ModuleContent.textLengths.upperBound), takesFocus: true)
    case .link:
      Field("Address", name: "url", value: state["url"], error: problem("url"), limit: 500, completion: "off", takesFocus: true)
      Field("Title", name: "title", value: state["title"], error: problem("title"), limit: 100, completion: "off", isOptional: true)
      Field(
        "Look", name: "look", .choice(WallLink.Look.allCases.map { .init($0.rawValue, $0.label) }), value: state["look"],
        error: problem("look"))
    case .guestbook:
      p { "Everybody who sees your wall can read it. Members can write in it. A wall has one guestbook." }
    case .script, .song:
      if !works.isEmpty {
        Field(
          "Your works", name: "own",
          .choice([Field.Option("", "Another work")] + works.map { Field.Option($0.text, $0.title) }), value: state["own"],
          error: problem("own"))
      }
      Field(
        "Work", name: "work", value: state["work"],
        help: state.kind == .song
          ? "The address of a story or a pattern on this site." : "The address of a revision on this site, or script:<id>@<number>.",
        error: problem("work"), limit: 500, completion: "off", isOptional: !works.isEmpty, takesFocus: works.isEmpty)
    case .friends:
      p { "Up to eight people you follow, in your order. Everybody who sees your wall sees them. A wall has one." }
      p { a(.href(WallPath.topEightForm)) { "Choose your Top 8" } }
    case .image:
      FileField("Picture", .image, isMultiple: false, state: state)
      AltField("Alt text", 1, state: state)
    case .gallery:
      FileField("Pictures", .image, isMultiple: true, state: state)
      let listed = state.media
      if !listed.isEmpty { ListedPictures(media: listed, state: state) }
      for number in listed.count + 1..<max(WallPicture.galleryLengths.upperBound, listed.count) + 1 {
        AltField("Alt text \(number)", number, state: state)
      }
    case .audio, .voiceNote:
      FileField("Sound file", .audio, isMultiple: false, state: state)
      Field("Title", name: "title", value: state["title"], error: problem("title"), limit: 100, completion: "off")
    case .html:
      Field(
        "HTML", name: "html", .lines(10), value: state["html"],
        help: "HTML and CSS of your own, in a frame. Scripts, forms, and pictures from elsewhere do not work in it.",
        error: problem("html"), limit: .characters(WallFrame.htmlLengths.upperBound), takesFocus: true)
      Field("Title", name: "title", value: state["title"], error: problem("title"), limit: 100, completion: "off")
      Field(
        "Height", name: "height", value: state["height"], help: "In pixels, from 80 to 1200.", error: problem("height"), completion: "off")
    }
  }

  private func problem(_ name: String) -> String? { state.error?.details[name] }
}

/// Where files are chosen. Those that are there already are named in a hidden field.
private struct FileField: View {
  let text: String
  let kind: MediaItem.Kind
  let isMultiple: Bool
  let state: ModuleForm

  init(_ text: String, _ kind: MediaItem.Kind, isMultiple: Bool, state: ModuleForm) {
    self.text = text
    self.kind = kind
    self.isMultiple = isMultiple
    self.state = state
  }

  var body: some HTML {
    let count = state.media.count
    let problem = state.error?.details["file"]
    div(.class("field"), .class("wrong", when: problem != nil)) {
      div(.class("name")) { label(.htmlFor(Field.id(of: "file"))) { text } }
      if count > 0 { p(.class("help")) { isMultiple ? "\(count) chosen. You can add more." : "Chosen. You can choose another one." } }
      if let media = state.media.last, kind == .image, !isMultiple { ChosenPicture(media: media) }
      input(
        .class("input"), .id(Field.id(of: "file")), .name("file"), .type("file"), .accept("\(kind.rawValue)/*"), .multiple(isMultiple),
        .required(count == 0), .when(problem != nil, .aria("describedby", "error-file")))
      if let problem { p(.class("error"), .id("error-file")) { problem } }
      input(.type("hidden"), .name("media_id"), .value(state["media_id"]))
    }
  }
}

/// The pictures that a gallery's form has already: each with its description and a box that takes it away.
private struct ListedPictures: View {
  let media: [MediaID]
  let state: ModuleForm

  var body: some HTML {
    ul(.class("listed-pictures"), .aria("label", "Already there")) {
      for (index, media) in media.enumerated() {
        let number = index + 1
        li {
          ChosenPicture(media: media)
          AltField("Alt text \(number)", number, state: state)
          label(.class("choice")) {
            input(.type("checkbox"), .name("drop.\(number)"), .value("true"), .checked(!state["drop.\(number)"].isEmpty))
            span { "Remove picture \(number)" }
          }
        }
      }
    }
  }
}

/// A small view of a picture that was uploaded. Its description stands beside it.
private struct ChosenPicture: View {
  let media: MediaID

  var body: some HTML { img(.class("chosen-picture"), .src(MediaPath.file(media, .image320)), .alt(""), .width(96), .height(96)) }
}

private struct AltField: View {
  let text: String
  let number: Int
  let state: ModuleForm

  init(_ text: String, _ number: Int, state: ModuleForm) {
    self.text = text
    self.number = number
    self.state = state
  }

  var body: some HTML {
    let name = "alt.\(number)", problem = state.error?.details[name]
    div(.class("field"), .class("wrong", when: problem != nil)) {
      div(.class("name")) { label(.htmlFor(Field.id(of: name))) { text } }
      if number == 1 { p(.class("help"), .id("help-alt")) { "For those who do not see the picture. Leave it empty for decoration." } }
      input(
        .class("input"), .id(Field.id(of: name)), .name("alt"), .type("text"), .dir("auto"), .value(state[name]),
        .data("limit", WallPicture.longestAlt),
        .when(number == 1, .aria("describedby", "help-alt")))
      if let problem { p(.class("error")) { problem } }
    }
  }
}

private struct StyleFields: View {
  let state: ModuleForm

  var body: some HTML {
    Field(
      "Paint", name: "paint", .choice(ModuleStyle.Paint.allCases.map { .init($0.rawValue, $0.label) }), value: state.paint.rawValue,
      error: state.error?.details["paint"])
    label(.class("choice")) {
      input(.type("checkbox"), .name("wide"), .value("true"), .checked(state.isWide))
      span { "Whole width" }
    }
  }
}

extension ModuleKind {
  /// Whether its form sends files.
  fileprivate var hasFiles: Bool {
    switch self {
    case .image, .gallery, .audio, .voiceNote: true
    case .text, .link, .guestbook, .html, .friends, .script, .song: false
    }
  }

  /// As people call it.
  var label: String {
    switch self {
    case .text: "Text"
    case .image: "Picture"
    case .gallery: "Gallery"
    case .link: "Link"
    case .audio: "Sound"
    case .voiceNote: "Voice note"
    case .guestbook: "Guestbook"
    case .html: "HTML"
    case .script: "Script"
    case .song: "Song"
    case .friends: "Top 8"
    }
  }
}

extension WallLink.Look {
  fileprivate var label: String { capitalised }
}

extension ModuleStyle.Paint {
  fileprivate var label: String { capitalised }
}
