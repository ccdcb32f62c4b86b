import Core
import Design
import HTTP
import Relations
import Web

/// The pages and forms of patterns.
struct PatternPageRoutes: Sendable {
  let patterns: PatternService
  let site: Site

  var routes: [Route] { making + single + deleting }

  private var making: [Route] {
    [
      .page(.get, "/song/patterns/new", .permission(.editSong), "The form for a new pattern") { call in
        try call.refuseQuery()
        return .page(NewPatternPage(title: "", requestID: call.newRequestID, error: nil, visit: Visit(site, call)))
      },
      .form(
        "/song/patterns/new", .permission(.editSong), "Start a pattern", limit: [.requests, .member(.savePattern)],
        request: PatternSchemas.newForm
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (new: NewPattern(reading: &fields), name: name)
      } submit: { call, form in
        let made = try await patterns.make(call.idempotentScope(form: form.name, form.new.canonical), form.new)
        return .redirect(to: SongPath.pattern(made.id))
      } refuse: { call, form in
        .page(
          NewPatternPage(title: form.typed("title"), requestID: call.newRequestID, error: form.error, visit: Visit(site, call)))
      },
      .form(
        "/song/patterns/{id}/fork", .permission(.editSong), "Fork a pattern", limit: [.requests, .member(.makeStory)],
        request: PatternSchemas.forkForm
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (request: ForkRequest(reading: &fields, titles: Pattern.titles), name: name)
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.name, Array((form.request.title ?? "").utf8))
        let made = try await patterns.copy(scope, call.patternID) { form.request.title }
        return .redirect(to: SongPath.pattern(made.id))
      },
    ]
  }

  private var single: [Route] {
    [
      .page(.get, "/song/patterns/{id}", .visible(.readWall), "A pattern in the step sequencer") { call in
        let (pattern, head) = try await patterns.page(call.scope, call.patternID)
        try call.refuseQuery()
        return try await page(call, pattern, head, PatternForm(pattern))
      },
      .form(
        "/song/patterns/{id}", .permission(.editSong), "Save a pattern", limit: [.requests, .member(.savePattern)],
        request: PatternSchemas.saveForm
      ) { fields throws(AppError) in
        try PatternChange(reading: &fields)
      } submit: { call, change in
        let pattern = try await patterns.change(call.scope, call.patternID) { change }
        return .redirect(to: SongPath.pattern(pattern.id))
      } refuse: { call, form in
        let (pattern, head) = try await patterns.page(call.scope, call.patternID)
        guard pattern.owner.id == call.scope.member?.id else { throw form.error }
        var state = PatternForm(pattern)
        // After a conflict the present version is what the next save is meant to change.
        if form.error.code != .conflict { state.base = form.typed("base_version", upTo: 20) }
        state.title = form.typed("title")
        state.visibility = form.typed("visibility", upTo: 64)
        state.loop = form.typed("loop")
        state.error = form.error
        return try await page(call, pattern, head, state)
      },
    ]
  }

  private func page(_ call: Call, _ pattern: Pattern, _ head: PlaceHead, _ form: PatternForm) async throws -> Response {
    .page(
      PatternPage(
        pattern: pattern, loop: try Loop(kept: pattern.loop), head: head, form: form,
        mayDelete: try await patterns.mayDelete(call.scope, pattern), requestID: call.newRequestID, visit: Visit(site, call)))
  }

  // MARK: Deleting

  private var deleting: [Route] {
    [
      .page(.get, "/song/patterns/{id}/delete", .permission(.editSong), "Asks before a pattern is deleted") { call in
        let pattern = try await deletable(call)
        try call.refuseQuery()
        return .page(
          QuestionPage(
            question: "Delete this pattern?", title: pattern.title,
            words: "Verses that play it will be silent. For 30 days it can be brought back.", verb: "Delete",
            action: SongPath.pattern(pattern.id, .delete), cancel: SongPath.pattern(pattern.id), mainClass: "song",
            styles: SongPages.styles, visit: Visit(site, call)))
      },
      .button("/song/patterns/{id}/delete", .permission(.editSong), "Delete a pattern") { call in
        let pattern = try await deletable(call)
        _ = try await patterns.delete(call.scope, pattern.id)
        return .page(
          SongUndoPage(
            words: "\(pattern.title) is deleted. For 30 days it can be brought back.", action: SongPath.pattern(pattern.id, .restore),
            back: SongPath.patterns(before: nil), backName: "The Song", visit: Visit(site, call)))
      },
      .button("/song/patterns/{id}/restore", .permission(.editSong), "Bring a deleted pattern back") { call in
        .redirect(to: SongPath.pattern(try await patterns.restore(call.scope, call.patternID).id))
      },
    ]
  }

  private func deletable(_ call: Call) async throws -> Pattern {
    let pattern = try await patterns.pattern(call.scope, call.patternID)
    guard try await patterns.mayDelete(call.scope, pattern) else { throw AppError.forbidden("Only its owner may delete this pattern") }
    return pattern
  }
}
