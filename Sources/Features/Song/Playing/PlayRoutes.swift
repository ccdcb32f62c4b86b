import Core
import Design
import HTTP
import Web

/// Reading a story, for people and for programs.
struct PlayRoutes: Sendable {
  let reading: ReadingService
  let site: Site

  private static let tag = "Song"
  private static let limit: RouteLimits = [.requests, .member(.readStep)]

  var routes: [Route] {
    [
      .api(
        .get, "/api/song/stories/{id}/play", .visible(.readWall), "Where the caller is in a story, or where a link leads", tag: Self.tag,
        request: SongSchemas.play, answers: [.success(200, "The reading", SongSchemas.reading), .error(.notFound), .error(.unauthorized)]
      ) { call in
        .reading(try await reading.reading(call.scope, call.storyID, by: call.readingLink()))
      },
      .api(
        .post, "/api/song/stories/{id}/play", .signedIn, "Take a step in a story", tag: Self.tag, limit: Self.limit,
        request: SongSchemas.step,
        answers: [.success(200, "The reading", SongSchemas.reading), .error(.notFound), .error(.conflict), .error(.limitExceeded)],
        read: { fields throws(AppError) in ReadingStep(reading: &fields) }
      ) { call, step in
        .reading(try await reading.step(call.scope, call.storyID, by: step))
      },
      .page(.get, "/song/stories/{id}/play", .visible(.readWall), "Read a story", request: SongSchemas.play) { call in
        page(call, try await reading.reading(call.scope, call.storyID, by: call.readingLink()))
      },
      .form(
        "/song/stories/{id}/play", .signedIn, "Take a step in a story", limit: Self.limit, request: SongSchemas.stepForm
      ) { fields in
        ReadingStep(reading: &fields)
      } submit: { call, step in
        let shown = try await reading.step(call.scope, call.storyID) { step }
        return .redirect(to: SongPath.reading(shown.seen.story.id))
      } refuse: { call, form in
        let shown = try await reading.reading(call.scope, call.storyID) { nil }
        return page(call, shown, name: form.typed("name"), form.error)
      },
    ]
  }

  private func page(_ call: Call, _ shown: ShownReading, name: String = "", _ error: AppError? = nil) -> Response {
    .page(PlayPage(reading: shown, name: name, error: error, visit: Visit(site, call)))
  }
}

extension Call {
  /// What the query says of a reading by link. What is wrong is told once the story is found.
  fileprivate func readingLink() throws -> @Sendable () throws -> LinkedReading? {
    let fields = try query()
    let asked = Result { () throws(AppError) in try Fields.read(fields) { LinkedReading(reading: &$0) } }
    return { try asked.get() }
  }
}

extension Response {
  fileprivate static func reading(_ shown: ShownReading) -> Response { .success { shown.writeFields(to: &$0) } }
}
