import Relations
import SQL

/// Leases as rows. In the queries `l` is the lease, `h` its holder, `v` the verse, `s` its story and `u` the keeper.
enum LeaseRows {
  static var joins: SQL {
    """
    verse_leases l JOIN verses v ON v.id = l.verse_id JOIN stories s ON s.id = v.story_id JOIN users u ON u.id = s.keeper_id
    JOIN users h ON h.id = l.user_id
    """
  }

  /// The lease has not run out, the verse is there, and its holder may still save it. So a ban, a block or a change of the story's settings
  /// ends a lease wherever it happens.
  static func lives(at now: SQL) -> SQL {
    let isNamed = StoryRows.isNamed("l.user_id")
    return """
      (l.until > \(now) AND v.deleted_at IS NULL AND h.is_bot = \(false) AND h.banned_at IS NULL AND h.left_at IS NULL
        AND \(StoryRows.visible(to: "l.user_id")) AND (s.keeper_id = l.user_id
          OR (s.canon = 'open' AND v.status = 'canon' AND (s.writing = 'open' OR \(isNamed)))
          OR EXISTS (SELECT 1 FROM verse_authors la WHERE la.verse_id = v.id AND la.user_id = l.user_id)))
      """
  }
}
