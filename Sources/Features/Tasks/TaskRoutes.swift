import Core
import HTTP
import JSON
import Web

/// `/api/tasks*`.
struct TaskRoutes: Sendable {
  let tasks: TaskService

  var routes: [Route] {
    [
      route(
        .get, "/api/tasks", "A page of the member's tasks, newest first", TaskSchemas.query,
        [.success(200, "The page", TaskSchemas.list), .error(.badRequest)], list),
      route(
        .post, "/api/tasks", "Make a task", TaskSchemas.creation,
        [.success(201, "The task; Location says where", TaskSchemas.one), .error(.conflict)], create),
      route(.get, "/api/tasks/{id}", "One task", TaskSchemas.addressed, Self.addressed, get),
      route(
        .put, "/api/tasks/{id}", "Replace a task; an absent description is cleared", TaskSchemas.replacement, Self.conditional, replace),
      route(.patch, "/api/tasks/{id}", "Change some of a task's fields", TaskSchemas.patch, Self.conditional, patch),
      route(.patch, "/api/tasks/{id}/complete", "Toggle a task", TaskSchemas.addressedState, Self.conditional, toggle),
      route(
        .delete, "/api/tasks/{id}", "Delete a task; it can be restored for 30 days", TaskSchemas.addressedState,
        [.success(200, "Done", TaskSchemas.message), .error(.notFound), .error(.badRequest), .error(.preconditionFailed)], delete),
      route(.post, "/api/tasks/{id}/restore", "Bring a deleted task back", TaskSchemas.addressed, Self.addressed, restore),
    ]
  }

  private static let addressed: [RouteAnswer] = [
    .success(200, "The task", TaskSchemas.one), .error(.notFound), .error(.badRequest),
  ]
  private static let conditional = addressed + [.error(.preconditionFailed)]

  private func route(
    _ method: HTTP.Method, _ path: PathPattern, _ summary: String, _ request: RequestSchema, _ answers: [RouteAnswer],
    _ handler: @escaping RouteHandler
  ) -> Route {
    .api(
      method, path, .permission(.useTasks), summary, tag: "Tasks", limit: [.requests(.tasks)], request: request, answers: answers,
      handler: handler)
  }

  private func list(_ call: Call) async throws -> Response {
    let request = try Fields.read(try call.query()) { TaskPageRequest(reading: &$0) }
    let page = try await tasks.list(call.scope, request)
    let owner = try call.scope.requireMember(.useTasks)
    return .success { $0.page(page, owner: owner) }
  }

  private func create(_ call: Call) async throws -> Response {
    let draft = try Fields.read(try await call.json()) { TaskDraft(reading: &$0) }
    let task = try await tasks.create(call.idempotentScope(draft.canonical), draft)
    return try answer(call, task, 201).with("Location", Link("api", "tasks", task.id.description).text)
  }

  private func get(_ call: Call) async throws -> Response {
    try answer(call, try await tasks.task(call.scope, call.id()))
  }

  private func replace(_ call: Call) async throws -> Response {
    let id: TaskID = try call.id()
    let change = try Fields.read(try await call.json()) { TaskChange.replacement(reading: &$0) }
    return try answer(call, try await tasks.change(call.scope, id, by: change, expecting: call.expectation()))
  }

  private func patch(_ call: Call) async throws -> Response {
    let id: TaskID = try call.id()
    let change = try Fields.read(try await call.json()) { fields throws(AppError) in try TaskChange.patch(reading: &fields) }
    return try answer(call, try await tasks.change(call.scope, id, by: change, expecting: call.expectation()))
  }

  private func toggle(_ call: Call) async throws -> Response {
    try answer(call, try await tasks.toggle(call.scope, call.id(), expecting: call.expectation()))
  }

  private func delete(_ call: Call) async throws -> Response {
    _ = try await tasks.delete(call.scope, call.id(), expecting: call.expectation())
    return .success(message: "The task is deleted. It can be restored for 30 days")
  }

  private func restore(_ call: Call) async throws -> Response {
    try answer(call, try await tasks.restore(call.scope, call.id()))
  }

  private func answer(_ call: Call, _ task: TaskItem, _ status: Int = 200) throws -> Response {
    let owner = try call.scope.requireMember(.useTasks)
    return Response.success(status) { json in
      json.key("task")
      task.write(to: &json, owner: owner)
    }.with("ETag", EntityTag(task.version).description)
  }
}

extension Call {
  /// `If-Match`. A malformed list and a weak tag match nothing.
  fileprivate func expectation() -> TaskExpectation {
    let given = headers("If-Match")
    guard !given.isEmpty else { return .anything }
    switch EntityTagCondition(given.joined(separator: ", ")) {
    case .any: return .anything
    case .tags(let tags): return .oneOf(Set(tags.filter { !$0.isWeak }.map(\.opaque)))
    case nil: return .oneOf([])
    }
  }
}

extension JSONWriter {
  fileprivate mutating func page(_ page: TaskPage, owner: Member) {
    key("tasks")
    array { json in for task in page.tasks { task.write(to: &json, owner: owner) } }
    key("pagination")
    object { json in
      json.field("page", page.request.page)
      json.field("limit", page.request.limit)
      json.field("total", page.total)
      json.field("pages", page.pages)
    }
  }
}
