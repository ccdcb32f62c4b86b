import Core
import Design
import HTTP
import Relations
import Web

/// `/song` and the pages and forms of single stories.
struct StoryPageRoutes: Sendable {
  let stories: StoryService
  let verses: VerseService
  let copying: StoryCopying
  let patterns: PatternService
  let proposals: ProposalService
  let site: Site

  var routes: [Route] { reading + making + forking + settings + deleting }

  // MARK: Reading

  private var reading: [Route] {
    [
      .page(.get, "/song", .visible(.readWall), "Stories to read", request: SongSchemas.listPage) { call in
        let query = try call.query()
        if query.typed("kind", upTo: 64).utf8.elementsEqual(SongKind.patterns.rawValue.utf8) {
          let request = try Fields.read(query) { fields in
            fields.ignore("kind")
            return PatternListRequest(reading: &fields)
          }
          return .page(PatternListPage(request: request, slice: try await patterns.list(call.scope, request), visit: Visit(site, call)))
        }
        let request = try Fields.read(query) { fields in
          _ = fields.optionalChoice("kind", of: SongKind.self)
          return StoryListRequest(reading: &fields)
        }
        return .page(StoryListPage(request: request, slice: try await stories.list(call.scope, request), visit: Visit(site, call)))
      },
      .page(.get, "/song/stories/{id}", .visible(.readWall), "A story and its verses", request: SongSchemas.search) { call in
        let page = try await stories.page(call.scope, call.storyID) { try sought(call) }
        let newest = call.viewer == nil ? nil : try await proposals.list(call.scope, of: page.seen.story.id) { ProposalListRequest() }
        return .page(
          StoryPageView(
            page: page, proposals: newest, sought: try sought(call) ?? "",
            isRemovable: try await stories.isRemovable(call.scope, page.seen), error: nil, requestID: call.newRequestID,
            visit: Visit(site, call)))
      },
      .page(
        .get, "/song/stories/{id}/history", .signedIn, "What was last saved in a story", request: SongSchemas.storyHistoryPage
      ) { call in
        let found = try await verses.latest(call.scope, of: call.storyID, call.savesPage())
        return .page(StoryHistoryPage(story: found.seen.story, slice: found.slice, visit: Visit(site, call)))
      },
      .page(.get, "/song/stories/{id}/map", .visible(.readWall), "The map of a story") { call in
        let found = try await stories.canon(call.scope, call.storyID)
        try call.refuseQuery()
        let canon = found.story.canon(found.verses)
        let (map, check) = try await DiffWork.run { (StoryMap(canon), StoryCheck(canon)) }
        return .page(MapPage(story: found.story, map: map, check: check, visit: Visit(site, call)))
      },
      .page(.get, "/song/stories/{id}/check", .visible(.readWall), "What there is to mend in a story") { call in
        let found = try await stories.canon(call.scope, call.storyID)
        try call.refuseQuery()
        let check = try await DiffWork.run { StoryCheck(found.story.canon(found.verses)) }
        return .page(CheckPage(story: found.story, verses: found.verses, check: check, visit: Visit(site, call)))
      },
    ]
  }

  private func sought(_ call: Call) throws -> String? { try Fields.read(call.query()) { $0.optionalText("q", 1...100) } }

  // MARK: Making

  private var making: [Route] {
    [
      .page(.get, "/song/stories/new", .permission(.editSong), "The form for a new story") { call in
        try call.refuseQuery()
        return .page(NewStoryPage(form: NewStoryForm(requestID: call.newRequestID), visit: Visit(site, call)))
      },
      .form(
        "/song/stories/new", .permission(.editSong), "Start a story", limit: [.requests, .member(.makeStory)], request: SongSchemas.newForm
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (new: NewStory(reading: &fields), name: name)
      } submit: { call, form in
        let made = try await stories.make(call.idempotentScope(form: form.name, form.new.canonical), form.new)
        return .redirect(to: SongPath.story(made.id))
      } refuse: { call, form in
        let state = NewStoryForm(
          title: form.typed("title"), blurb: form.typed("blurb"), visibility: form.typed("visibility", upTo: 64),
          writing: form.typed("writing", upTo: 64), canon: form.typed("canon", upTo: 64), requestID: call.newRequestID, error: form.error)
        return .page(NewStoryPage(form: state, visit: Visit(site, call)))
      },
    ]
  }

  private var forking: [Route] {
    [
      .form(
        "/song/stories/{id}/fork", .permission(.editSong), "Fork a story", limit: [.requests, .member(.makeStory)],
        request: SongSchemas.forkForm
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (request: ForkRequest(reading: &fields, titles: StoryRules.titles), name: name)
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.name, Array((form.request.title ?? "").utf8))
        let made = try await copying.copy(scope, call.storyID) { form.request.title }
        return .redirect(to: SongPath.story(made.id))
      }
    ]
  }

  // MARK: Settings

  private var settings: [Route] {
    [
      .page(.get, "/song/stories/{id}/settings", .permission(.editSong), "The settings of a story") { call in
        let story = try await kept(call)
        try call.refuseQuery()
        return try await settings(call, story, StorySettingsForm(story))
      },
      .form(
        "/song/stories/{id}/settings", .permission(.editSong), "Change the settings of a story", request: SongSchemas.settingsForm
      ) { fields in
        StoryChange(form: &fields)
      } submit: { call, change in
        let story = try await stories.change(call.scope, call.storyID) { change }
        return .redirect(to: SongPath.story(story.id))
      } refuse: { call, form in
        let story = try await kept(call)
        var state = StorySettingsForm(story)
        // After a conflict the present version is what the next save is meant to change.
        if form.error.code != .conflict { state.base = form.typed("base_version", upTo: 20) }
        (state.title, state.blurb) = (form.typed("title"), form.typed("blurb"))
        (state.visibility, state.writing) = (form.typed("visibility", upTo: 64), form.typed("writing", upTo: 64))
        (state.canon, state.unmet) = (form.typed("canon", upTo: 64), form.typed("unmet", upTo: 64))
        (state.voteHours, state.variables) = (form.typed("vote_hours", upTo: 64), form.typed("variables"))
        state.root = form.typed("root", upTo: 20)
        state.error = form.error
        return try await settings(call, story, state)
      },
      .form(
        "/song/stories/{id}/writers", .permission(.editSong), "Name a writer", request: SongSchemas.writerForm,
        errorPageFor: [.unauthorized, .authInvalid]
      ) { fields in
        fields.text("username", 1...64)
      } submit: { call, username in
        let story = try await stories.addWriter(call.scope, username, to: call.storyID)
        return .redirect(to: SongPath.story(story.id, .settings))
      } refuse: { call, form in
        let story = try await kept(call)
        var state = StorySettingsForm(story)
        state.username = form.typed("username")
        let isUnknown = form.error.code == .notFound
        state.writerError = isUnknown ? AppError(.notFound, form.error.message, details: ["username": "is no member"]) : form.error
        return try await settings(call, story, state)
      },
      .form(
        "/song/stories/{id}/writers/remove", .permission(.editSong), "Take a writer off", request: SongSchemas.writerForm
      ) { fields in
        fields.text("username", 1...64)
      } submit: { call, username in
        let story = try await stories.removeWriter(call.scope, username, from: call.storyID)
        return .redirect(to: SongPath.story(story.id, .settings))
      },
    ]
  }

  private func settings(_ call: Call, _ story: Story, _ form: StorySettingsForm) async throws -> Response {
    let names = try await verses.names(call.scope, of: story.id).filter { $0.status == .canon }
    return .page(StorySettingsPage(story: story, form: form, verses: names, visit: Visit(site, call)))
  }

  // MARK: Deleting

  private var deleting: [Route] {
    [
      .page(.get, "/song/stories/{id}/delete", .permission(.editSong), "Asks before a story is deleted") { call in
        let story = try await deletable(call)
        try call.refuseQuery()
        return .page(
          QuestionPage(
            question: "Delete this story?", title: story.title,
            words: "Nobody can read it then. For 30 days it can be brought back.", verb: "Delete",
            action: SongPath.story(story.id, .delete), cancel: SongPath.story(story.id), mainClass: "song",
            styles: SongPages.styles, visit: Visit(site, call)))
      },
      .button("/song/stories/{id}/delete", .permission(.editSong), "Delete a story") { call in
        let story = try await deletable(call)
        _ = try await stories.delete(call.scope, story.id)
        return .page(
          SongUndoPage(
            words: "\(story.title) is deleted. For 30 days you can bring it back.", action: SongPath.story(story.id, .restore),
            back: SongPath.list, backName: "The Song", visit: Visit(site, call)))
      },
      .button("/song/stories/{id}/restore", .permission(.editSong), "Bring a deleted story back") { call in
        .redirect(to: SongPath.story(try await stories.restore(call.scope, call.storyID).id))
      },
    ]
  }

  /// A story that the caller keeps, or may remove as staff.
  private func deletable(_ call: Call) async throws -> Story {
    let seen = try await stories.story(call.scope, call.storyID)
    if !seen.isKeeper { guard try await stories.isRemovable(call.scope, seen) else { throw StoryAccess.notYours } }
    return seen.story
  }

  /// A story of the caller's own. `FORBIDDEN` to others who see it.
  private func kept(_ call: Call) async throws -> Story {
    let seen = try await stories.story(call.scope, call.storyID)
    guard seen.isKeeper else { throw StoryAccess.notYours }
    return seen.story
  }
}

extension Call {
  /// Which part of the latest saves is asked for. What is wrong is told once the story is found.
  fileprivate func savesPage() throws -> @Sendable () throws -> SavesRequest {
    let fields = try query()
    let asked = Result { () throws(AppError) in try Fields.read(fields) { SavesRequest(reading: &$0) } }
    return { try asked.get() }
  }
}
