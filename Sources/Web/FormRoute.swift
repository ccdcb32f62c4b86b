import Core
import Engine
import HTTP
import JSON

/// A form that was refused, to be shown again.
public struct RefusedForm {
  public let error: AppError
  /// What was sent; see `Fields.typed`.
  public let fields: Fields

  init(_ fields: Fields, _ error: AppError) {
    self.fields = fields
    self.error = error
  }

  /// The text of a field as it was typed, unchecked. Longer text than `bytes` is left out: say so where it is compared or looked up.
  public func typed(_ name: String, upTo bytes: Int = .max) -> String { fields.typed(name, upTo: bytes) }
}

extension Endpoint where Rules == RouteRules, Handler == RouteHandler {
  /// Codes that no form can answer: the thing is not there, or the caller has no session. They get an error page.
  public static var formCannotAnswer: [AppError.Code] { [.unauthorized, .authInvalid, .notFound] }

  /// A form on a page. It reads its fields, counts the route's limits, makes one service call and answers, mostly with a redirect. When
  /// any of that is refused, the page comes back with the form, what was typed and what was wrong, under the error's own status. What the
  /// server could not do gets an error page, except when it is only busy.
  ///
  ///     .form("/notes", .permission(.useTasks), "Make a note", request: .form(.required("title", .string(1...200)))) { fields in
  ///       fields.line("title", 1...200)
  ///     } submit: { call, title in
  ///       try await notes.make(call.scope, titled: title)
  ///       return .redirect(to: "/notes")
  ///     } refuse: { call, form in
  ///       .page(form.error.code.status, NotePage(title: form.typed("title"), problem: form.error.message, visit: Visit(site, call)))
  ///     }
  ///
  /// - Parameters:
  ///   - body: how the fields are taken from the request's body.
  ///   - codes: errors that get an error page instead of the form.
  ///   - refuse: nil where every refusal gets an error page.
  public static func form<Input: Sendable>(
    _ path: PathPattern, _ policy: Policy, _ summary: String, limit: RouteLimits = .requests, request: RequestSchema,
    errorPageFor codes: [AppError.Code] = formCannotAnswer,
    body: @escaping @Sendable (Call) async throws -> Fields = { try await $0.form() },
    read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    submit: @escaping @Sendable (Call, Input) async throws -> Response,
    refuse: (@Sendable (Call, RefusedForm) async throws -> Response)? = nil
  ) -> Route {
    submitting(path, policy, summary, limit, request, codes, body, refuse) { call, fields in
      try await call.count(limit.counted(.asAttempt))
      let input = try Fields.read(fields, read)
      try await call.count(limit.counted(.asAction))
      return try await submit(call, input)
    }
  }

  /// A form without fields: a button. A body is not looked at.
  public static func button(
    _ path: PathPattern, _ policy: Policy, _ summary: String, limit: RouteLimits = .requests,
    errorPageFor codes: [AppError.Code] = formCannotAnswer,
    submit: @escaping @Sendable (Call) async throws -> Response,
    refuse: (@Sendable (Call, RefusedForm) async throws -> Response)? = nil
  ) -> Route {
    submitting(
      path, policy, summary, limit, .none, codes, { _ in Fields(form: [(name: ShortName, value: String)]()) }, refuse
    ) { call, _ in
      try await call.count(limit.counted(.asAttempt, .asAction))
      return try await submit(call)
    }
  }

  /// A path that takes JSON from programs, and the same fields as a form from people. Programs get `answer`. A form that was done leads to
  /// `leadingTo`; a refused one is shown again by `refuse`. A request without a body has no fields.
  ///
  /// - Parameters:
  ///   - numbered: a field that a form may give several times; see `Call.form(numbering:)`.
  ///   - submit: reads the fields and makes one service call.
  public static func both<Outcome: Sendable>(
    _ path: PathPattern, _ policy: Policy, _ summary: String, tag: String, limit: RouteLimits = .requests, request: RequestSchema,
    answers: [RouteAnswer], numbering numbered: ShortName? = nil, errorPageFor codes: [AppError.Code] = formCannotAnswer + [.gone],
    submit: @escaping @Sendable (Call, Fields) async throws -> Outcome,
    answer: @escaping @Sendable (Outcome) throws -> Response,
    leadingTo: @escaping @Sendable (Call, Outcome) throws -> String,
    refuse: @escaping @Sendable (Call, RefusedForm) async throws -> Response
  ) -> Route {
    route(.post, path, policy, summary, tag, limit, .either, request, answers, countsItself: true) { call in
      let isForm =
        call.request.contentType.map { $0.essence == "application/x-www-form-urlencoded" }
        ?? (!call.request.body.isPresent && call.wantsPage)
      let fields = try await call.fields(isForm: isForm, numbering: numbered)
      do {
        try await call.count(limit.counted(.asAttempt, .asAction))
        let outcome = try await submit(call, fields)
        return isForm ? .redirect(to: try leadingTo(call, outcome)) : try answer(outcome)
      } catch let error as AppError where isForm && error.isShownInForms && !codes.contains(error.code) {
        var response = try await refuse(call.showingPage(), RefusedForm(fields, error))
        response.status = error.code.status
        return response.retrying(after: error)
      }
    }
  }

  private static func submitting(
    _ path: PathPattern, _ policy: Policy, _ summary: String, _ limit: RouteLimits, _ request: RequestSchema, _ codes: [AppError.Code],
    _ body: @escaping @Sendable (Call) async throws -> Fields,
    _ refuse: (@Sendable (Call, RefusedForm) async throws -> Response)?,
    _ answer: @escaping @Sendable (Call, Fields) async throws -> Response
  ) -> Route {
    route(.post, path, policy, summary, nil, limit, .person, request, [], countsItself: true) { call in
      let fields = try await body(call)
      do {
        if let failure = fields.failure { throw failure }
        return try await answer(call, fields)
      } catch let error as AppError where error.isShownInForms && !codes.contains(error.code) {
        guard let refuse else { throw error }
        var response = try await refuse(call.showingPage(), RefusedForm(fields, error))
        response.status = error.code.status
        return response.retrying(after: error)
      }
    }
  }

  /// A route for programs that reads the body's JSON fields, counts the route's limits and answers by one service call.
  public static func api<Input: Sendable>(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, tag: String? = nil,
    limit: RouteLimits = .requests, request: RequestSchema, answers: [RouteAnswer] = [],
    read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    answer: @escaping @Sendable (Call, Input) async throws -> Response
  ) -> Route {
    route(method, path, policy, summary, tag, limit, .program, request, answers, countsItself: true) { call in
      try await call.count(limit.counted(.asAttempt))
      let input = try Fields.read(try await call.json(), read)
      try await call.count(limit.counted(.asAction))
      return try await answer(call, input)
    }
  }
}

extension Call {
  fileprivate func fields(isForm: Bool, numbering numbered: ShortName?) async throws(AppError) -> Fields {
    guard request.body.isPresent || request.contentType != nil else { return Fields(form: [(name: ShortName, value: String)]()) }
    guard isForm else { return try await json() }
    if let numbered { return try await form(numbering: numbered) }
    return try await form()
  }
}

extension Endpoint where Rules == RouteRules, Handler == RouteHandler {
  /// The same for a thing that not everybody sees: what is wrong with the body is told by `input`, which the service calls once it knows that
  /// the caller may. Only requests with a body that will do are counted.
  ///
  /// - Parameter limit: of the body, in bytes.
  public static func api<Input: Sendable>(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, tag: String? = nil,
    limit: RouteLimits = .requests, upTo bytes: Int = BodyLimit.json, request: RequestSchema, answers: [RouteAnswer] = [],
    read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    judged answer: @escaping @Sendable (_ call: Call, _ input: @escaping @Sendable () throws -> Input) async throws -> Response
  ) -> Route {
    route(method, path, policy, summary, tag, limit, .program, request, answers, countsItself: true) { call in
      try await call.count(limit.counted(.asAttempt))
      let input: Result<Input, AppError>
      do throws(AppError) { input = .success(try Fields.read(try await call.json(upTo: bytes), read)) } catch { input = .failure(error) }
      if case .success = input { try await call.count(limit.counted(.asAction)) }
      return try await answer(call) { try input.get() }
    }
  }
}

extension AppError {
  /// What the caller did can be shown where they did it. A fault of the server gets an error page.
  fileprivate var isShownInForms: Bool { code.status < 500 || code == .unavailable }
}
