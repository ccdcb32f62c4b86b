import Core
import HTTP
import Web

/// `/media/{id}/{file}`: the bytes, for viewers who may see something that shows them.
struct MediaFileRoutes: Sendable {
  let media: MediaService

  var route: Route {
    .api(
      .get, "/media/{id}/{file}", .anyone, "A file: WebP of one width, or MP3", tag: "Media", limit: [.requests(.media)],
      request: MediaSchemas.file,
      answers: MediaFile.answers, handler: send)
  }

  private func send(_ call: Call) async throws -> Response {
    guard let name = MediaFileName(rawValue: call.path("file")), !name.isSquare else { throw AppError.noMedia }
    let file = try await media.file(call.scope, call.mediaID(), name)
    return try file.answer(call, caching: file.isPublic ? "public, max-age=300" : "private, max-age=300")
  }
}

extension MediaFile {
  /// What `answer` gives.
  public static let answers: [RouteAnswer] = [
    .other(200, "The bytes"), .other(206, "The range that was asked for"), .other(304, "The caller has it"), .error(.notFound),
    .error(.preconditionFailed), .error(.rangeNotSatisfiable), .error(.badRequest),
  ]

  /// The bytes, or as much of them as the caller asks for.
  public func answer(_ call: Call, caching: String) throws(AppError) -> Response {
    let tag = EntityTag(tag)
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: return Response.notModified.with("ETag", tag.description).with("Cache-Control", caching)
    case .failed: throw AppError(.preconditionFailed, "The file is not the one you expect")
    case .proceed: break
    }
    return try read(FileRequest(call.request), tag).with("Content-Type", type).with("Cache-Control", caching)
      .with("Content-Disposition", "inline").with("Content-Security-Policy", "default-src 'none'; sandbox")
  }

  private func read(_ request: FileRequest, _ tag: EntityTag) throws(AppError) -> Response {
    switch stored {
    case .disk(let path):
      do throws(DiskFile.Failure) { return try DiskFile(path: path).answer(request, tag: tag) } catch {
        // Deleted a moment ago.
        if error == .missing { throw .noMedia }
        throw AppError(.unavailable, "The file cannot be read right now", retryAfter: .seconds(5))
      }
    }
  }
}
