import Accounts
import AccountsTesting
import Core
import SQL
import SQLTesting
import Testing

@testable import Notices

@Suite("What notifications read") struct NoticePlanTests {
  @Test("is found by index, however many others have", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    for door in 1...12 { try await house.raise(RingNotice(), by: bob, about: Int64(door), to: ada, target: Int64(door), in: RoomID(1)) }
    let past = Timestamp(microseconds: 1), match = NoticeMatch(RingNotice(), about: 1, by: bob.id)
    let deletion: SQL = "DELETE FROM notice_events WHERE \(NoticeEventRows.condition(match))"
    let leaving: SQL = "DELETE FROM notice_events WHERE \(NoticeEventRows.condition(room: RoomID(1), of: ada.id))"
    let cause = NoticeCause(RingNotice(), by: bob.id, about: 1, target: 1)
    let statements: [(SQL, [String])] = [
      (NoticeRows.page(of: ada.id, before: nil, limit: 20), ["n USING INDEX notices_list (user_id=? AND last<?)", "notice_events_newest"]),
      (NoticeRows.notices([NoticeID(1)]), ["n USING INTEGER PRIMARY KEY"]),
      (NoticeRows.changed(of: ada.id, after: 3, limit: 200), ["n USING INDEX notices_seq (user_id=? AND seq>?)"]),
      ("SELECT \(NoticeRows.unread(of: "\(ada.id)"))", ["n USING INDEX notices_unread (user_id=? AND read_at=?)"]),
      (DeskRepository.counts(of: [ada.id]), ["u USING INTEGER PRIMARY KEY", "d USING INTEGER PRIMARY KEY"]),
      (NoticeEventRows.unread(of: ada.id, "n.last <= 7"), ["n USING INDEX notices_unread (user_id=? AND read_at=? AND last<?)"]),
      (NoticeEventRows.linking(cause, to: [NoticeID(1)]), ["notice_events_cause"]),
      (NoticeEventRows.joining(cause, for: [ada.id], at: past), ["p USING PRIMARY KEY (kind=? AND number=?)"]),
      (NoticeEventRows.insertion(of: cause, for: [ada.id], who: nil, at: past), ["u USING INTEGER PRIMARY KEY"]),
      (NoticeEventRows.hiding(true, .bannedActor, "actor_id = \(bob.id)"), ["notice_events_actor (actor_id=?)"]),
      (deletion, ["notice_events_cause (kind=? AND subject=?)"]),
      (leaving, ["notices_room (room=? AND user_id=?)", "notice_events_newest"]),
      (NoticeEventRows.erasing(deletedBefore: past, limit: 5), ["notices_deleted (deleted_at>? AND deleted_at<?)"]),
    ]
    for (statement, uses) in statements {
      let plan = try await house.database.explain(statement)
      // The rows of the page themselves, which are sorted once more.
      let scans = plan.filter { step in
        step.contains("SCAN") && !step.contains("CONSTANT ROW") && !step.hasPrefix("SCAN n") && !step.hasPrefix("SCAN unread")
      }
      #expect(!plan.isEmpty && scans.isEmpty, "\(plan)")
      for index in uses { #expect(plan.contains { $0.contains(index) }, "\(index) is not in \(plan)") }
    }
  }
}
