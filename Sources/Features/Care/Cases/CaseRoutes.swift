import Core
import Design
import HTTP
import JSON
import Media
import Web

/// `/admin/reports`: the queue of the staff, and one case.
struct CaseRoutes: Sendable {
  let cases: CaseService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/reports", .permission(.moderate), "Cases: open ones with the most pressing first", tag: "Reports",
        request: CareSchemas.queue, answers: [.json(200, "A slice of them", CareSchemas.cases), .error(.badRequest)], handler: list),
      .either(
        .get, "/admin/reports/{id}", .permission(.moderate), "One case", tag: "Reports", request: CareSchemas.addressed,
        answers: [.json(200, "The case", CareSchemas.file), .error(.notFound)], handler: show),
      .api(
        .get, "/admin/reports/{id}/media/{media}/{file}", .permission(.moderate), "A picture or sound of what was reported", tag: "Reports",
        request: CareSchemas.caseMedia,
        answers: MediaFile.answers, handler: media),
      change("claim", "Take a case", CareSchemas.claim) { fields throws(AppError) in
        fields.optionalFlag("take_over") ?? false
      } make: { scope, id, read in
        try await cases.claim(scope, id, takingOver: read())
      },
      change("release", "Give a case back", CareSchemas.release) { _ throws(AppError) in
        ()
      } make: { scope, id, read in
        try read()
        return try await cases.release(scope, id)
      },
      change("dismiss", "Close a case without an action", CareSchemas.dismissal) { fields throws(AppError) in
        let note = fields.optionalText("note", 0...CaseNote.lengths.upperBound)
        return note.flatMap { $0.isEmpty ? nil : $0 }
      } make: { scope, id, read in
        try await cases.dismiss(scope, id, read)
      },
      .both(
        "/admin/reports/{id}/notes", .permission(.moderate), "Write a note about a case, for staff", tag: "Reports",
        request: CareSchemas.noting,
        answers: [.json(201, "The note", CareSchemas.note), .error(.notFound), .error(.conflict)]
      ) { call, fields in
        let text = Result { () throws(AppError) in
          try Fields.read(fields) { fields in
            fields.ignoreInForms("request_id")
            return fields.text("text", CaseNote.lengths)
          }
        }
        let content = Array(((try? text.get()) ?? "").utf8)
        let key = fields.isFromForm ? fields.typed("request_id", upTo: 64) : ""
        let scope = key.isEmpty ? try call.idempotentScope(content) : call.idempotentScope(form: key, content)
        return try await cases.note(scope, call.id()) { try text.get() }
      } answer: { note in
        .json(201, note.json)
      } leadingTo: { call, _ in
        CarePath.record(try call.id())
      } refuse: { call, form in
        try await page(call, refused: form)
      },
    ]
  }

  /// A change that leads back to the case.
  private func change<Input: Sendable>(
    _ action: String, _ summary: String, _ schema: RequestSchema,
    _ read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    make: @escaping @Sendable (Scope, CaseID, @Sendable () throws -> Input) async throws -> CaseFile
  ) -> Route {
    .both(
      PathPattern("/admin/reports/{id}/" + action), .permission(.moderate), summary, tag: "Reports", request: schema,
      answers: [.json(200, "The case", CareSchemas.file), .error(.notFound), .error(.conflict)]
    ) { call, fields in
      try await make(call.scope, call.id()) { try Fields.read(fields, read) }
    } answer: { file in
      .json { file.write(to: &$0) }
    } leadingTo: { call, _ in
      action == "dismiss" ? CarePath.queue : CarePath.record(try call.id())
    } refuse: { call, form in
      try await page(call, refused: form)
    }
  }

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      let filter = fields.optionalChoice("status", of: CaseFilter.self) ?? .open
      let cursor = fields.optionalParsed(filter == .closed ? "before" : "after", "must be what a list gave as next", upTo: 64) {
        CaseCursor($0, of: filter)
      }
      return (filter: filter, cursor: cursor, limit: fields.sliceLimit())
    }
    let slice = try await cases.list(call.scope, asked.filter, from: asked.cursor, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    return .page(QueuePage(slice: slice, filter: asked.filter, isFirst: asked.cursor == nil, visit: Visit(site, call)))
  }

  private func show(_ call: Call) async throws -> Response {
    guard call.wantsPage else {
      let file = try await cases.file(call.scope, call.id())
      return .json { file.write(to: &$0) }
    }
    return try await page(call)
  }

  private func media(_ call: Call) async throws -> Response {
    guard let file = MediaID(text: call.path("media")), let name = MediaFileName(rawValue: call.path("file")) else {
      throw AppError.noMedia
    }
    return try await cases.media(call.scope, call.id(), file, name).answer(call, caching: "private, no-store")
  }

  private func page(_ call: Call, refused: RefusedForm? = nil) async throws -> Response {
    let file = try await cases.file(call.scope, call.id())
    return .page(
      CasePage(
        file: file, media: try await cases.files(of: file), viewer: try call.scope.requireMember(), error: refused?.error,
        note: refused?.typed("text") ?? "",
        requestID: call.newRequestID, visit: Visit(site, call)))
  }
}
