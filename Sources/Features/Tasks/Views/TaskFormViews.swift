import Core
import Design
import HTML

/// `/tasks/new`.
struct NewTaskView: HTML {
  let state: TaskForm
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("New task", visit, mainClass: "tasks", styles: ["css/tasks.css"]) {
      header(.class("page-head")) { h1 { "New task" } }
      section(.class("card")) { TaskFields(state: state, action: TaskPath.list, verb: "Create") }
    }
    .render(into: &buffer)
  }
}

/// `/tasks/{id}`: one task and all that can be done with it.
struct EditTaskView: HTML {
  let task: TaskItem
  let state: TaskForm
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Edit task", visit, mainClass: "tasks", styles: ["css/tasks.css"]) {
      header(.class("page-head")) { h1 { "Edit task" } }
      section(.class("card")) { TaskFields(state: state, action: TaskPath.task(task.id), verb: "Save") }
    }
    .render(into: &buffer)
  }
}

/// `/tasks/{id}/delete`: asks before it does.
struct DeleteTaskView: HTML {
  let task: TaskItem
  let place: TaskPlace
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Delete task", visit, mainClass: "tasks", styles: ["css/tasks.css"]) {
      header(.class("page-head")) { h1 { "Delete this task?" } }
      section(.class("card")) {
        p(.class("title"), .dir("auto")) { task.title }
        p { DeleteTaskWords.text }
        form(.class("actions"), .method(.post), .action(TaskPath.delete(task.id))) {
          PlaceFields(place: place)
          a(.class("button"), .href(place.path), .autofocus) { "Cancel" }
          Button(.danger) { "Delete" }
        }
      }
    }
    .render(into: &buffer)
  }
}

/// The same forms over the list, which a script opens.
struct TaskDialogs: View {
  let asset: AssetPath

  var body: some HTML {
    Dialog(id: "task-dialog", "New task", asset) { TaskFields(state: TaskForm(), action: TaskPath.list, verb: "Create") }
    Dialog(id: "delete-task", "Delete this task?", asset) {
      p(.class("title"), .dir("auto"))
      p { DeleteTaskWords.text }
      form(.class("actions"), .method(.dialog)) {
        button(.class("button"), .type("button"), .data("action", "close-dialog"), .autofocus) { "Cancel" }
        Button(.danger) { "Delete" }
      }
    }
  }
}

private struct TaskFields: View {
  let state: TaskForm
  let action: String
  let verb: String

  var body: some HTML {
    FormErrors(state.message, details: state.problems, labels: ["title": "Title", "description": "Description"])
    form(.class("form"), .id("task-form"), .method(.post), .action(action)) {
      if !state.version.isEmpty { input(.type("hidden"), .name("version"), .value(state.version)) }
      PlaceFields(place: state.place)
      Closable {
        Field(
          "Title", name: "title", value: state.title, error: state.problems["title"],
          limit: .characters(TaskDraft.titleLengths.upperBound), completion: "off", takesFocus: true)
        Field(
          "Description", name: "description", .lines(4), value: state.description, error: state.problems["description"],
          limit: .verbatim(TaskDraft.longestDescription), isOptional: true)
        div(.class("actions")) {
          Button(.primary) { verb }
          a(.class("button"), .href(state.place.path), .data("action", "close-dialog")) { "Cancel" }
        }
      }
    }
  }
}

/// The way back, for a form that leads away from the list.
private struct PlaceFields: View {
  let place: TaskPlace

  var body: some HTML {
    if place.filter != .all { input(.type("hidden"), .name("status"), .value(place.filter.rawValue)) }
    if place.page != 1 { input(.type("hidden"), .name("page"), .value(place.page)) }
  }
}

enum DeleteTaskWords {
  static let text = "It goes out of every list. For 30 days it can be brought back."
}
