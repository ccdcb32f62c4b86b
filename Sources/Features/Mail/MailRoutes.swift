import Accounts
import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/mail`: letters, and a test.
struct MailRoutes: Sendable {
  static let path = Site.adminMailPath
  static let testPath = Link("admin", "mail", "test").text
  static func older(_ before: LetterID) -> String { Link("admin", "mail", query: ["before": "\(before)"]).text }

  let mail: MailService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/mail", .permission(.admin), "Letters of the last 30 days, newest first", tag: "Operations",
        request: MailSchemas.query, answers: [.json(200, "A slice of them", MailSchemas.list), .error(.badRequest)], handler: list),
      .both(
        "/admin/mail/test", .permission(.admin), "Send a test letter now, and tell what the mail server said", tag: "Operations",
        limit: [.requests, .member(.mailTest)], request: MailSchemas.test,
        answers: [.json(200, "What became of it", MailSchemas.outcome), .error(.unavailable)]
      ) { call, fields in
        let to = try Fields.read(fields) { $0.parsed("to", EmailAddress.rule, placeholder: "", EmailAddress.accepted) }
        return try await mail.test(call.scope, to: to)
      } answer: { letter in
        .json { letter.writeOutcome(to: &$0) }
      } leadingTo: { _, _ in
        Self.path
      } refuse: { call, form in
        try await page(call, before: nil, limit: Self.pageLength, typed: form.typed("to"), error: form.error)
      },
    ]
  }

  private static let pageLength = 50

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (before: fields.optionalID("before", of: LetterEntity.self), limit: fields.sliceLimit())
    }
    guard !call.wantsPage else { return try await page(call, before: asked.before, limit: asked.limit) }
    let slice = try await mail.list(call.scope, before: asked.before, limit: asked.limit)
    return .json { json in
      json.object { json in
        json.field("configured", mail.mailer != nil)
        json.field("from", mail.mailer.map { _ in mail.from })
        json.key("letters")
        json.array { json in for letter in slice.letters { letter.write(to: &json) } }
        json.field("next", slice.next?.rawValue)
      }
    }
  }

  private func page(_ call: Call, before: LetterID?, limit: Int, typed: String = "", error: AppError? = nil) async throws -> Response {
    let slice = try await mail.list(call.scope, before: before, limit: limit)
    return .page(
      MailPage(
        slice: slice, from: mail.mailer.map { _ in mail.from }, isNewest: before == nil, typed: typed, error: error,
        visit: Visit(site, call)))
  }
}
