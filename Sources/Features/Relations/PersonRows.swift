import Core
import SQL

/// Who sees whom: the one rule for every list, page, file, event and count. Each query holds the condition it needs, and nothing else decides.
///
/// In the query, `u` is the person's row of `users`. A viewer is an expression for the viewer's id, or nil for a guest. Staff have no exception
/// here: they work at `/admin`.
public enum PersonRows {
  /// The person exists for everybody whom they have not blocked: they are no bot, not banned, and have not left.
  public static var present: SQL { "(u.is_bot = \(false) AND u.banned_at IS NULL AND u.left_at IS NULL)" }

  /// The viewer may know of the person. If not, every path with the person's name answers as if the name did not exist.
  public static func known(to viewer: SQL?) -> SQL {
    guard let viewer else { return present }
    return "(\(present) AND NOT EXISTS (SELECT 1 FROM blocks kb WHERE kb.blocker_id = u.id AND kb.blocked_id = \(viewer)))"
  }

  /// The viewer may see the person's wall, and whatever else goes by its visibility.
  public static func wall(to viewer: SQL?) -> SQL {
    guard let viewer else { return "(\(present) AND u.visibility = 'public')" }
    return """
      (\(known(to: viewer))
        AND NOT EXISTS (SELECT 1 FROM blocks wb WHERE wb.blocker_id = \(viewer) AND wb.blocked_id = u.id)
        AND \(isOpen(to: viewer)))
      """
  }

  /// The person shows their wall to the viewer, as far as nobody is blocked.
  private static func isOpen(to viewer: SQL) -> SQL {
    """
    (u.visibility IN ('public', 'members') OR u.id = \(viewer) OR (u.visibility = 'followers' AND EXISTS
      (SELECT 1 FROM follows wf WHERE wf.follower_id = \(viewer) AND wf.followed_id = u.id AND wf.accepted_at IS NOT NULL)))
    """
  }

  /// The viewer may report the person and what is on their wall: a block by the viewer hides nothing from reports.
  public static func reportable(to viewer: UserID) -> SQL {
    let viewer: SQL = "\(viewer)"
    return "(\(known(to: viewer)) AND \(isOpen(to: viewer)))"
  }

  /// The same for what somebody made on another's wall. Who made it may be unknown by now.
  ///
  /// - Parameter person: the name of their row of `users`.
  public static func reportable(madeBy person: StaticString, to viewer: UserID) -> SQL {
    """
    (\(raw: person).id IS NULL OR (\(raw: person).banned_at IS NULL AND \(raw: person).left_at IS NULL AND NOT EXISTS
      (SELECT 1 FROM blocks rb WHERE rb.blocker_id = \(raw: person).id AND rb.blocked_id = \(viewer))))
    """
  }

  /// The person is listed to the viewer: in the directory, in search, in the lobby.
  public static func listed(to viewer: SQL?) -> SQL {
    guard let viewer else { return wall(to: nil as SQL?) }
    return "(\(wall(to: viewer)) AND u.id <> \(viewer))"
  }

  /// The viewer finds the person by name: they are listed, or the viewer follows them.
  public static func found(by viewer: UserID) -> SQL {
    """
    (\(listed(to: viewer)) OR (\(known(to: viewer)) AND EXISTS
      (SELECT 1 FROM follows ff WHERE ff.follower_id = \(viewer) AND ff.followed_id = u.id AND ff.accepted_at IS NOT NULL)))
    """
  }

  public static func known(to viewer: UserID?) -> SQL { known(to: viewer.map { "\($0)" as SQL }) }
  public static func wall(to viewer: UserID?) -> SQL { wall(to: viewer.map { "\($0)" as SQL }) }
  public static func listed(to viewer: UserID?) -> SQL { listed(to: viewer.map { "\($0)" as SQL }) }

  /// Neither of the two has blocked the other. Always true for guests.
  ///
  /// - Parameter person: An expression for the other's id.
  public static func unblocked(_ person: SQL, _ viewer: SQL?) -> SQL {
    guard let viewer else { return "1 = 1" }
    return """
      (NOT EXISTS (SELECT 1 FROM blocks ub WHERE ub.blocker_id = \(person) AND ub.blocked_id = \(viewer))
        AND NOT EXISTS (SELECT 1 FROM blocks vb WHERE vb.blocker_id = \(viewer) AND vb.blocked_id = \(person)))
      """
  }

  public static func unblocked(_ person: SQL, _ viewer: UserID?) -> SQL { unblocked(person, viewer.map { "\($0)" as SQL }) }

  /// The listener has neither blocked nor muted the person.
  ///
  /// - Parameters: expressions for the two ids.
  public static func heard(_ person: SQL, by listener: SQL) -> SQL {
    """
    (NOT EXISTS (SELECT 1 FROM blocks hb WHERE hb.blocker_id = \(listener) AND hb.blocked_id = \(person))
      AND NOT EXISTS (SELECT 1 FROM mutes hm WHERE hm.muter_id = \(listener) AND hm.muted_id = \(person)))
    """
  }

  /// The listener has blocked or muted somebody at all. Few have, so counts ask this first.
  public static func hidesSomebody(_ listener: SQL) -> SQL {
    """
    (EXISTS (SELECT 1 FROM blocks sb WHERE sb.blocker_id = \(listener)) OR EXISTS (SELECT 1 FROM mutes sm WHERE sm.muter_id = \(listener)))
    """
  }

  /// The id of the member who has the username, in upper or lower case, or who had it until a while ago. A former name stays reserved for that
  /// time, so at most one member fits.
  public static func id(named username: String, at now: Timestamp) -> SQL {
    let name = username.lowercased()
    return """
      COALESCE((SELECT id FROM users WHERE lower(username) = \(name)),
        (SELECT user_id FROM former_usernames WHERE username = \(name) AND kept_until > \(now)))
      """
  }

  /// Asks for that member's id, if the viewer may know of them.
  public static func known(named username: String, to viewer: UserID, at now: Timestamp) -> SQL {
    "SELECT u.id FROM users u WHERE u.id = \(id(named: username, at: now)) AND \(known(to: viewer))"
  }

  /// The columns of `Person`, of the row `u`.
  public static var columns: SQL { "u.id, u.username, u.name, u.color, u.role" }
}

extension Person {
  /// Reads `PersonRows.columns`.
  public init(reading columns: inout RowReader) throws {
    self.init(
      id: try columns.next(), username: try columns.next(), displayName: try columns.next(), color: try columns.next(),
      role: try columns.next())
  }
}

extension WallVisibility: SQLEncodable, SQLDecodable {}
extension DirectPolicy: SQLEncodable, SQLDecodable {}
