import Core
import SQL

/// Why an event does not count for a while. It can be several reasons at once.
enum HidingReason: Int, Sendable {
  case bannedActor = 1
  case thing = 2
}

/// Changes of notifications and their events.
enum NoticeEventRows {
  // MARK: Raising

  /// Adds the event for each member who is to be told, unless it stands already, and gives the members.
  static func insertion(of cause: NoticeCause, for users: [UserID], who condition: SQL?, at now: Timestamp) -> SQL {
    let condition: SQL = if let condition { "AND \(condition)" } else { "" }
    return """
      INSERT INTO notice_events (user_id, kind, actor_id, subject, last, created_at)
      SELECT u.id, CAST(\(cause.kind.name) AS TEXT), CAST(\(cause.actor) AS BIGINT), CAST(\(cause.subject) AS BIGINT), 0,
        CAST(\(now) AS BIGINT)
      FROM users u WHERE u.id IN (\(list: users)) AND \(NoticeRuleRows.isTold(of: cause)) \(condition) ORDER BY u.id
      ON CONFLICT DO NOTHING RETURNING user_id
      """
  }

  /// Adds the event to the unread notification of its group, or makes one, under the sequence just taken. `events` is 1 for a new one.
  static func joining(_ cause: NoticeCause, for users: [UserID], at now: Timestamp) -> SQL {
    """
    INSERT INTO notices (user_id, kind, target, room, last, seq, created_at, events, actors, body)
    SELECT p.number, CAST(\(cause.kind.name) AS TEXT), CAST(\(cause.target) AS BIGINT), CAST(\(cause.room) AS BIGINT), p.seq, p.seq,
      CAST(\(now) AS BIGINT), 1, CAST(\(cause.actor == nil ? 0 : 1) AS BIGINT), CAST(\(cause.body) AS TEXT)
    FROM \(OwnPlaceRows.of(users))
    ON CONFLICT (user_id, kind, target) WHERE read_at IS NULL AND deleted_at IS NULL DO UPDATE SET
      last = excluded.last, seq = excluded.seq, created_at = excluded.created_at, body = excluded.body, events = notices.events + 1,
      actors = notices.actors + CASE WHEN excluded.actors = 0 OR EXISTS (SELECT 1 FROM notice_events e
        WHERE e.actor_id = \(cause.actor) AND e.user_id = notices.user_id AND e.notice_id = notices.id AND e.hidden = 0) THEN 0 ELSE 1 END
    RETURNING id, user_id, events
    """
  }

  /// Says to which notification the new events belong.
  static func linking(_ cause: NoticeCause, to notices: [NoticeID]) -> SQL {
    """
    UPDATE notice_events SET notice_id = n.id, last = n.last FROM notices n
    WHERE n.id IN (\(list: notices)) AND notice_events.user_id = n.user_id AND notice_events.kind = \(cause.kind.name)
      AND notice_events.subject = \(cause.subject) AND COALESCE(notice_events.actor_id, 0) = \(cause.actor?.rawValue ?? 0)
    """
  }

  // MARK: Taking away

  static func condition(_ match: NoticeMatch) -> SQL {
    var condition: SQL = "kind IN (\(list: match.kinds))"
    if let subject = match.subject { condition = "\(condition) AND subject = \(subject)" }
    if let target = match.target, let recipient = match.recipient {
      return """
        notice_id IN (SELECT n.id FROM notices n WHERE n.kind IN (\(list: match.kinds)) AND n.target = \(target) AND n.user_id = \(recipient))
        """
    }
    if !match.others.isEmpty { condition = "\(condition) AND user_id NOT IN (\(list: match.others))" }
    if let recipient = match.recipient { condition = "\(condition) AND user_id = \(recipient)" }
    // As the index of causes has it: one member may have done much, while few did something to the same thing.
    if let actor = match.actor { condition = "\(condition) AND COALESCE(actor_id, 0) = \(actor)" }
    return condition
  }

  static func condition(room: RoomID, of user: UserID?) -> SQL {
    let whose: SQL = if let user { "AND n.user_id = \(user)" } else { "" }
    return "notice_id IN (SELECT n.id FROM notices n WHERE n.room = \(room) \(whose))"
  }

  static func hiding(_ isHidden: Bool, _ reason: HidingReason, _ condition: SQL) -> SQL {
    let change = isHidden ? reason.rawValue : -reason.rawValue
    return """
      UPDATE notice_events SET hidden = hidden + \(change)
      WHERE \(condition) AND (hidden & \(reason.rawValue)) = \(isHidden ? 0 : reason.rawValue) RETURNING user_id, notice_id, hidden
      """
  }

  /// Gathers the events of deleted, unread notifications of one group in one: in the unread one that took their place meanwhile, otherwise in
  /// the oldest of them. Gives those in which something was gathered.
  static func merging(_ notices: [NoticeID]) -> SQL {
    """
    UPDATE notice_events SET notice_id = x.goal FROM (
      SELECT g.id, COALESCE(
        (SELECT n.id FROM notices n WHERE \(isOfGroup("n")) AND \(NoticeRows.isUnread)),
        (SELECT min(s.id) FROM notices s WHERE s.id IN (\(list: notices)) AND \(isOfGroup("s"))
          AND s.deleted_at IS NOT NULL AND s.read_at IS NULL)) AS goal
      FROM notices g WHERE g.id IN (\(list: notices)) AND g.deleted_at IS NOT NULL AND g.read_at IS NULL) x
    WHERE notice_events.notice_id = x.id AND x.goal <> x.id RETURNING notice_events.notice_id
    """
  }

  private static func isOfGroup(_ table: StaticString) -> SQL {
    "\(raw: table).user_id = g.user_id AND \(raw: table).kind = g.kind AND \(raw: table).target = g.target"
  }

  /// Counts anew, each notification under the next sequence.
  static func settling(_ notices: [NoticeID], after sequence: Int64, at now: Timestamp) -> SQL {
    """
    UPDATE notices SET seq = \(sequence) + x.position, events = x.events, actors = x.actors, last = COALESCE(x.last, notices.last),
      created_at = COALESCE(x.created_at, notices.created_at), deleted_at = CASE WHEN x.events = 0 THEN CAST(\(now) AS BIGINT) END
    FROM (SELECT n.id, row_number() OVER (ORDER BY n.id) AS position, count(e.id) AS events, count(DISTINCT e.actor_id) AS actors,
        max(e.last) AS last, max(e.created_at) AS created_at
      FROM notices n LEFT JOIN notice_events e ON e.notice_id = n.id AND e.hidden = 0 WHERE n.id IN (\(list: notices)) GROUP BY n.id) x
    WHERE x.id = notices.id
    """
  }

  // MARK: Reading

  /// The member's unread notifications, the newest first: one more than are told one by one.
  static func unread(of user: UserID, _ condition: SQL) -> SQL {
    """
    SELECT n.id FROM notices n WHERE n.user_id = \(user) AND \(NoticeRows.isUnread) AND \(condition)
    ORDER BY n.last DESC LIMIT \(Notice.mostTold + 1)
    """
  }

  static func reading(_ notices: [NoticeID], after sequence: Int64, at now: Timestamp) -> SQL {
    """
    UPDATE notices SET read_at = \(now), seq = \(sequence) + x.position
    FROM (SELECT id, row_number() OVER (ORDER BY last) AS position FROM notices WHERE id IN (\(list: notices))) x WHERE x.id = notices.id
    """
  }

  static func readingOthers(than told: [NoticeID], of user: UserID, _ condition: SQL, at now: Timestamp) -> SQL {
    """
    UPDATE notices SET read_at = \(now) WHERE id IN
      (SELECT n.id FROM notices n WHERE n.user_id = \(user) AND \(NoticeRows.isUnread) AND \(condition) AND n.id NOT IN (\(list: told)))
    """
  }

  // MARK: Deleting

  static func deletion(of id: NoticeID, by user: UserID, _ sequence: Int64, at now: Timestamp) -> SQL {
    """
    UPDATE notices SET deleted_at = \(now), seq = \(sequence), body = NULL
    WHERE id = \(id) AND user_id = \(user) AND deleted_at IS NULL
    """
  }

  /// The tombstones from before `moment` that no event can bring back.
  static func erasing(deletedBefore moment: Timestamp, limit: Int) -> SQL {
    """
    DELETE FROM notices WHERE id IN (SELECT n.id FROM notices n WHERE n.deleted_at IS NOT NULL AND n.deleted_at <= \(moment)
      AND NOT EXISTS (SELECT 1 FROM notice_events e WHERE e.notice_id = n.id) ORDER BY n.deleted_at LIMIT \(limit))
    RETURNING user_id, seq
    """
  }
}
