import Core
import Crypto
import Encoding
import HTTP
import JSON
import Web

/// `/api/song/patterns`: lists, single patterns and their revisions.
struct PatternRoutes: Sendable {
  let patterns: PatternService

  private static let tag = "Song"
  private static let one: [RouteAnswer] = [.success(200, "The pattern", PatternSchemas.pattern), .error(.notFound)]
  private static let made: [RouteAnswer] = [
    .success(201, "The pattern; Location says where", PatternSchemas.pattern), .error(.conflict),
  ]

  var routes: [Route] { making + single + revisions }

  private var making: [Route] {
    [
      .api(
        .get, "/api/song/patterns", .visible(.readWall), "Patterns that the caller sees, newest first", tag: Self.tag,
        request: PatternSchemas.list, answers: [.success(200, "A part of the list", PatternSchemas.patterns), .error(.unauthorized)]
      ) { call in
        let request = try Fields.read(call.query()) { PatternListRequest(reading: &$0) }
        let slice = try await patterns.list(call.scope, request)
        return .success { json in
          json.objects("patterns", slice.patterns.map(\.object))
          json.field("next", slice.next?.rawValue)
        }
      },
      .api(
        .post, "/api/song/patterns", .permission(.editSong), "Make a pattern", tag: Self.tag, limit: [.requests, .member(.savePattern)],
        request: PatternSchemas.new, answers: Self.made,
        read: { fields throws(AppError) in NewPattern(reading: &fields) }
      ) { call, new in
        .made(try await patterns.make(call.idempotentScope(new.canonical), new))
      },
      .api(
        .post, "/api/song/patterns/{id}/fork", .permission(.editSong), "Make a pattern out of another", tag: Self.tag,
        limit: [.requests, .member(.makeStory)], request: PatternSchemas.fork, answers: Self.made + [.error(.notFound)],
        read: { fields throws(AppError) in ForkRequest(reading: &fields, titles: Pattern.titles) }, judged: copy),
    ]
  }

  private var single: [Route] {
    [
      .api(
        .get, "/api/song/patterns/{id}", .visible(.readWall), "A pattern", tag: Self.tag, request: PatternSchemas.addressed,
        answers: Self.one + [.error(.unauthorized)]
      ) { call in
        let pattern = try await patterns.pattern(call.scope, call.patternID)
        try call.refuseQuery()
        return .pattern(pattern)
      },
      .api(
        .patch, "/api/song/patterns/{id}", .permission(.editSong), "Change a pattern", tag: Self.tag,
        limit: [.requests, .member(.savePattern)], request: PatternSchemas.change, answers: Self.one + [.error(.conflict)],
        read: { fields throws(AppError) in try PatternChange(reading: &fields) },
        judged: { call, change in .pattern(try await patterns.change(call.scope, call.patternID, by: change)) }),
      .api(
        .delete, "/api/song/patterns/{id}", .permission(.editSong), "Delete a pattern; it can be restored for 30 days", tag: Self.tag,
        request: PatternSchemas.addressed, answers: Self.one
      ) { call in
        .pattern(try await patterns.delete(call.scope, call.patternID))
      },
      .api(
        .post, "/api/song/patterns/{id}/restore", .permission(.editSong), "Bring a deleted pattern back", tag: Self.tag,
        request: PatternSchemas.addressed, answers: Self.one
      ) { call in
        .pattern(try await patterns.restore(call.scope, call.patternID))
      },
    ]
  }

  private var revisions: [Route] {
    [
      .api(
        .get, "/api/song/patterns/{id}/r/{number}", .visible(.readWall), "A revision of a pattern", tag: Self.tag,
        request: PatternSchemas.numbered,
        answers: [.success(200, "The revision", PatternSchemas.revision), .error(.notFound), .error(.unauthorized)]
      ) { call in
        let revision = try await patterns.revision(call.scope, call.patternRevision, of: call.patternID).revision
        try call.refuseQuery()
        return .success { json in
          json.key("revision")
          revision.write(to: &json)
        }
      },
      .api(
        .get, "/api/song/patterns/{id}/r/{number}/loop.mid", .visible(.readWall), "A revision as a MIDI file", tag: Self.tag,
        request: PatternSchemas.numbered,
        answers: [
          .other(200, "The file"), .other(304, "The caller has it"), .error(.notFound), .error(.unauthorized),
          .error(.preconditionFailed),
        ], handler: midi),
    ]
  }

  private func copy(_ call: Call, _ request: @escaping @Sendable () throws -> ForkRequest) async throws -> Response {
    let canonical = (try? request()).map { Array(($0.title ?? "").utf8) }
    let scope = try canonical.map { try call.idempotentScope($0) } ?? call.scope
    return .made(try await patterns.copy(scope, call.patternID) { try request().title })
  }

  private func midi(_ call: Call) async throws -> Response {
    let found = try await patterns.revision(call.scope, call.patternRevision, of: call.patternID)
    try call.refuseQuery()
    let bytes = MIDIFile(try Loop(kept: found.revision.loop), title: found.revision.title).bytes
    let tag = EntityTag(Hex.encode(SHA256.digest(of: bytes)))
    let answer: Response
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: answer = .notModified
    case .failed: throw AppError(.preconditionFailed, "The loop is not what you expect")
    case .proceed:
      let name = ContentDisposition.header(.attachment, filename: "\(found.pattern.title).mid")
      answer = .midi(bytes).with("Content-Disposition", name)
    }
    return answer.with("ETag", tag.description).with("Cache-Control", "private, no-cache")
  }
}

extension Call {
  /// Nil for text that is not an id: the service answers as for an id that nothing has.
  var patternID: PatternID? { PatternID(text: path("id")) }

  /// A revision's number; nil for text that is none.
  var patternRevision: Int? { PatternID(text: path("number")).flatMap { Int(exactly: $0.rawValue) } }
}

extension Response {
  static func pattern(_ pattern: Pattern) -> Response {
    .success { json in
      json.key("pattern")
      json.raw(pattern.object.json)
    }
  }

  static func made(_ made: MadePattern) -> Response {
    .success(201) { json in
      json.key("pattern")
      json.raw(made.json)
    }.with("Location", SongPath.pattern(made.id))
  }
}
