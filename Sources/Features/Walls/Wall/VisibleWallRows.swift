import Core
import SQL

/// The rule `wall(viewer, person)`: who may see whose wall. Every query that shows something of a wall holds it, and nothing else decides.
///
/// In the query, `u` is the row of the person in `users`, and `w` the row of their wall in `walls`.
enum VisibleWallRows {
  /// - Parameter viewer: An expression for the viewer's id; nil for a guest.
  static func condition(for viewer: SQL?) -> SQL {
    "(\(known) AND \(admitted(viewer)))"
  }

  static func condition(for viewer: UserID?) -> SQL { condition(for: viewer.map { "\($0)" as SQL }) }

  /// Nobody sees the wall of a bot, or of somebody who is banned or has left; staff neither.
  static var known: SQL { "u.banned_at IS NULL AND u.left_at IS NULL AND u.is_bot = \(false)" }

  /// Followers do not exist yet, so `followers` admits nobody.
  private static func admitted(_ viewer: SQL?) -> SQL {
    guard let viewer else { return "w.visibility = 'public'" }
    return "(w.visibility IN ('public', 'members') OR u.id = \(viewer))"
  }

  /// The columns of `WallPerson`, of the row `u`.
  static var person: SQL { "u.id, u.username, u.name, u.color, u.role" }
}

extension WallPerson {
  init(reading columns: inout RowReader) throws {
    self.init(
      id: try columns.next(), username: try columns.next(), displayName: try columns.next(), color: try columns.next(),
      role: try columns.next())
  }
}
