import Core
import JSON

extension TaskItem {
  /// As the HTTP API gives it. `owner` is the member it belongs to, who alone gets to see it.
  func write(to json: inout JSONWriter, owner: Member) {
    json.object { json in
      json.field("id", id.rawValue)
      writeFields(to: &json, ownerUUID: owner.uuid)
    }
  }

  /// As an object of its owner's place `me`; a deleted task is a tombstone.
  func object(ownerUUID: String, hiddenFrom: [UserID] = []) -> PlaceObject {
    guard deletedAt == nil else { return .tombstone("task", id.rawValue, sequence: sequence, hiddenFrom: hiddenFrom) }
    return PlaceObject("task", id.rawValue, sequence: sequence, order: order, html: fragment, hiddenFrom: hiddenFrom) { json in
      writeFields(to: &json, ownerUUID: ownerUUID)
    }
  }

  /// Newest first.
  var order: String { PlaceObject.newestFirst(id.rawValue) }

  private func writeFields(to json: inout JSONWriter, ownerUUID: String) {
    json.field("user_id", ownerUUID)
    json.field("title", title)
    json.field("description", description)
    json.field("completed", isCompleted)
    json.field("created_at", createdAt.iso8601)
    json.field("updated_at", updatedAt.iso8601)
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
      json.field("seq", sequence)
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
      createdAt: Timestamp(microseconds: createdAt), updatedAt: Timestamp(microseconds: updatedAt), deletedAt: nil,
      sequence: json["seq"]?.int ?? 0)
  }
}
