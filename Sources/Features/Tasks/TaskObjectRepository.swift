import Accounts
import Core
import SQL

/// Tasks as objects of their owner's place `me`. An owner whose permission `use_tasks` is denied does not get them.
struct TaskObjectRepository: PlaceObjects {
  private let now: @Sendable () -> Timestamp

  init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  var kind: PlaceKind { .me }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.newest(of: UserID(place.number), at: now()), as: OwnedTask.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let owner = UserID(place.number)
    return try await snapshot.all(
      Self.changed(of: owner, after: sequence, limit: limit, for: viewer, at: now()), as: OwnedTask.self
    ).map(\.object)
  }
}

// MARK: Statements

extension TaskObjectRepository {
  static func newest(of owner: UserID, at now: Timestamp) -> SQL {
    """
    SELECT \(columns), FALSE FROM tasks JOIN users u ON u.id = user_id
    WHERE user_id = \(owner) AND deleted_at IS NULL AND NOT \(isDenied(owner, now))
    ORDER BY tasks.id DESC LIMIT \(TaskPageRequest.standardLimit)
    """
  }

  /// - Parameter viewer: Nil: all changes, marked as hidden from an owner who is denied them.
  static func changed(of owner: UserID, after sequence: Int64, limit: Int, for viewer: UserID?, at now: Timestamp) -> SQL {
    let allowed: SQL = if viewer == nil { "" } else { "AND NOT \(isDenied(owner, now))" }
    return """
      SELECT \(columns), \(isDenied(owner, now)) FROM tasks JOIN users u ON u.id = user_id
      WHERE user_id = \(owner) AND seq > \(sequence) \(allowed) ORDER BY seq LIMIT \(limit)
      """
  }

  private static func isDenied(_ owner: UserID, _ now: Timestamp) -> SQL {
    PermissionRepository.isDenied(.useTasks, to: owner, at: now)
  }

  private static var columns: SQL {
    """
    tasks.id, user_id, title, description, completed, tasks.created_at, tasks.updated_at, deleted_at, seq, u.uuid
    """
  }
}

private struct OwnedTask: RowDecodable, Sendable {
  let object: PlaceObject

  init(row: Row) throws {
    let task = try TaskItem(row: row)
    let isHidden: Bool = try row[10]
    object = task.object(ownerUUID: try row[9], hiddenFrom: isHidden ? [task.owner] : [])
  }
}
