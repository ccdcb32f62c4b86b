import Core
import Design
import HTTP
import Web

/// `/tasks` and its forms, which do all that the script does.
struct TaskPageRoutes: Sendable {
  let tasks: TaskService
  let site: Site

  var routes: [Route] {
    [
      route(.get, "/tasks", "The member's tasks, newest first", handler: list),
      .form("/tasks", .permission(.useTasks), "Make a task", request: TaskSchemas.form) { fields throws(AppError) in
        fields.ignore("status", "page")
        return TaskDraft(reading: &fields)
      } submit: { call, draft in
        .redirect(to: TaskPath.inList(try await tasks.create(call.scope, draft).id))
      } refuse: { call, form in
        .page(NewTaskView(state: TaskForm(form), visit: Visit(site, call)))
      },
      route(.get, "/tasks/new", "The form for a new task", handler: showNew),
      route(.get, "/tasks/{id}", "One task's form", handler: show),
      .form("/tasks/{id}", .permission(.useTasks), "Change a task", request: TaskSchemas.form) { fields throws(AppError) in
        let draft = TaskDraft(reading: &fields)
        let place = TaskPlace(reading: &fields)
        return (draft: draft, place: place, version: fields.optionalText("version", 1...20))
      } submit: { call, wanted in
        let id: TaskID = try call.id()
        let change = TaskChange(title: wanted.draft.title, description: .set(wanted.draft.description))
        _ = try await tasks.change(call.scope, id, by: change, expecting: wanted.version.map { .oneOf([$0]) } ?? .anything)
        return .redirect(to: TaskPath.inList(id, wanted.place))
      } refuse: { call, form in
        let task = try await tasks.task(call.scope, call.id())
        var state = TaskForm(form)
        // A member who has been told of the newer version and saves again means it.
        if form.error.code == .preconditionFailed { state.version = task.version }
        return .page(EditTaskView(task: task, state: state, visit: Visit(site, call)))
      },
      route(.post, "/tasks/{id}/toggle", "Tick a task off, or on", handler: toggle),
      route(.get, "/tasks/{id}/delete", "Ask before deleting", handler: askToDelete),
      route(.post, "/tasks/{id}/delete", "Delete a task", TaskSchemas.placeForm, handler: delete),
      route(.post, "/tasks/{id}/restore", "Bring a deleted task back", handler: restore),
    ]
  }

  private func route(
    _ method: HTTP.Method, _ path: PathPattern, _ summary: String, _ request: RequestSchema = .none, handler: @escaping RouteHandler
  ) -> Route {
    .page(method, path, .permission(.useTasks), summary, request: request, handler: handler)
  }

  private func list(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields throws(AppError) in
      (place: TaskPlace(reading: &fields), deleted: fields.optionalID("deleted", of: TaskEntity.self))
    }
    let listing = try await tasks.listing(call.scope, asked.place.request)
    return .page(200, TaskListView(listing: listing, deleted: asked.deleted, visit: Visit(site, call)))
  }

  private func showNew(_ call: Call) async throws -> Response {
    .page(200, NewTaskView(state: TaskForm(place: call.place), visit: Visit(site, call)))
  }

  private func show(_ call: Call) async throws -> Response {
    let task = try await tasks.task(call.scope, call.id())
    return .page(200, EditTaskView(task: task, state: TaskForm(task, place: call.place), visit: Visit(site, call)))
  }

  private func toggle(_ call: Call) async throws -> Response {
    let task = try await tasks.toggle(call.scope, call.id())
    return .redirect(to: TaskPath.inList(task.id, call.place))
  }

  private func askToDelete(_ call: Call) async throws -> Response {
    let task = try await tasks.task(call.scope, call.id())
    return .page(200, DeleteTaskView(task: task, place: call.place, visit: Visit(site, call)))
  }

  private func delete(_ call: Call) async throws -> Response {
    let id: TaskID = try call.id()
    let place = try Fields.read(await call.form()) { TaskPlace(reading: &$0) }
    _ = try await tasks.delete(call.scope, id)
    return .redirect(to: TaskPath.list(place.filter, page: place.page, deleted: id))
  }

  private func restore(_ call: Call) async throws -> Response {
    let task = try await tasks.restore(call.scope, call.id())
    return .redirect(to: TaskPath.inList(task.id, call.place))
  }
}

extension Call {
  /// The list the request came from.
  fileprivate var place: TaskPlace { TaskPlace(referrer: header("Referer")) }
}

extension TaskForm {
  fileprivate init(_ form: RefusedForm) { self = TaskForm(typed: form.fields).refused(form.error) }
}
