import Core

extension Limit {
  static let tasks = Limit("tasks", .minute(100), meaning: "Requests to `/api/tasks` per member")
}
