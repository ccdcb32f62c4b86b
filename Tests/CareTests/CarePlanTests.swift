import AccountsTesting
import Core
import SQL
import SQLTesting
import Testing

@testable import Accounts
@testable import Care

@Suite("What staff and logs read") struct CarePlanTests {
  /// No statement scans or sorts, so that a page of 10,000 cases or 100,000 actions costs what a page of ten does.
  @Test("is found by index, in the order it is shown", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await CareHouse.open()
    let (ada, now) = (try await house.house.member("ada").id, Timestamp(microseconds: 1_000_000_000))
    for number in 1...12 {
      try await house.house.database.run(
        """
        INSERT INTO actions (action, user_id, by_role, reason, message, log_note, created_at)
        VALUES ('warn', \(ada), 'moderator', 'spam', 'x', '', \(number))
        """)
    }
    let sight = CaseSight(viewer: ada, hidden: [ada])
    let (closed, position) = (CaseCursor.closed(now, CaseID(5)), CaseCursor.position(7))
    func cases(_ filter: CaseFilter, _ cursor: CaseCursor?) -> SQL {
      CaseRepository.cases(filter, from: cursor, limit: 50, for: sight, at: now)
    }
    let bound = LogPosition(action: 9, change: 3)
    let statements: [(SQL, [String])] = [
      (cases(.open, nil), ["c USING INDEX cases_queue (position>?)"]),
      (cases(.open, position), ["c USING INDEX cases_queue (position>?)"]),
      (cases(.mine, position), ["c USING INDEX cases_claimed (claimed_by=? AND position>?)"]),
      (cases(.closed, closed), ["c USING INDEX cases_closed (closed_at>? AND closed_at<?)"]),
      (ActionRepository.list(of: nil, nil, before: ActionID(9), limit: 50), ["a USING INTEGER PRIMARY KEY (rowid<?)"]),
      (ActionRepository.list(of: ada, nil, before: ActionID(9), limit: 50), ["a USING INDEX actions_member (user_id=? AND id<?)"]),
      (ActionRepository.list(of: ada, .warn, before: nil, limit: 50), ["a USING INDEX actions_user (user_id=? AND action=? AND id<?)"]),
      (ActionRepository.list(of: nil, .warn, before: nil, limit: 50), ["a USING INDEX actions_action (action=? AND id<?)"]),
      (ActionRepository.standing(of: ada, since: now), ["a USING INDEX actions_member (user_id=?)"]),
      (PublicLogRepository.actions(nil, before: bound, limit: 50), ["a USING INTEGER PRIMARY KEY (rowid<?)"]),
      (PublicLogRepository.actions(.ban, before: bound, limit: 50), ["a USING INDEX actions_action (action=? AND id<?)"]),
      (PublicLogRepository.settings(before: bound, limit: 50), ["log_settings USING INDEX log_settings_order"]),
      (AuditRepository.entries(AuditFilter(), before: 9, limit: 50), ["audit_log USING INTEGER PRIMARY KEY (rowid<?)"]),
      (
        AuditRepository.entries(AuditFilter(actor: "ada"), before: 9, limit: 50),
        ["audit_log USING INDEX audit_log_actor_name (actor=? AND id<?)"]
      ),
      (
        AuditRepository.entries(AuditFilter(action: "action.ban"), before: 9, limit: 50),
        ["audit_log USING INDEX audit_log_action (action=? AND id<?)"]
      ),
      (
        AuditRepository.entries(AuditFilter(subject: "user:7"), before: 9, limit: 50),
        ["audit_log USING INDEX audit_log_subject (subject=? AND id<?)"]
      ),
    ]
    for (statement, uses) in statements {
      let plan = try await house.house.database.explain(statement)
      let slow = plan.filter { ($0.contains("SCAN") || $0.contains("TEMP B-TREE")) && !$0.contains("CONSTANT ROW") }
      #expect(!plan.isEmpty && slow.isEmpty, "\(plan)")
      for index in uses { #expect(plan.contains { $0.contains(index) }, "\(index) is not in \(plan)") }
    }
  }
}
