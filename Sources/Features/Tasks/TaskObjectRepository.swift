import Core
import SQL

/// Tasks as objects of their owner's place `me`.
struct TaskObjectRepository: PlaceObjects {
  var kind: PlaceKind { .me }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.newest(of: UserID(place.number)), as: OwnedTask.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all(Self.changed(of: UserID(place.number), after: sequence, limit: limit), as: OwnedTask.self).map(\.object)
  }
}

// MARK: Statements

extension TaskObjectRepository {
  static func newest(of owner: UserID) -> SQL {
    """
    SELECT \(columns) FROM tasks JOIN users u ON u.id = user_id
    WHERE user_id = \(owner) AND deleted_at IS NULL ORDER BY tasks.id DESC LIMIT \(TaskPageRequest.standardLimit)
    """
  }

  static func changed(of owner: UserID, after sequence: Int64, limit: Int) -> SQL {
    """
    SELECT \(columns) FROM tasks JOIN users u ON u.id = user_id
    WHERE user_id = \(owner) AND seq > \(sequence) ORDER BY seq LIMIT \(limit)
    """
  }

  private static var columns: SQL {
    """
    tasks.id, user_id, title, description, completed, tasks.created_at, tasks.updated_at, deleted_at, seq, u.uuid
    """
  }
}

private struct OwnedTask: RowDecodable, Sendable {
  let object: PlaceObject

  init(row: Row) throws { object = try TaskItem(row: row).object(ownerUUID: try row[9]) }
}
