import Core
import Design
import HTTP
import Media
import Relations
import Web

/// The pages and forms of verses.
struct VersePageRoutes: Sendable {
  let stories: StoryService
  let verses: VerseService
  let patterns: PatternService
  let uploads: UploadService
  let media: MediaService
  let site: Site

  var routes: [Route] { reading + writing + deleting }

  // MARK: Reading

  private var reading: [Route] {
    [
      .page(.get, "/song/verses/{id}", .visible(.readWall), "A verse") { call in
        let seen = try await verses.verse(call.scope, call.verseID)
        try call.refuseQuery()
        guard seen.verse.deletedAt == nil else { return try await removed(call, seen) }
        let names = try await verses.names(call.scope, of: seen.verse.story)
        let isRemovable = try await verses.isRemovable(call.scope, seen)
        let loop = try await patterns.heard(call.scope, seen.verse.content.pattern)
        let voice = try await verses.voice(of: seen.verse)
        return .page(
          VersePageView(seen: seen, names: names, voice: voice, loop: loop, isRemovable: isRemovable, visit: Visit(site, call)))
      },
      .page(.get, "/song/verses/{id}/history", .signedIn, "Versions of a verse", request: SongSchemas.history) { call in
        let found = try await verses.versions(call.scope, of: call.verseID, call.versionPage())
        return .page(VersionsPage(seen: found.seen, slice: found.slice, visit: Visit(site, call)))
      },
      .page(.get, "/song/verses/{id}/history/{version}", .signedIn, "One version of a verse") { call in
        try await version(call, call.verseVersion, nil)
      },
      .form("/song/verses/{id}/revert", .permission(.editSong), "Go back to a version", request: SongSchemas.revertForm) { fields in
        VerseReturn(reading: &fields)
      } submit: { call, wanted in
        let changed = try await verses.revert(call.scope, call.verseID) { wanted }
        return .redirect(to: SongPath.verse(changed.verse.id))
      } refuse: { call, form in
        try await version(call, VerseID(text: form.typed("version", upTo: 20))?.rawValue, form.error)
      },
    ]
  }

  private func version(_ call: Call, _ number: Int64?, _ error: AppError?) async throws -> Response {
    let found = try await verses.version(call.scope, number, of: call.verseID) { number.flatMap { $0 > 1 ? $0 - 1 : nil } }
    let names = try await verses.names(call.scope, of: found.seen.verse.story)
    let voice = try await media.shown(call.scope, found.revision.content.voice)
    return .page(
      VersionPage(
        seen: found.seen, revision: found.revision, voice: voice, diff: found.diff, names: names, error: error,
        requestID: call.newRequestID, visit: Visit(site, call)))
  }

  // MARK: Writing

  private var writing: [Route] {
    [
      .page(
        .get, "/song/stories/{id}/verses/new", .permission(.editSong), "The form for a new verse", request: SongSchemas.newVersePage
      ) { call in
        let seen = try await stories.story(call.scope, call.storyID)
        guard seen.savesCanon else { throw AppError.forbidden("You may not add verses to this story") }
        let from = try Fields.read(call.query()) { $0.optionalID("from", of: VerseEntity.self) }
        return try await new(call, seen.story, VerseForm(from: from?.description ?? "", requestID: call.newRequestID))
      },
      .form(
        "/song/stories/{id}/verses/new", .permission(.editSong), "Add a verse", limit: [.requests, .member(.saveVerse)],
        request: SongSchemas.newVerseForm, body: newFields
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (new: NewVerse(reading: &fields), name: name)
      } submit: { call, form in
        let added = try await verses.add(call.idempotentScope(form: form.name, form.new.canonical), to: call.storyID) { form.new }
        return .redirect(to: SongPath.verse(added.id))
      } refuse: { call, form in
        let story = try await stories.story(call.scope, call.storyID).story
        var state = VerseForm(typed: form, requestID: call.newRequestID)
        state.from = form.typed("from", upTo: 20)
        state.label = form.typed("label")
        return try await new(call, story, state)
      },
      .page(.get, "/song/verses/{id}/edit", .permission(.editSong), "The form of a verse") { call in
        let seen = try await saved(call)
        try call.refuseQuery()
        let names = try await verses.names(call.scope, of: seen.verse.story)
        return try await edit(call, seen, VerseForm(seen.verse, names, requestID: call.newRequestID), names)
      },
      .form(
        "/song/verses/{id}/edit", .permission(.editSong), "Save a verse", limit: [.requests, .member(.saveVerse)],
        request: SongSchemas.saveForm, errorPageFor: Route.formCannotAnswer + [.gone], body: savedFields
      ) { fields in
        VerseSave(reading: &fields)
      } submit: { call, save in
        let changed = try await verses.save(call.scope, call.verseID) { save }
        return .redirect(to: SongPath.verse(changed.verse.id))
      } refuse: { call, form in
        let seen = try await saved(call)
        let names = try await verses.names(call.scope, of: seen.verse.story)
        var state = VerseForm(typed: form, requestID: call.newRequestID)
        state.hasVoice = seen.verse.content.voice != nil
        state.base = form.typed("base_version", upTo: 20)
        if form.error.details["version"] != nil {
          // What others saved since then is shown, and saving once more is meant.
          let base = VerseID(text: state.base)?.rawValue
          state.changes = try? await verses.version(call.scope, seen.verse.version, of: seen.verse.id) { base }.diff
          state.base = "\(seen.verse.version)"
        }
        return try await edit(call, seen, state, names)
      },
    ]
  }

  /// The fields of the form for a new verse, with its file uploaded if the caller may add one.
  private func newFields(_ call: Call) async throws -> Fields {
    if call.isMultipart, try await !stories.story(call.scope, call.storyID).savesCanon {
      throw AppError.forbidden("You may not add verses to this story")
    }
    return try await uploads.form(call, files: ["voice"])
  }

  /// The same for a verse that is there.
  private func savedFields(_ call: Call) async throws -> Fields {
    if call.isMultipart { _ = try await saved(call) }
    return try await uploads.form(call, files: ["voice"])
  }

  private func new(_ call: Call, _ story: Story, _ form: VerseForm) async throws -> Response {
    let names = try await verses.names(call.scope, of: story.id)
    return .page(
      VerseFormPage(
        heading: "New verse", story: story, form: form, names: names.filter { $0.status == .canon },
        loops: try await patterns.choices(call.scope, for: story), action: SongPath.newVerse(story.id), visit: Visit(site, call)))
  }

  private func edit(_ call: Call, _ seen: SeenVerse, _ form: VerseForm, _ names: [VerseName]) async throws -> Response {
    let holder = try await verses.otherHolder(call.scope, of: seen.verse.id)
    return .page(
      VerseFormPage(
        heading: "Edit \(seen.verse.title)", story: seen.story.story, form: form,
        names: names.filter { $0.status == .canon || seen.verse.status == .proposed },
        loops: try await patterns.choices(call.scope, for: seen.story.story), action: SongPath.verse(seen.verse.id, .edit),
        lease: VerseFormPage.LeaseStatus(verse: seen.verse.id, holder: holder?.displayName), visit: Visit(site, call)))
  }

  /// A verse that the caller may save.
  private func saved(_ call: Call) async throws -> SeenVerse {
    let seen = try await verses.verse(call.scope, call.verseID)
    guard seen.verse.deletedAt == nil else { throw VerseService.gone }
    guard let member = call.scope.member, seen.isSaved(by: member.id) else { throw AppError.forbidden("You may not change this verse") }
    return seen
  }

  // MARK: Deleting

  private var deleting: [Route] {
    [
      .page(.get, "/song/verses/{id}/delete", .permission(.editSong), "Asks before a verse is deleted") { call in
        let seen = try await verses.verse(call.scope, call.verseID)
        try call.refuseQuery()
        guard seen.verse.deletedAt == nil else { throw VerseService.gone }
        return .page(
          QuestionPage(
            question: "Delete this verse?", title: seen.verse.title,
            words: "Choices that lead to it will lead nowhere. For 30 days it can be brought back.", verb: "Delete",
            action: SongPath.verse(seen.verse.id, .delete), cancel: SongPath.verse(seen.verse.id), mainClass: "song",
            styles: SongPages.styles, visit: Visit(site, call)))
      },
      .button("/song/verses/{id}/delete", .permission(.editSong), "Delete a verse") { call in
        .redirect(to: SongPath.verse(try await verses.delete(call.scope, call.verseID).id))
      },
      .button(
        "/song/verses/{id}/restore", .permission(.editSong), "Bring a deleted verse back",
        errorPageFor: Route.formCannotAnswer + [.forbidden, .gone]
      ) { call in
        .redirect(to: SongPath.verse(try await verses.restore(call.scope, call.verseID).id))
      } refuse: { call, form in
        try await removed(call, try await verses.verse(call.scope, call.verseID), form.error)
      },
    ]
  }

  private func removed(_ call: Call, _ seen: SeenVerse, _ error: AppError? = nil) async throws -> Response {
    let canRestore = try await verses.canRestore(call.scope, seen)
    return .page(RemovedVersePage(seen: seen, canRestore: canRestore, error: error, visit: Visit(site, call)))
  }
}

extension VerseForm {
  /// A verse as it is.
  init(_ verse: Verse, _ names: [VerseName], requestID: String) {
    self.init(
      base: "\(verse.version)", title: verse.title, text: verse.content.body, isEnding: verse.content.isEnding,
      pattern: verse.content.pattern?.text ?? "",
      requestID: requestID)
    hasVoice = verse.content.voice != nil
    rows = verse.content.choices.map { choice in
      Row(
        id: choice.id.description, label: choice.label, to: choice.to.description, when: choice.when?.text(names) ?? "",
        then: EffectText.text(choice.then))
    }
  }

  /// What was typed.
  init(typed form: RefusedForm, requestID: String) {
    self.init(
      title: form.typed("title"), text: TextRules.normalised(form.typed("body")) ?? form.typed("body"),
      isEnding: !form.typed("ending", upTo: 8).isEmpty, pattern: form.typed("pattern", upTo: 64), note: form.typed("note"),
      requestID: requestID, error: form.error)
    // A sound that was refused is not offered again.
    if form.error.details["voice"] == nil { voiceDraft = VoiceDraft.uploaded(form.fields) }
    isWithoutVoice = !form.typed(VoiceDraft.noneField, upTo: 8).isEmpty
    var typed = (1...(Choice.most + 1)).map { number in
      let fields = Self.fields(number)
      return Row(
        id: form.typed(fields.part("id"), upTo: 20), label: form.typed(fields.part("label")), to: form.typed(fields.part("to"), upTo: 20),
        when: form.typed(fields.part("when")), then: form.typed(fields.part("then")))
    }
    while let last = typed.last, last.id.isEmpty, last.label.isEmpty { typed.removeLast() }
    rows = typed
  }
}
