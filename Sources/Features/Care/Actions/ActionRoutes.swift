import Accounts
import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/actions`: what staff do. `/standing`: what they did to the member who asks.
struct ActionRoutes: Sendable {
  let actions: ActionService
  let site: Site

  private static let answers: [RouteAnswer] = [
    .json(201, "The action", CareSchemas.action), .json(200, "It is removed already: the standing action", CareSchemas.action),
    .error(.notFound), .error(.gone), .error(.conflict),
  ]

  var routes: [Route] {
    [
      .both(
        "/admin/actions", .permission(.moderate), "Warn, remove, mute or ban", tag: "Moderation", request: CareSchemas.acting,
        answers: Self.answers, errorPageFor: Route.formCannotAnswer
      ) { call, fields in
        let draft = try Fields.read(fields) { ActionDraft(reading: &$0) }
        return try await actions.act(call.idempotentScope(draft.canonical), draft)
      } answer: { taken in
        .json(taken.isNew ? 201 : 200) { taken.action.write(to: &$0) }
      } leadingTo: { _, taken in
        taken.action.page
      } refuse: { call, form in
        page(call, ActForm(typed: form.fields, refused: form.error))
      },
      .form("/admin/actions/ask", .permission(.moderate), "Act on a case; a ban is asked for once more", request: CareSchemas.actForm) {
        ActionDraft(reading: &$0)
      } submit: { call, draft in
        guard draft.kind == .ban else { return .redirect(to: try await actions.act(call.scope, draft).action.page) }
        return .page(BanPage(state: ActForm(draft), visit: Visit(site, call)))
      } refuse: { call, form in
        page(call, ActForm(typed: form.fields, refused: form.error))
      },
      .form(
        "/admin/actions/bulk/ask", .permission(.moderate), "Ask once more before many are banned", request: CareSchemas.bulkAsk,
        body: { try await $0.form(numbering: "usernames") }
      ) { fields in
        fields.ignore("action", "reason", "message")
        let names = fields.usernames()
        return ActForm(typed: fields, names: names)
      } submit: { call, form in
        .page(BulkBanPage(state: form, visit: Visit(site, call)))
      } refuse: { call, form in
        .page(BulkBanPage(state: ActForm(typed: form.fields, refused: form.error), visit: Visit(site, call)))
      },
      .both(
        "/admin/actions/bulk", .permission(.moderate), "Mute or ban many", tag: "Moderation", request: CareSchemas.bulk,
        answers: [.json(200, "Each by itself", CareSchemas.bulkAnswer)], numbering: "usernames"
      ) { call, fields in
        let (usernames, draft) = try Fields.read(fields) { fields in
          let usernames = fields.usernames()
          let draft = ActionDraft(reading: &fields, of: [.mute, .ban], subject: .member(""))
          return (usernames, draft)
        }
        return try await actions.bulk(call.scope, usernames) { draft.about($0) }
      } answer: { done in
        .json { json in
          json.object { json in
            json.key("actions")
            json.array { json in for action in done.actions { action.write(to: &json) } }
            json.key("refused")
            json.array { json in
              for one in done.refused {
                json.object { json in
                  json.field("username", one.username)
                  json.field("code", one.code.rawValue)
                }
              }
            }
          }
        }
      } leadingTo: { _, done in
        CarePath.actions(refusing: done.refused.map(\.username))
      } refuse: { call, form in
        .page(BulkBanPage(state: ActForm(typed: form.fields, refused: form.error), visit: Visit(site, call)))
      },
      .either(
        .get, "/admin/actions", .permission(.moderate), "What staff did, newest first", tag: "Moderation", request: CareSchemas.actionQuery,
        answers: [.json(200, "A slice of it", CareSchemas.actions), .error(.notFound), .error(.badRequest)], handler: list),
      .either(
        .get, "/admin/actions/{id}", .permission(.moderate), "One action", tag: "Moderation", request: CareSchemas.addressed,
        answers: [.json(200, "The action", CareSchemas.action), .error(.notFound)], handler: show),
      .both(
        "/admin/actions/{id}/undo", .permission(.moderate), "Take an action back", tag: "Moderation", request: CareSchemas.undoing,
        answers: [.json(200, "The action", CareSchemas.action), .error(.notFound), .error(.gone)], errorPageFor: Route.formCannotAnswer
      ) { call, fields in
        try await actions.undo(call.scope, call.id()) { try Fields.read(fields) { $0.text("message", Action.messageLengths) } }
      } answer: { action in
        .json { action.write(to: &$0) }
      } leadingTo: { _, action in
        CarePath.action(action.id)
      } refuse: { call, form in
        let action = try await actions.action(call.scope, call.id())
        return .page(
          ActionPage(action: action, typed: form.typed("message"), error: form.error, now: call.scope.now, visit: Visit(site, call)))
      },
      .either(
        .get, "/standing", .signedIn, "What staff did to the member in the last year", tag: "Moderation",
        answers: [.json(200, "The member's standing", CareSchemas.standing)], handler: standing),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (
        username: fields.optionalText("username", 1...64), kind: fields.optionalChoice("action", of: ActionKind.self),
        before: fields.optionalID("before", of: ActionEntity.self), limit: fields.sliceLimit(),
        refused: fields.optionalText("refused", 0...1_000) ?? ""
      )
    }
    let slice = try await actions.list(call.scope, of: asked.username, asked.kind, before: asked.before, limit: asked.limit)
    guard call.wantsPage else { return .json { slice.write(to: &$0) } }
    return .page(
      ActionListPage(
        slice: slice, username: asked.username, kind: asked.kind, isNewest: asked.before == nil, now: call.scope.now,
        refused: Self.names(asked.refused), visit: Visit(site, call)))
  }

  /// What an address says of usernames, and nothing that looks like more.
  private static func names(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: " ")).compactMap { Username.accepted(String(Substring($0))) }
  }

  private func show(_ call: Call) async throws -> Response {
    let action = try await actions.action(call.scope, call.id())
    guard call.wantsPage else { return .json { action.write(to: &$0) } }
    return .page(ActionPage(action: action, typed: "", error: nil, now: call.scope.now, visit: Visit(site, call)))
  }

  private func standing(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    let standing = try await actions.standing(call.scope)
    guard call.wantsPage else {
      return .json { json in
        json.object { json in
          json.field("muted_until", standing.mutedUntil?.iso8601)
          json.key("actions")
          json.array { json in for action in standing.actions { action.writeStanding(to: &json) } }
        }
      }
    }
    return .page(StandingPage(mutedUntil: standing.mutedUntil, actions: standing.actions, now: call.scope.now, visit: Visit(site, call)))
  }

  private func page(_ call: Call, _ form: ActForm) -> Response { .page(ActPage(state: form, visit: Visit(site, call))) }
}

extension Action {
  /// Where an action leads: to its case, or to itself.
  fileprivate var page: String { record.map { CarePath.record($0) } ?? CarePath.action(id) }
}

extension ActionDraft {
  /// Reads what staff want to do. In forms the fields of the target are `kind` and `id`, and a duration that does not belong is ignored.
  fileprivate init(reading fields: inout Fields, of kinds: [ActionKind] = ActionKind.allCases, subject given: Subject? = nil) {
    kind = fields.choice("action")
    if !kinds.contains(kind) { fields.refuse("action", "must be mute or ban") }
    reason = fields.choice("reason")
    message = fields.text("message", Action.messageLengths)
    logNote = fields.optionalLine("log_note", Action.logNoteLengths) ?? ""
    let given = given ?? Self.subject(of: kind, reading: &fields)
    subject = given
    switch kind.minutes {
    case let range?: minutes = kind == .mute ? fields.integer("minutes", range) : fields.optionalInteger("minutes", range)
    case nil:
      minutes = nil
      fields.ignoreInForms("minutes")
    }
    content = kind == .ban ? BanContent(reading: &fields) : nil
    if kind != .ban { fields.ignoreInForms("content", "hours") }
  }

  private static func subject(of kind: ActionKind, reading fields: inout Fields) -> Subject {
    let target = target(reading: &fields)
    let (username, record) = (fields.optionalText("username", 1...64), fields.optionalID("case", of: CaseEntity.self))
    let all: [(name: String, subject: Subject?)] = [
      ("username", username.map { .member($0) }), ("target", target.map { .thing($0) }), ("case", record.map { .record($0) }),
    ]
    let given = all.compactMap { one in one.subject.map { (one.name, $0) } }
    let wrong = kind == .remove ? "username" : "target"
    if let (name, _) = given.first(where: { $0.0 == wrong }) { fields.refuse(name, "does not belong to this action") }
    guard given.count == 1 else {
      fields.refuse(
        given.last?.0 ?? (kind == .remove ? "target" : "username"), "must be given, and nothing else that says whom it is about")
      return .member("")
    }
    return given[0].1
  }

  private static func target(reading fields: inout Fields) -> ReportTarget? {
    guard fields.isFromForm else {
      return fields.optionalObject("target") { ReportTarget(kind: $0.text("kind", 1...20), id: $0.text("id", 1...ReportTarget.longestID)) }
    }
    let (kind, id) = (fields.optionalText("kind", 1...20), fields.optionalText("id", 1...ReportTarget.longestID))
    guard let kind, let id else { return nil }
    return ReportTarget(kind: kind, id: id)
  }

  /// The same about a member.
  fileprivate func about(_ username: String) -> ActionDraft {
    ActionDraft(
      kind: kind, reason: reason, message: message, logNote: logNote, subject: .member(username), minutes: minutes, content: content)
  }

  /// What an `Idempotency-Key` stands for.
  fileprivate var canonical: [UInt8] {
    var json = JSONWriter()
    json.array { json in
      for text in [kind.rawValue, reason.rawValue, message, logNote] { json.string(text) }
      for number in [minutes, content?.hours] { json.string(number.map(String.init) ?? "") }
      switch subject {
      case .member(let username): json.string("@" + username)
      case .thing(let target):
        json.string(target.kind)
        json.string(target.id)
      case .record(let id): json.int(id.rawValue)
      }
    }
    return json.bytes
  }
}

extension BanContent {
  /// In forms, hours that do not belong are ignored.
  fileprivate init(reading fields: inout Fields) {
    let word = fields.optionalText("content", 0...20) ?? ""
    switch word {
    case "", "hide":
      fields.ignoreInForms("hours")
      self = .hide
    case "remove": self = .remove(hours: fields.optionalInteger("hours", Self.hours) ?? Self.usualHours)
    default:
      fields.refuse("content", "must be hide or remove")
      self = .hide
    }
  }
}

extension Fields {
  /// The members of a bulk action: a list in JSON, the fields `usernames.1` and so on in forms.
  fileprivate mutating func usernames() -> [String] {
    let problem = "must be 1 to 100 usernames"
    guard isFromForm else { return texts("usernames", 1...100, upTo: 64, problem) }
    var names: [String] = []
    if !has("usernames.1") { refuse("usernames", "must be ticked: 1 to 100 members") }
    while has("usernames.\(names.count + 1)"), names.count < 101 {
      names.append(optionalText("usernames.\(names.count + 1)", 1...64) ?? "")
    }
    if names.count > 100 { refuse("usernames", problem) }
    return names
  }
}

extension ActForm {
  fileprivate init(typed fields: Fields, names: [String]) {
    self.init(
      action: ActionKind.ban.rawValue, reason: fields.typed("reason", upTo: 20), message: fields.typed("message"), usernames: names)
  }

  fileprivate init(typed fields: Fields, refused error: AppError) {
    self.init(
      action: fields.typed("action", upTo: 20), reason: fields.typed("reason", upTo: 20), message: fields.typed("message"),
      minutes: fields.typed("minutes", upTo: 20), logNote: fields.typed("log_note"), username: fields.typed("username", upTo: 64),
      usernames: (1...100).prefix { fields.has("usernames.\($0)") }.map { fields.typed("usernames.\($0)", upTo: 64) },
      kind: fields.typed("kind", upTo: 20), id: fields.typed("id", upTo: 100), record: fields.typed("case", upTo: 20),
      content: fields.typed("content", upTo: 20),
      hours: fields.typed("hours", upTo: 20), error: error)
  }

  fileprivate init(_ draft: ActionDraft) {
    var (username, kind, id, record) = ("", "", "", "")
    switch draft.subject {
    case .member(let name): username = name
    case .thing(let target): (kind, id) = (target.kind, target.id)
    case .record(let number): record = number.description
    }
    self.init(
      action: draft.kind.rawValue, reason: draft.reason.rawValue, message: draft.message, minutes: draft.minutes.map(String.init) ?? "",
      logNote: draft.logNote, username: username, kind: kind, id: id, record: record, content: draft.content?.word ?? "",
      hours: draft.content?.hours.map(String.init) ?? "", error: nil)
  }
}
