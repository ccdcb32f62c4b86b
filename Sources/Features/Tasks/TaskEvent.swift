import Core
import JSON

/// What happened to a task, for its owner's own sockets and nobody else's.
enum TaskEvent {
  /// `task_changed` `{task, html}`: made, changed or brought back. Folded by `task.id`, keeping the latest `updated_at`.
  static func changed(_ task: TaskItem, of owner: Member) -> Event {
    var json = JSONWriter(capacity: 2_048)
    json.object { json in
      json.key("task")
      task.write(to: &json, owner: owner)
      json.key("html")
      json.string(utf8: task.fragment)
    }
    return Event(type: "task_changed", audience: .user(task.owner), data: json.bytes)
  }

  /// `task_deleted` `{id}`.
  static func deleted(_ task: TaskItem) -> Event {
    var json = JSONWriter(capacity: 32)
    json.object { $0.field("id", task.id.rawValue) }
    return Event(type: "task_deleted", audience: .user(task.owner), data: json.bytes)
  }
}
