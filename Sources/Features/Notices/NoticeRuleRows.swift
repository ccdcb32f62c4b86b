import Core
import Relations
import SQL

/// Who is never told of something.
enum NoticeRuleRows {
  /// True for the row `u` of `users` if the member is told of the cause.
  static func isTold(of cause: NoticeCause) -> SQL {
    var condition = PersonRows.present
    if cause.kind.isOptional {
      condition = """
        \(condition) AND NOT EXISTS
          (SELECT 1 FROM notice_choices c WHERE c.user_id = u.id AND c.kind = \(cause.kind.name) AND c.in_app = \(false))
        """
    }
    if let rival = cause.rival {
      condition = """
        \(condition) AND NOT EXISTS (SELECT 1 FROM notice_events t
          WHERE t.kind = \(rival.name) AND t.subject = \(cause.subject) AND t.user_id = u.id)
        """
    }
    guard let actor = cause.actor else { return condition }
    return """
      \(condition) AND u.id <> \(actor) AND \(PersonRows.unblocked("u.id", actor)) AND \(PersonRows.heard("\(actor)", by: "u.id"))
        AND EXISTS (SELECT 1 FROM users u WHERE u.id = \(actor) AND \(PersonRows.present))
      """
  }
}
