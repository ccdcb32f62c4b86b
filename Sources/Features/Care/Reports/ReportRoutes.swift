import Core
import Design
import HTTP
import JSON
import Web

/// `/reports`: a member's reports, and the form that makes one.
struct ReportRoutes: Sendable {
  let reports: ReportService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/reports", .signedIn, "The member's own reports, newest first", tag: "Reports", request: CareSchemas.reportPage,
        answers: [.json(200, "A slice of them", CareSchemas.reports), .error(.badRequest)], handler: list),
      .page(
        .get, "/reports/new", .permission(.report), "The form that reports a thing", request: CareSchemas.form, handler: show),
      .both(
        "/reports", .permission(.report), "Report a thing", tag: "Reports", limit: [.requests, .member(.report)],
        request: CareSchemas.reporting,
        answers: [
          .json(201, "The report", CareSchemas.report), .json(200, "The first report of the same thing, which is open", CareSchemas.report),
          .error(.notFound), .error(.gone), .error(.conflict),
        ], numbering: "messages"
      ) { call, fields in
        let target = ReportTarget(peeking: fields)
        let draft = Result { () throws(AppError) in try Fields.read(fields) { ReportDraft(reading: &$0) } }
        guard let target else {
          _ = try draft.get()
          throw AppError.validation("id", "is required")
        }
        let content = (try? draft.get())?.canonical(of: target) ?? []
        let key = fields.isFromForm ? fields.typed("request_id", upTo: 64) : ""
        let scope = key.isEmpty ? try call.idempotentScope(content) : call.idempotentScope(form: key, content)
        return try await reports.report(scope, target) { try draft.get() }
      } answer: { filed in
        .json(filed.isNew ? 201 : 200) { filed.report.write(to: &$0) }
      } leadingTo: { _, _ in
        CarePath.sent
      } refuse: { call, form in
        guard let target = ReportTarget(peeking: form.fields) else { throw form.error }
        return try await page(call, target, others: form.fields.numberedTexts("messages"), refused: form)
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (before: fields.optionalID("before", of: ReportEntity.self), limit: fields.sliceLimit(), sent: fields.optionalFlag("sent") ?? false)
    }
    let slice = try await reports.list(call.scope, before: asked.before, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    return .page(ReportListPage(slice: slice, isNewest: asked.before == nil, isSent: asked.sent, visit: Visit(site, call)))
  }

  private func show(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      let target = ReportTarget(kind: fields.text("kind", 1...20), id: fields.text("id", 1...ReportTarget.longestID))
      let others = fields.optionalText("messages", 0...500)?.split(separator: ",").map(String.init) ?? []
      if others.count > ReportDraft.mostOthers { fields.refuse("messages", "must be at most \(ReportDraft.mostOthers) ids") }
      return (target, others)
    }
    return try await page(call, asked.0, others: asked.1)
  }

  private func page(_ call: Call, _ target: ReportTarget, others: [String], refused: RefusedForm? = nil) async throws -> Response {
    let subject = try await reports.subject(call.scope, target, with: others)
    return .page(
      ReportFormPage(
        target: target, thing: subject.thing, others: others, reason: refused?.typed("reason", upTo: 20) ?? "",
        note: refused?.typed("note") ?? "", error: refused?.error, requestID: call.newRequestID, visit: Visit(site, call)))
  }
}

extension ReportTarget {
  /// The thing that a request names; nil if it names none, which is found when all fields are read.
  fileprivate init?(peeking fields: Fields) {
    var fields = fields
    guard let kind = fields.optionalText("kind", 1...20), let id = fields.optionalText("id", 1...Self.longestID) else { return nil }
    self.init(kind: kind, id: id)
  }
}

extension ReportDraft {
  fileprivate init(reading fields: inout Fields) {
    _ = (fields.text("kind", 1...20), fields.text("id", 1...ReportTarget.longestID))
    fields.ignoreInForms("request_id")
    reason = fields.choice("reason")
    note = fields.optionalText("note", Self.noteLengths) ?? ""
    if reason == .other, note.isEmpty { fields.refuse("note", "is needed for the reason other") }
    others = fields.numberedIDs("messages", atMost: Self.mostOthers)
  }

  /// What an `Idempotency-Key` stands for.
  fileprivate func canonical(of target: ReportTarget) -> [UInt8] {
    var json = JSONWriter()
    json.array { json in
      for text in [target.kind, target.id, reason.rawValue, note] + others { json.string(text) }
    }
    return json.bytes
  }
}

extension Fields {
  /// Ids: a list in JSON, the fields `name.1`, `name.2` and so on in forms.
  fileprivate mutating func numberedIDs(_ name: String, atMost most: Int) -> [String] {
    let typed = numberedTexts(name)
    guard typed.isEmpty else {
      ignore(contentsOf: (1...typed.count).map { "\(name).\($0)" })
      guard typed.count <= most, typed.allSatisfy({ Identifier<Never>(text: $0) != nil }) else {
        refuse(name, "must be at most \(most) ids")
        return []
      }
      return typed
    }
    return optionalIDs(name, 0...most, of: Never.self)?.map(\.description) ?? []
  }

  fileprivate func numberedTexts(_ name: String) -> [String] {
    var texts: [String] = []
    while has("\(name).\(texts.count + 1)") { texts.append(typed("\(name).\(texts.count + 1)", upTo: 20)) }
    return texts
  }
}
