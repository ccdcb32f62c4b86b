import Core
import Media
import Relations
import SQL

/// Avatars, as one statement finds them.
struct AvatarRepository: Sendable {
  let database: Database

  /// Nil if no member has the id.
  func avatar(of user: UserID, for viewer: UserID?) async throws -> MemberAvatar? {
    try await database.first(Self.avatar(of: user, for: viewer))
  }

  /// Members see all pictures, and guests see those of public walls. Pictures of members who are banned or have left are not shown.
  static func avatar(of user: UserID, for viewer: UserID?) -> SQL {
    let admitted: SQL = viewer == nil ? PersonRows.wall(to: nil as SQL?) : PersonRows.present
    return """
      SELECT u.name, u.color, CASE WHEN \(admitted) THEN \(MediaSquareRows.square(of: "w.avatar_id")) END
      FROM users u LEFT JOIN walls w ON w.user_id = u.id WHERE u.id = \(user)
      """
  }
}

extension MemberAvatar: RowDecodable {
  public init(row: Row) throws {
    name = try row[0]
    color = try row[1]
    picture = try row[2]
  }
}
