import Core
import Design
import HTTP
import JSON
import Web

/// `/appeals`: members appeal. `/admin/appeals`: staff decide.
struct AppealRoutes: Sendable {
  let appeals: AppealService
  let actions: ActionService
  let site: Site

  var routes: [Route] {
    [
      .both(
        "/appeals", .anyone, "Appeal against what staff did; banned members give the token of their refusal", tag: "Moderation",
        request: CareSchemas.appealing,
        answers: [
          .json(201, "The appeal", CareSchemas.appeal), .error(.unauthorized), .error(.authInvalid), .error(.forbidden), .error(.notFound),
          .error(.conflict), .error(.gone),
        ]
      ) { call, fields in
        let subject = try AppealSubject(peeking: fields, scope: call.scope)
        let text = Result { () throws(AppError) in try Fields.read(fields) { $0.appeal(subject) } }
        let content = Array("\(subject) \((try? text.get()) ?? "")".utf8)
        return try await appeals.appeal(call.idempotentScope(content), subject) { try text.get() }
      } answer: { appeal in
        .json(201) { appeal.write(to: &$0) }
      } leadingTo: { _, _ in
        CarePath.standing
      } refuse: { call, form in
        try await refused(call, form)
      }.admittingBanned(),
      .either(
        .get, "/admin/appeals", .permission(.moderate), "Appeals, newest first", tag: "Moderation", request: CareSchemas.appealQuery,
        answers: [.json(200, "A slice of them", CareSchemas.appeals), .error(.badRequest)], handler: list),
      .both(
        "/admin/appeals/{id}/decide", .permission(.moderate), "Decide an appeal; overturning undoes the action", tag: "Moderation",
        request: CareSchemas.deciding, answers: [.json(200, "The appeal", CareSchemas.appeal), .error(.notFound), .error(.conflict)]
      ) { call, fields in
        try await appeals.decide(call.scope, call.id()) { try Fields.read(fields) { Verdict(reading: &$0) } }
      } answer: { action in
        .json { json in if let appeal = action.appeal { appeal.write(to: &json) } else { json.null() } }
      } leadingTo: { _, _ in
        CarePath.appeals(.open)
      } refuse: { call, form in
        let action = try await appeals.action(call.scope, of: call.id())
        return .page(
          AppealListPage(
            slice: AppealSlice(actions: [action], next: nil), filter: action.appeal?.status == .open ? .open : .closed, isNewest: true,
            typed: form.typed("message"), chosen: form.typed("decision", upTo: 20), error: form.error, now: call.scope.now,
            visit: Visit(site, call)))
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (
        filter: fields.optionalChoice("status", of: AppealFilter.self) ?? .open, before: fields.optionalID("before", of: AppealEntity.self),
        limit: fields.sliceLimit()
      )
    }
    let slice = try await appeals.list(call.scope, asked.filter, before: asked.before, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    return .page(
      AppealListPage(
        slice: slice, filter: asked.filter, isNewest: asked.before == nil, now: call.scope.now, visit: Visit(site, call)))
  }

  private func refused(_ call: Call, _ form: RefusedForm) async throws -> Response {
    let (visit, typed) = (Visit(site, call), form.typed("text"))
    guard call.scope.member != nil, !form.fields.has("token") else {
      return .page(BanAppealPage(token: form.typed("token", upTo: 4_096), typed: typed, error: form.error, visit: visit))
    }
    let standing = try await actions.standing(call.scope)
    return .page(
      StandingPage(
        mutedUntil: standing.mutedUntil, actions: standing.actions, now: call.scope.now,
        typed: (action: form.typed("action", upTo: 20), text: typed), error: form.error, visit: visit))
  }
}

extension AppealSubject {
  /// What an appeal is against, which is looked up before the text is read.
  fileprivate init(peeking fields: Fields, scope: Scope) throws(AppError) {
    var fields = fields
    let action = fields.optionalID("action", of: ActionEntity.self)
    guard !fields.has("token") else {
      self = .ban(token: fields.typed("token", upTo: 4_096), action)
      return
    }
    _ = try scope.requireMember()
    guard let action else { throw .validation("action", "must be the id of an action") }
    self = .action(action)
  }
}

extension Fields {
  /// The text of an appeal, after what it is against.
  fileprivate mutating func appeal(_ subject: AppealSubject) -> String {
    switch subject {
    case .action: _ = id("action", of: ActionEntity.self)
    case .ban: _ = text("token", 1...4_096)
    }
    return text("text", Appeal.textLengths)
  }
}

extension Verdict {
  fileprivate init(reading fields: inout Fields) {
    self.init(fields.choice("decision"), answer: fields.text("message", Appeal.answerLengths))
  }
}
