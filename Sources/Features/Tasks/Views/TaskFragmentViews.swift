import Core
import Design
import HTML

/// A task as its owner gets it, on the page and over the socket: the same bytes. Its parts are plain forms and links.
struct TaskFragment: View {
  let task: TaskItem

  var body: some HTML {
    li(
      .class("task"), .class("done", when: task.isCompleted), .id(TaskPath.anchor(task.id)), .data("id", task.id.rawValue),
      .data("seq", task.sequence), .data("order", task.order), .data("version", task.version)
    ) {
      form(.method(.post), .action(TaskPath.toggle(task.id))) {
        button(
          .class("tick"), .type("submit"), .role("checkbox"), .aria("checked", task.isCompleted), .aria("label", "Done: \(task.title)"),
          .data("action", "toggle"))
      }
      div(.class("words")) {
        p(.class("title"), .dir("auto")) { task.title }
        if let text = task.description { p(.class("description"), .dir("auto")) { text } }
        TaskAge(task: task)
      }
      div(.class("tools")) {
        a(.class("button quiet"), .href(TaskPath.task(task.id)), .data("action", "edit"), .aria("label", "Edit: \(task.title)")) { "Edit" }
        a(.class("button quiet"), .href(TaskPath.delete(task.id)), .data("action", "delete"), .aria("label", "Delete: \(task.title)")) {
          "Delete"
        }
      }
    }
  }
}

/// A task that can still be brought back, on the page of deleted tasks.
struct DeletedTask: View {
  let task: TaskItem

  var body: some HTML {
    li(.class("task deleted"), .id(TaskPath.anchor(task.id)), .data("id", task.id.rawValue), .data("seq", task.sequence)) {
      div(.class("words")) {
        p(.class("title"), .dir("auto")) { task.title }
        if let text = task.description { p(.class("description"), .dir("auto")) { text } }
        if let deletedAt = task.deletedAt {
          let moment = Moment(deletedAt)
          p(.class("age")) {
            "Deleted "
            time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
          }
        }
      }
      div(.class("tools")) {
        form(.method(.post), .action(TaskPath.restore(task.id))) {
          button(.class("button"), .type("submit"), .data("action", "restore"), .aria("label", "Restore: \(task.title)")) { "Restore" }
        }
      }
    }
  }
}

private struct TaskAge: View {
  let task: TaskItem

  var body: some HTML {
    let moment = Moment(task.createdAt)
    p(.class("age")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
  }
}

extension TaskItem {
  /// Rendered once for all sockets.
  var fragment: [UInt8] { TaskFragment(task: self).rendered() }
}
