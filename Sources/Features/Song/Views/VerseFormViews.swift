import Core
import Design
import HTML
import Media

/// The form of a verse as it is shown.
struct VerseForm: Sendable {
  struct Row: Sendable {
    var id = ""
    var label = ""
    var to = "new"
    var when = ""
    var then = ""
  }

  /// Empty for a verse that is to be made.
  var base = ""
  var title = ""
  var text = ""
  var isEnding = false
  /// `12@3`.
  var pattern = ""
  /// Whether the verse has a voice now.
  var hasVoice = false
  /// Uploaded with a form that was refused, to be sent again by its id.
  var voiceDraft: MediaID?
  var isWithoutVoice = false
  var note = ""
  /// The verse that leads to a new one.
  var from = ""
  var label = ""
  var rows: [Row] = []
  var requestID: String
  var error: AppError?
  /// What others saved meanwhile.
  var changes: WordDiff?

  static func fields(_ number: Int) -> ChoiceDraft.Field { ChoiceDraft.Field(name: "choice_\(number)", isForm: true) }
}

/// Both forms of verses: for a new one, and for one that is there.
struct VerseFormPage: View {
  let heading: String
  let story: Story
  let form: VerseForm
  /// Those that a choice may lead to.
  let names: [VerseName]
  /// What it may play.
  let loops: [PatternName]
  let action: String
  /// Who writes the verse besides; nil for a new one.
  var lease: LeaseStatus?
  let visit: Visit

  struct LeaseStatus: Sendable {
    let verse: VerseID
    /// The name of another who writes it.
    let holder: String?
  }

  var body: some HTML {
    ShellPage(heading, visit, mainClass: "song", styles: SongPages.styles, modules: ["js/verse-form.js"]) {
      header(.class("page-head")) {
        h1(.dir("auto")) { heading }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      FormErrors(form.error, fields: fields)
      if let changes = form.changes { DifferenceRegion(diff: changes) }
      if let lease {
        p(
          .id("lease"), .class("verse-form-status card"), .role("status"), .data("place", "story:\(story.id)"),
          .data("verse", lease.verse.rawValue), .data("user", visit.viewer.map { "\($0.id)" } ?? "")
        ) { lease.holder.map { "\($0) is writing this verse" } ?? "" }
      }
      HTML::form(
        .class("form verse-form"), .method(.post), .action(action), .enctype("multipart/form-data"), .aria("label", heading),
        .when(form.error != nil, .data("refused"))
      ) {
        Closable(visit) {
          if form.base.isEmpty {
            input(.type("hidden"), .name("request_id"), .value(form.requestID))
            if !form.from.isEmpty { input(.type("hidden"), .name("from"), .value(form.from)) }
          } else {
            input(.type("hidden"), .name("base_version"), .value(form.base))
          }
          section(.class("card")) {
            Field(
              "Title", name: "title", value: form.title, error: form.error?.details["title"],
              limit: .characters(VerseRules.titles.upperBound),
              completion: "off")
            Field(
              "Text", name: "body", .lines(14), value: form.text, error: form.error?.details["body"],
              limit: .characters(VerseRules.longestBody), isOptional: true)
            label(.class("choice")) {
              input(.type("checkbox"), .name("ending"), .value("true"), .checked(form.isEnding))
              "Ending"
            }
            VoiceField(form: form)
            Field("Loop", name: "pattern", .choice(playable), value: form.pattern, error: form.error?.details["pattern"])
            if form.base.isEmpty {
              if !form.from.isEmpty {
                Field(
                  "Label of the choice that leads here", name: "label", value: form.label, help: "The title, if you leave it empty.",
                  error: form.error?.details["label"] ?? form.error?.details["from"], limit: .characters(Choice.labels.upperBound),
                  isOptional: true)
              }
            } else {
              Field(
                "Note", name: "note", value: form.note, help: "What you changed, for those who look at the versions.",
                error: form.error?.details["note"], limit: .characters(VerseRules.longestNote), isOptional: true)
            }
          }
          for number in 1...(min(form.rows.count, Choice.most) + 1) { ChoiceGroup(number: number, form: form, names: names) }
          Button(.primary) { "Save verse" }
        }
      }
    }
  }

  private var playable: [Field.Option] {
    var options = [Field.Option("", "No loop")] + loops.map { Field.Option(PinnedLoop($0.id, $0.revision).text, $0.title) }
    // What it plays stays, also when there is a newer revision or when it is hidden now.
    if let pin = PinnedLoop(text: form.pattern), !options.contains(where: { $0.value.utf8.elementsEqual(form.pattern.utf8) }) {
      let title = loops.first { $0.id == pin.pattern }?.title
      options.insert(Field.Option(form.pattern, title.map { "\($0), revision \(pin.revision)" } ?? "The loop that it has"), at: 1)
    }
    return options
  }

  private var fields: [(name: String, label: String)] {
    let fixed = [
      ("title", "Title"), ("body", "Text"), ("ending", "Ending"), ("voice", "Voice"), ("pattern", "Loop"), ("note", "Note"),
      ("label", "Label"),
    ]
    let numbered = (1...(Choice.most + 1)).flatMap { number in
      [("label", "Label"), ("id", "Choice"), ("to", "Leads to"), ("when", "Only if"), ("then", "Then")].map { part, name in
        (name: VerseForm.fields(number).part(part), label: "Choice \(number): \(name)")
      }
    }
    return fixed.map { (name: $0, label: $1) } + numbered
  }
}

/// Where a sound is chosen, and where the one that is there is taken away.
private struct VoiceField: View {
  let form: VerseForm

  var body: some HTML {
    let problem = form.error?.details["voice"]
    div(.class("field"), .class("wrong", when: problem != nil)) {
      div(.class("name")) {
        label(.htmlFor(Field.id(of: "voice"))) { "Voice" }
        span(.class("optional")) { "(optional)" }
      }
      p(.class("help"), .id("help-voice")) { help }
      input(
        .class("input"), .id(Field.id(of: "voice")), .name("voice"), .type("file"), .accept("audio/*"),
        .aria("describedby", problem == nil ? "help-voice" : "help-voice error-voice"), .when(problem != nil, .aria("invalid", true)))
      if let problem { p(.class("error"), .id("error-voice")) { problem } }
      if let draft = form.voiceDraft { input(.type("hidden"), .name(VoiceDraft.draftField), .value(draft.rawValue)) }
      label(.class("choice")) {
        input(.type("checkbox"), .name(VoiceDraft.noneField), .value("true"), .checked(form.isWithoutVoice))
        span { "Without a voice" }
      }
    }
  }

  private var help: String {
    if form.voiceDraft != nil { return "Your sound was received. Save the verse to keep it." }
    if form.hasVoice { return "The verse has a voice. It stays if you choose no other." }
    return "A sound of at most 2 minutes, such as you reading the text."
  }
}

private struct ChoiceGroup: View {
  let number: Int
  let form: VerseForm
  let names: [VerseName]

  private var row: VerseForm.Row { number <= form.rows.count ? form.rows[number - 1] : VerseForm.Row() }

  var body: some HTML {
    let fields = VerseForm.fields(number)
    fieldset(.class("card choice-group")) {
      legend { "Choice \(number)" }
      input(.type("hidden"), .name(fields.part("id")), .value(row.id))
      Field(
        "Label", name: fields.part("label"), value: row.label, help: number > form.rows.count ? "Leave it empty for no choice." : nil,
        error: error(fields, "label") ?? error(fields, "id"), limit: .characters(Choice.labels.upperBound), completion: "off",
        isOptional: true)
      Field("Leads to", name: fields.part("to"), .choice(targets), value: row.to, error: error(fields, "to"))
      Field(
        "Only if", name: fields.part("when"), value: row.when, help: "Such as gold >= 3 and door is true.", error: error(fields, "when"),
        completion: "off", isOptional: true)
      Field(
        "Then", name: fields.part("then"), value: row.then, help: "Such as gold + 2, door = true.", error: error(fields, "then"),
        completion: "off", isOptional: true)
    }
  }

  private func error(_ fields: ChoiceDraft.Field, _ part: String) -> String? { form.error?.details[fields.part(part)] }

  private var targets: [Field.Option] {
    var options = [Field.Option("new", "a new verse")]
    // What it led to before stays, although it was removed.
    if VerseID(text: row.to) != nil, !names.contains(where: { $0.id.description.utf8.elementsEqual(row.to.utf8) }) {
      options.append(Field.Option(row.to, "a verse that was removed"))
    }
    return options + names.map { Field.Option($0.id.description, $0.title) }
  }
}
