import Core
import Design
import HTTP
import JSON
import Web

/// Stories that come in as files, for programs and for people.
struct ImportRoutes: Sendable {
  let copying: StoryCopying
  let site: Site

  /// The file, and what a form has around it.
  private static let mostBytes = StoryImport.mostBytes + 4 << 10

  var routes: [Route] {
    [
      .api(
        .post, "/api/song/import", .permission(.editSong), "Make a story of a file: Twee 3, or JSON as it is exported", tag: "Song",
        limit: [.requests, .member(.makeStory)], request: SongSchemas.importFile,
        answers: [.success(201, "The story; Location says where", SongSchemas.imported), .error(.limitExceeded)], handler: take),
      .page(.get, "/song/import", .permission(.editSong), "The form to import a story") { call in
        try call.refuseQuery()
        return .page(ImportPage(error: nil, requestID: call.newRequestID, visit: Visit(site, call)))
      },
      .form(
        "/song/import", .permission(.editSong), "Import a story", limit: [.requests, .member(.makeStory)],
        request: SongSchemas.importForm, body: { try await Self.form($0) }
      ) { fields throws(AppError) in
        fields.ignore("file", "request_id")
        let bytes = Array(fields.typed("file").utf8)
        guard !bytes.isEmpty else { throw .validation("file", "must be a file") }
        return (bytes: bytes, found: try StoryImport(bytes), name: fields.typed("request_id", upTo: 255))
      } submit: { call, form in
        let made = try await copying.take(call.idempotentScope(form: form.name, form.bytes), form.found.story)
        guard !form.found.warnings.isEmpty else { return .redirect(to: SongPath.story(made.id)) }
        return .page(ImportedPage(id: made.id, title: form.found.story.title, warnings: form.found.warnings, visit: Visit(site, call)))
      } refuse: { call, form in
        .page(ImportPage(error: form.error, requestID: call.newRequestID, visit: Visit(site, call)))
      },
    ]
  }

  private func take(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    let (fields, bytes) = try await Self.file(of: call)
    try Fields.read(fields) { fields in if bytes == nil { fields.refuse("file", "must be a file") } }
    let found = try StoryImport(bytes ?? [])
    let made = try await copying.take(call.idempotentScope(bytes ?? []), found.story)
    return .success(201) { json in
      json.key("story")
      json.raw(made.json)
      json.key("warnings")
      json.array { json in
        for warning in found.warnings {
          json.object { json in
            json.field("line", warning.line)
            json.field("text", warning.text)
          }
        }
      }
    }.with("Location", SongPath.story(made.id))
  }

  /// The form with the text of its file in the field `file`.
  private static func form(_ call: Call) async throws -> Fields {
    let (given, bytes) = try await file(of: call)
    var fields = given
    if let bytes {
      if let text = String(validating: bytes, as: UTF8.self) {
        fields.set("file", to: text)
      } else {
        fields.failure = .validation("file", "is not UTF-8")
      }
    }
    return fields
  }

  private static func file(of call: Call) async throws -> (Fields, [UInt8]?) {
    let (fields, files) = try await call.multipart(inMemory: mostBytes)
    guard files.allSatisfy({ ShortName($0.field) == "file" }), files.count <= 1 else {
      throw AppError.validation("file", "is the only file that is taken")
    }
    if let file = files.first, file.bytes.count > StoryImport.mostBytes { throw AppError(.payloadTooLarge, "The file has more than 2 MiB") }
    return (fields, files.first?.bytes)
  }
}
