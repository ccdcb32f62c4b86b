import Core
import Design
import HTML

/// `/tasks`: a member's list. It reads and works before any script runs.
struct TaskListView: HTML {
  let listing: TaskListing
  /// A task that has just been deleted and can be brought back.
  let deleted: TaskID?
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Tasks", visit, mainClass: "tasks", styles: ["css/tasks.css"], modules: ["js/tasks.js"]) {
      header(.class("page-head")) {
        h1 { "Tasks" }
        div(.class("actions")) {
          SchemeToggle(visit: visit)
          a(.class("button primary"), .href(TaskPath.new), .id("new-task"), .data("action", "create")) {
            IconView(.plus, visit.site.asset)
            "New task"
          }
        }
      }
      if let deleted { DeletedNotice(id: deleted) }
      div(.class("errors"), .id("tasks-failed"), .role("alert"), .hidden) {
        h2 { "Signal lost" }
        p { "The list could not be loaded. What you see may be old." }
        p { a(.class("button"), .href(TaskPath.list), .data("action", "retry")) { "Try again" } }
      }
      TaskRegion(listing: listing)
      TaskDialogs(asset: visit.site.asset)
      template(.id("tasks-waiting")) { TaskSkeleton() }
    }
    .render(into: &buffer)
  }
}

/// What changes on the page while it is open.
struct TaskRegion: View {
  let listing: TaskListing

  private var page: TaskPage { listing.page }

  var body: some HTML {
    let request = page.request
    section(
      .class("task-region"), .id("tasks"), .aria("label", "Your tasks"), .data("status", request.filter.rawValue),
      .data("page", request.page), .data("limit", request.limit), .data("pages", page.pages), .data("place", "me"),
      .data("epoch", listing.head.epoch), .data("seq", listing.head.sequence)
    ) {
      Tabs(
        "Which tasks", TaskFilter.allCases.map { (name: $0.name, path: TaskPath.list($0)) }, current: TaskPath.list(request.filter))
      if page.tasks.isEmpty {
        NoTasks(page: page)
      } else if request.filter == .deleted {
        ul(.class("task-list"), .id("task-list")) {
          for task in page.tasks { DeletedTask(task: task) }
        }
      } else {
        ul(.class("task-list"), .id("task-list"), .data("objects", "task"), .data("heir", "new-task")) {
          for task in page.tasks { TaskFragment(task: task) }
        }
      }
      if page.pages > 1 { TaskPager(page: page) }
    }
  }
}

private struct TaskPager: View {
  let page: TaskPage

  var body: some HTML {
    let (filter, number) = (page.request.filter, page.request.page)
    nav(.class("pager"), .aria("label", "Pages")) {
      if number > 1 {
        a(.class("button"), .href(TaskPath.list(filter, page: min(number - 1, page.pages))), .rel("prev")) { "← Newer" }
      }
      p { filter == .deleted ? "Page \(number)" : "Page \(number) of \(page.pages)" }
      if page.hasNext { a(.class("button"), .href(TaskPath.list(filter, page: number + 1)), .rel("next")) { "Older →" } }
    }
  }
}

private struct NoTasks: View {
  let page: TaskPage

  var body: some HTML {
    if page.pages > 0 {
      EmptyState("Nothing this far back", "The list ends at page \(page.pages).") {
        ButtonLink(TaskPath.list(page.request.filter, page: page.pages)) { "To the last page" }
      }
    } else {
      EmptyState(page.request.filter.emptyHeading, page.request.filter.emptyText) {
        switch page.request.filter {
        case .all, .pending: a(.class("button primary"), .href(TaskPath.new), .data("action", "create")) { "Write one down" }
        case .completed, .deleted: ButtonLink(TaskPath.list) { "All tasks" }
        }
      }
    }
  }
}

/// For those without a script; with one, a toast says it.
private struct DeletedNotice: View {
  let id: TaskID

  var body: some HTML {
    div(.class("card notice"), .role("status")) {
      p { "The task is deleted." }
      form(.method(.post), .action(TaskPath.restore(id))) { Button { "Undo" } }
    }
  }
}

/// The shape of a list that is on its way.
private struct TaskSkeleton: View {
  var body: some HTML {
    div(.class("task-list waiting"), .role("status"), .aria("label", "Loading")) {
      for _ in 0..<5 { div(.class("task")) }
    }
  }
}

extension TaskFilter {
  fileprivate var name: String {
    switch self {
    case .all: "All"
    case .pending: "Pending"
    case .completed: "Completed"
    case .deleted: "Deleted"
    }
  }

  fileprivate var emptyHeading: String {
    switch self {
    case .all: "Nothing on the list"
    case .pending: "Nothing left to do"
    case .completed: "Nothing done yet"
    case .deleted: "No deleted tasks"
    }
  }

  fileprivate var emptyText: String {
    switch self {
    case .all: "Only you can see your tasks."
    case .pending: "Put the kettle on, or think of something."
    case .completed: "Tick a task off and it turns up here."
    case .deleted: "Deleted tasks stay here for 30 days. Until then you can restore them."
    }
  }
}
