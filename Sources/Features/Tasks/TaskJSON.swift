import Core
import JSON

extension TaskItem {
  /// The one form in which a task reaches a client. `owner` is the member it belongs to, who alone gets to see it.
  func write(to json: inout JSONWriter, owner: Member) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("user_id", owner.uuid)
      json.field("title", title)
      json.field("description", description)
      json.field("completed", isCompleted)
      json.field("created_at", createdAt.iso8601)
      json.field("updated_at", updatedAt.iso8601)
    }
  }

  /// As it is remembered with the request that made it.
  var remembered: [UInt8] {
    var json = JSONWriter(capacity: 128 + title.utf8.count + (description?.utf8.count ?? 0))
    json.object { json in
      json.field("id", id.rawValue)
      json.field("owner", owner.rawValue)
      json.field("title", title)
      json.field("description", description)
      json.field("completed", isCompleted)
      json.field("created_at", createdAt.microseconds)
      json.field("updated_at", updatedAt.microseconds)
    }
    return json.bytes
  }

  init(remembered bytes: [UInt8]) throws {
    let json = try JSONValue(parsing: bytes)
    guard let id = json["id"]?.int, let owner = json["owner"]?.int, let title = json["title"]?.string,
      let isCompleted = json["completed"]?.bool, let createdAt = json["created_at"]?.int, let updatedAt = json["updated_at"]?.int
    else { throw AppError(.serverError, "Something went wrong on our side") }
    self.init(
      id: TaskID(id), owner: UserID(owner), title: title, description: json["description"]?.string, isCompleted: isCompleted,
      createdAt: Timestamp(microseconds: createdAt), updatedAt: Timestamp(microseconds: updatedAt), deletedAt: nil)
  }
}
