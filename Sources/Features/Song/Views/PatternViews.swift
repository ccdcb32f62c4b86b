import Core
import Design
import HTML
import Relations

/// What a pattern says of itself. The same bytes for every viewer.
struct PatternFragment: View {
  let pattern: Pattern

  var body: some HTML {
    div(.class("story-head"), .id("pattern-\(pattern.id)"), .data("seq", pattern.sequence), .data("order", "")) {
      p(.class("soft"), .dir("auto")) {
        "“\(pattern.title)” by "
        a(.href(Site.profilePath(of: pattern.owner.username))) { pattern.owner.displayName }
        ", revision \(pattern.revision)"
        if let parent = pattern.lineage.parent {
          ", a fork of "
          a(.href(SongPath.pattern(parent))) { "another loop" }
        }
      }
      p(.class("facts")) { Badge("Heard by: \(pattern.visibility.hearers)", .plain) }
    }
  }
}

extension Pattern {
  var fragment: [UInt8] { PatternFragment(pattern: self).rendered() }
}

extension StoryVisibility {
  /// Who may hear a pattern.
  var hearers: String {
    switch self {
    case .private: "Only its owner"
    case .members: "Members"
    case .public: "Everybody"
    }
  }
}

/// The form of a pattern as it is shown.
struct PatternForm: Sendable {
  var base: String
  var title: String
  var visibility: String
  var loop: String
  var error: AppError?

  init(_ pattern: Pattern) {
    (base, title) = ("\(pattern.version)", pattern.title)
    (visibility, loop) = (pattern.visibility.rawValue, pattern.loop)
  }
}

/// `/song/patterns/{id}`: the step sequencer. Without its script, tables of the steps and the loop as text.
struct PatternPage: View {
  let pattern: Pattern
  let loop: Loop
  let head: PlaceHead
  let form: PatternForm
  let mayDelete: Bool
  let requestID: String
  let visit: Visit

  private var isOwner: Bool { visit.viewer?.id == pattern.owner.id }
  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    ShellPage(pattern.title, visit, mainClass: "song loop", styles: SongPages.loopStyles, modules: ["js/sequencer.js"]) {
      header(.class("page-head")) {
        h1(.dir("auto")) { pattern.title }
        ButtonLink(SongPath.patterns(before: nil), .quiet) { "All patterns" }
      }
      FormErrors(form.error, fields: Self.fields)
      div(
        .when(visit.viewer != nil, .data("place", "pattern:\(pattern.id)")), .data("epoch", head.epoch), .data("seq", head.sequence)
      ) {
        div(.data("objects", "pattern")) { PatternFragment(pattern: pattern) }
      }
      div(
        .id("sequencer"), .data("pattern", pattern.id.rawValue), .data("loop", form.loop), .data("saved", pattern.loop),
        .data("title", pattern.title), .when(isOwner && mayWrite, .data("owned"))
      ) {}
      for (number, page) in loop.pages.enumerated() { StepTable(number: number + 1, page: page) }
      if isOwner, mayWrite { saving }
      nav(.class("actions"), .aria("label", "This pattern")) {
        a(.class("button"), .id("midi"), .href(SongPath.midi(pattern.id, pattern.revision))) { "Download MIDI" }
        if mayWrite {
          HTML::form(.method(.post), .action(SongPath.pattern(pattern.id, .fork))) {
            Closable(visit) {
              input(.type("hidden"), .name("request_id"), .value(requestID))
              Button { "Fork" }
            }
          }
        }
        if visit.viewer != nil, !isOwner { ButtonLink(Site.reportPath("pattern", pattern.id.description), .quiet) { "Report" } }
        if mayWrite, mayDelete { ButtonLink(SongPath.pattern(pattern.id, .delete), .quiet) { "Delete" } }
      }
    }
  }

  private static let fields: [(name: String, label: String)] = [
    ("title", "Title"), ("visibility", "Who may hear it"), ("loop", "Loop as JSON"), ("version", "Version"),
  ]

  /// What is wrong inside the loop is told with its field.
  private var loopError: String? {
    if let error = form.error?.details["loop"] { return error }
    let wrong = (form.error?.details ?? [:]).filter { $0.key.utf8.starts(with: "loop.".utf8) }.sorted { $0.key < $1.key }
    return wrong.isEmpty ? nil : wrong.map { "\($0.key.dropFirst(5)) \($0.value)" }.joined(separator: "; ")
  }

  private var saving: some HTML {
    section(.class("card")) {
      HTML::form(
        .class("form"), .id("pattern-form"), .method(.post), .action(SongPath.pattern(pattern.id)), .aria("label", "This pattern")
      ) {
        Closable(visit) {
          input(.type("hidden"), .name("base_version"), .value(form.base))
          Field(
            "Title", name: "title", value: form.title, error: form.error?.details["title"], limit: .characters(Pattern.titles.upperBound),
            completion: "off")
          Field(
            "Who may hear it", name: "visibility", .choice(StoryVisibility.allCases.map { Field.Option($0.rawValue, $0.hearers) }),
            value: form.visibility, error: form.error?.details["visibility"])
          div(.id("loop-text")) {
            Field("Loop as JSON", name: "loop", .lines(8), value: form.loop, error: loopError, limit: .bytes(Loop.mostBytes))
          }
          Button(.primary) { "Save" }
        }
      }
    }
  }
}

/// One page of steps, for browsers without the script.
private struct StepTable: View {
  let number: Int
  let page: LoopPage

  var body: some HTML {
    div(.class("table-frame step-table"), .tabIndex(0), .role("region"), .aria("label", "Steps of page \(number)")) {
      h2 { "Page \(number)" }
      table(.class("card"), .aria("label", "Page \(number)")) {
        thead {
          tr {
            th(.scope("col")) { "Voice" }
            for step in 1...Loop.steps { th(.scope("col")) { "\(step)" } }
          }
        }
        tbody {
          for voice in LoopVoice.allCases {
            tr {
              th(.scope("row")) { voice.name }
              for step in page.tracks[voice.rawValue] { td { step.map(\.words) ?? "·" } }
            }
          }
        }
      }
    }
  }
}

extension LoopStep {
  /// `3`, or `3 C#4` where the voice has a pitch.
  fileprivate var words: String { note.map { "\(accent) \($0)" } ?? "\(accent)" }
}
