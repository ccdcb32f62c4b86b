import AccountsTesting
import Core
import Engine
import JSON
import SQL
import SQLTesting
import Testing

@testable import Notices
@testable import Song

@Suite("What stories read") struct SongPlanTests {
  @Test("is found by index, whatever there is besides", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    for number in 0..<8 {
      let (id, root) = try await house.story(number.isMultiple(of: 2) ? #","visibility":"members","canon":"vote""# : "", as: ada)
      try await house.verse("Cellar", #","from":\#(root)"#, in: id, as: ada)
      let branch = #"{"from":\#(root),"label":"Up","verses":[{"title":"Attic"}]}"#
      try await house.send(.post, "/stories/\(id)/proposals", branch, as: bob)
    }
    let (past, request) = (Timestamp(microseconds: 1), try Fields.read(Fields(json: .object([:]))) { StoryListRequest(reading: &$0) })
    let open = ProposalListRequest(status: .open)
    let statements: [(SQL, [String])] = [
      (StoryRepository.visible(StoryID(1), to: bob.id), ["s USING INTEGER PRIMARY KEY", "u USING INTEGER PRIMARY KEY"]),
      (StoryRepository.story(StoryID(1)), ["s USING INTEGER PRIMARY KEY"]),
      (
        StoryRepository.list(request, for: bob.id),
        ["stories_listed", "stories_keeper (keeper_id=?", "story_writers_user (user_id=?"]
      ),
      (StoryRepository.ended(among: [Viewer(bob.id, of: .story(StoryID(1)))]), ["s USING INTEGER PRIMARY KEY"]),
      (VerseRepository.changed(in: StoryID(1), after: 7, limit: 200), ["v USING INDEX verses_seq (story_id=? AND seq>?)"]),
      (VerseRepository.living(of: StoryID(1), holding: nil, canonOnly: false), ["v USING INDEX verses_living (story_id=?)"]),
      (VerseRepository.living(of: StoryID(1), holding: "mill", canonOnly: true), ["v USING INDEX verses_living (story_id=?)"]),
      (ProposalRepository.list(open, of: StoryID(1)), ["p USING INDEX verse_proposals_status (story_id=? AND status=?)"]),
      (ProposalRepository.undecided(of: StoryID(1), by: nil), ["p USING INDEX verse_proposals_status (story_id=? AND status=?)"]),
      (ProposalRepository.due(at: past, limit: 5), ["verse_proposals_due", "verse_votes_missing (proposal_id=?)"]),
      (PatternRepository.ownNames(of: bob.id, heardBy: .members), ["p USING INDEX patterns_owner (owner_id=?"]),
      (
        PatternRepository.otherNames(for: bob.id, heardBy: .members),
        ["p USING INDEX patterns_listed", "u USING INTEGER PRIMARY KEY"]
      ),
      (NoticeRows.recipients(of: VerseNotice(), target: 1), ["notices_target (kind=? AND target=?)"]),
      (SongPersonalRepository.naming(bob.id, limit: 20), ["verse_proposals_author (author_id=?", "verse_votes_user (user_id=?"]),
      (VerseSubjectRows.shown([1, 2], to: bob.id), ["v USING INTEGER PRIMARY KEY", "f USING INDEX"]),
    ]
    // The viewers who are asked about, ids found by index that are put in order, and the few votes that run.
    let given = [
      "SCAN p VIRTUAL", "SCAN e VIRTUAL", "UNION USING TEMP B-TREE", "SCAN 1 CONSTANT", "SCAN i", "SCAN k", "SCAN w", "SCAN l",
      "SCAN p USING",
      "SCAN s USING INDEX stories_listed",
      "SCAN (subquery", "USE TEMP B-TREE FOR",
    ]
    for (statement, uses) in statements {
      let plan = try await house.house.database.explain(statement)
      let scans = plan.filter { step in
        (step.contains("SCAN") || step.contains("TEMP B-TREE")) && !step.contains("CONSTANT ROW") && !given.contains { step.hasPrefix($0) }
      }
      #expect(!plan.isEmpty && scans.isEmpty, "\(plan)")
      for index in uses { #expect(plan.contains { $0.contains(index) }, "\(index) is not in \(plan)") }
    }
  }
}
