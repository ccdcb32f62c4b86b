import Core
import Crypto
import Encoding
import HTTP
import Web

/// The faces, for everybody. They count by no limit, as static files do.
struct CatFaceRoutes: Sendable {
  let cats: CatService

  var routes: [Route] {
    [
      .api(
        .get, "/cats/{name}/face.svg", .anyone, "A cat's present face", tag: "Cats", limit: .none, request: CatSchemas.addressed,
        answers: Self.answers
      ) { call in
        let cat = try call.cat()
        try call.refuseQuery()
        return try Self.send(Face(cat: cat, label: try await cats.face(call.scope, of: cat)), "no-cache", call)
      }.switched(.never),
      .api(
        .get, "/cats/{name}/face/{mood}", .open, "A cat's face in a mood, such as `grumpy.svg`", tag: "Cats", limit: .none,
        request: CatSchemas.drawing, answers: Self.answers
      ) { call in
        let cat = try call.cat()
        let file = Array(call.path("mood").utf8)
        let word = String(decoding: file.dropLast(4), as: UTF8.self)
        guard file.suffix(4).elementsEqual(".svg".utf8), let label = MoodLabel(word: word) else { throw AppError.notFound("The face") }
        return try Self.send(Face(cat: cat, label: label), "public, max-age=86400", call)
      }.switched(.never),
    ]
  }

  private static let answers: [RouteAnswer] = [
    .other(200, "An SVG drawing"), .other(304, "The caller has it"), .error(.notFound), .error(.preconditionFailed),
  ]

  private static func send(_ face: Face, _ caching: String, _ call: Call) throws -> Response {
    let bytes = Array(face.svg.utf8)
    let tag = EntityTag(Hex.encode(SHA256.digest(of: bytes).prefix(16)))
    let response: Response =
      switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
      case .notModified: .notModified
      case .failed: throw AppError(.preconditionFailed, "The face is not the one you expect")
      case .proceed: .movingDrawing(bytes)
      }
    return response.with("ETag", tag.description).with("Cache-Control", caching)
  }
}
