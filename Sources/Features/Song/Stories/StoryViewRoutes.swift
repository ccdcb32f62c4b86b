import Core
import Crypto
import Encoding
import HTTP
import JSON
import Web

/// What is worked out of a story's living canon: its map, its check, and the files it leaves as.
struct StoryViewRoutes: Sendable {
  let stories: StoryService

  private static let tag = "Song"

  var routes: [Route] {
    [
      .api(
        .get, "/api/song/stories/{id}/map", .visible(.readWall), "The map of a story", tag: Self.tag, request: SongSchemas.addressed,
        answers: Self.answers(.success(200, "Boxes and lines", SongSchemas.map))
      ) { call in
        let found = try await stories.canon(call.scope, call.storyID)
        let map = try await DiffWork.run { StoryMap(found.story.canon(found.verses)) }
        return try tagged(call, .success { map.writeFields(to: &$0, at: found.sequence) }, map.json(at: found.sequence))
      },
      .api(
        .get, "/api/song/stories/{id}/check", .visible(.readWall), "What there is to mend in a story", tag: Self.tag,
        request: SongSchemas.addressed,
        answers: Self.answers(.success(200, "Counts and problems", SongSchemas.check))
      ) { call in
        let found = try await stories.canon(call.scope, call.storyID)
        let check = try await DiffWork.run { StoryCheck(found.story.canon(found.verses)) }
        return try tagged(call, .success { check.writeFields(to: &$0) }, check.json)
      },
      .api(
        .get, "/api/song/stories/{id}/export.json", .visible(.readWall), "A story as JSON", tag: Self.tag, request: SongSchemas.addressed,
        answers: Self.answers(.other(200, "The file"))
      ) { call in
        try await file(call, "json") { StoryFile.json($0) }
      },
      .api(
        .get, "/api/song/stories/{id}/export.twee", .visible(.readWall), "A story as Twee 3", tag: Self.tag, request: SongSchemas.addressed,
        answers: Self.answers(.other(200, "The file"))
      ) { call in
        try await file(call, "twee") { Array(TweeWriter.text($0).utf8) }
      },
      .api(
        .get, "/api/song/stories/{id}/export.html", .visible(.readWall), "A story as a gamebook", tag: Self.tag,
        request: SongSchemas.addressed,
        answers: Self.answers(.other(200, "The file"))
      ) { call in
        try await file(call, "html") { GamebookFile($0).bytes }
      },
    ]
  }

  private static func answers(_ success: RouteAnswer) -> [RouteAnswer] {
    [success, .other(304, "The caller has it"), .error(.notFound), .error(.unauthorized), .error(.preconditionFailed)]
  }

  private func file(_ call: Call, _ kind: String, _ write: @escaping @Sendable (KeyedStory) -> [UInt8]) async throws -> Response {
    let found = try await stories.canon(call.scope, call.storyID)
    let story = found.story.keyed(found.verses)
    let bytes = try await DiffWork.run { write(story) }
    let response: Response =
      switch kind {
      case "json": .json(200, bytes)
      case "html": .sandboxed(GamebookFile(story).page)
      default: .plainText(String(decoding: bytes, as: UTF8.self))
      }
    let name = ContentDisposition.header(.attachment, filename: "\(found.story.title).\(kind)")
    return try tagged(call, response.with("Content-Disposition", name), bytes)
  }

  private func tagged(_ call: Call, _ response: Response, _ bytes: [UInt8]) throws -> Response {
    try call.refuseQuery()
    let tag = EntityTag(Hex.encode(SHA256.digest(of: bytes)))
    let answer: Response
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: answer = .notModified
    case .failed: throw AppError(.preconditionFailed, "The story is not what you expect")
    case .proceed: answer = response
    }
    return answer.with("ETag", tag.description).with("Cache-Control", "private, no-cache")
  }
}
