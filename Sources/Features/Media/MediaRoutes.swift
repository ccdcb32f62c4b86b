import Core
import HTTP
import JSON
import Web

/// `/api/media*`.
struct MediaRoutes: Sendable {
  let media: MediaService
  let uploads: UploadService

  var routes: [Route] {
    [
      .api(
        .post, "/api/media", .permission(.uploadMedia), "Upload a picture or a sound", tag: "Media",
        limit: [.requests, .member(.upload)], request: MediaSchemas.upload,
        answers: [
          .success(201, "The file, ready to be used", MediaSchemas.one), .success(200, "The same bytes were there", MediaSchemas.one),
          .error(.limitExceeded), .error(.conflict),
        ], handler: upload
      ).switched(.by(.media)),
      .api(
        .get, "/api/media", .signedIn, "A page of the member's own files, newest first", tag: "Media", request: MediaSchemas.query,
        answers: [.success(200, "The page", MediaSchemas.list), .error(.badRequest)], handler: list),
      .api(
        .get, "/api/media/{id}", .signedIn, "One of the member's own files, with what shows it", tag: "Media",
        request: MediaSchemas.addressed, answers: [.success(200, "The file", MediaSchemas.used), .error(.notFound), .error(.badRequest)],
        handler: get),
      .api(
        .delete, "/api/media/{id}", .signedIn, "Delete a file that nothing shows", tag: "Media", request: MediaSchemas.addressed,
        answers: [
          .success(200, "Deleted, its bytes too", MediaSchemas.deleted), .error(.notFound), .error(.conflict), .error(.badRequest),
        ], handler: delete),
    ]
  }

  private func upload(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    let reception = try await uploads.begin(call.scope)
    let result: Result<MediaUpload, any Error>
    do {
      let fields = try await call.multipart { part in
        guard part.name == "file" else { throw AppError.validation("file", "is the only file that is taken") }
        return await MediaSink(reception, isKept: reception.begin())
      }
      try Fields.read(fields) { fields in if fields.has("file") { fields.refuse("file", "must be a file") } }
      result = .success(try await uploads.finish(call.scope, reception) { try call.idempotentScope($0) })
    } catch {
      result = .failure(error)
    }
    await reception.remove()
    return try answer(try result.get())
  }

  private func answer(_ upload: MediaUpload) throws -> Response {
    .success(upload.isNew ? 201 : 200) { json in
      json.key("media")
      json.raw(upload.json)
    }.with("Location", MediaPath.item(upload.id))
  }

  private func list(_ call: Call) async throws -> Response {
    let request = try Fields.read(try call.query()) { MediaListRequest(reading: &$0) }
    let page = try await media.list(call.scope, request)
    return .success { json in
      json.key("media")
      json.array { json in for item in page.items { item.shown.write(to: &json) } }
      json.field("next", page.next?.rawValue)
      json.field("used", page.used)
      json.field("quota", page.quota)
    }
  }

  private func get(_ call: Call) async throws -> Response {
    let (item, uses) = try await media.item(call.scope, call.mediaID())
    try call.refuseQuery()
    return .success { json in
      json.key("media")
      item.shown.write(to: &json)
      json.key("uses")
      json.array { json in
        for use in uses {
          json.object { json in
            json.field("kind", use.kind)
            json.field("id", use.subject)
            json.field("link", use.link)
          }
        }
      }
    }
  }

  private func delete(_ call: Call) async throws -> Response {
    let id = try call.mediaID()
    try call.refuseQuery()
    try await media.delete(call.scope, id)
    return .success { $0.field("id", id.rawValue) }
  }
}

extension Call {
  /// The id in the path. `NOT_FOUND` if it is malformed, the same as for an unknown id.
  func mediaID() throws(AppError) -> MediaID {
    guard let id = MediaID(text: path("id")) else { throw .noMedia }
    return id
  }
}

/// Hands the pieces of a file to its reception. The caller that began the upload removes what was written.
final class MediaSink: UploadSink {
  private let reception: MediaReception
  private let isKept: Bool

  init(_ reception: MediaReception, isKept: Bool) {
    self.reception = reception
    self.isKept = isKept
  }

  func write(_ bytes: [UInt8]) async throws { if isKept { try await reception.add(bytes) } }
  func finish() async throws {}
  func discard() async {}
}
