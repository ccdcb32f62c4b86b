import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import SQLTesting
import Testing

@testable import Codeground

/// How the database executes what is asked often: by index, whatever the number of scripts and forks.
@Suite("Query plans of scripts", .enabled(if: !TestDatabase.isPostgres)) struct ScriptPlanTests {
  private static let now = Timestamp(microseconds: 1_000_000_000)

  private func request(_ order: ScriptOrder) -> ScriptListRequest {
    var request = ScriptListRequest()
    request.order = order
    return request
  }

  @Test("search an index and scan nothing")
  func plans() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let root = try await house.published("Root", as: ada)
    for index in 0..<30 {
      let fork = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int ?? 0
      try await house.save(fork, "fork(\(index))", base: 1, as: bob)
      try await house.publish(fork, as: bob)
    }
    try await house.send(.put, "/api/scripts/\(root)/hands/bob", as: ada)
    try await house.send(.put, "/api/scripts/\(root)/pen", as: bob)
    let id = ScriptID(root)
    let (viewer, now) = (bob.id, Self.now)
    let lists: [(ScriptOrder, String)] = [
      (.new, "scripts_by_time"), (.old, "scripts_by_time"), (.title, "scripts_by_title"), (.wander, "scripts_by_chance_"),
    ]
    let plans: [(SQL, String)] =
      lists.map { (ScriptListRepository.page(request($0.0), for: viewer, by: nil, at: now), $0.1) } + [
        (ScriptListRepository.page(request(.new), for: viewer, by: ada.id, at: now), "s USING INDEX scripts_by_owner (owner_id=?)"),
        (ScriptListRepository.page(request(.old), for: viewer, by: ada.id, at: now), "s USING INDEX scripts_by_owner (owner_id=?)"),
        (ScriptListRepository.page(request(.title), for: viewer, by: ada.id, at: now), "s USING INDEX scripts_by_owner_title (owner_id=?)"),
        (ScriptListRepository.deleted(of: ada.id, after: now), "s USING INDEX scripts_own_deleted (owner_id=? AND deleted_at>?)"),
        (ScriptRepository.visible(id, to: viewer), "s USING INDEX sqlite_autoindex_scripts_1"),
        (ScriptRepository.ended(among: [Viewer(viewer, of: .script(id))]), "s USING INDEX sqlite_autoindex_scripts_1"),
        (WatcherRepository.working(among: [Viewer(viewer, of: .script(id))]), "s USING INDEX sqlite_autoindex_scripts_1"),
        (RevisionRepository.newest(of: id, before: nil, limit: 25), "r USING INDEX sqlite_autoindex_script_revisions_1"),
        (RevisionRepository.changed(of: id, after: 3, limit: 200), "r USING INDEX script_revisions_seq"),
        (LineageRepository.forks(of: id, for: viewer, before: nil, limit: 51), "l USING COVERING INDEX script_lineage_forks"),
        (LineageRepository.ancestors(of: id), "script_lineage USING INDEX sqlite_autoindex_script_lineage_1"),
        (DraftRepository.draft(id), "d USING INDEX sqlite_autoindex_script_drafts_1"),
        (HandRepository.overduePens(at: now), "d USING INDEX script_drafts_pen"),
        (ScriptSubjectRows.shown([root], to: viewer), "s USING INDEX sqlite_autoindex_scripts_1"),
      ]
    let filters = ScriptListRepository.filters(rare).map { (ScriptListRepository.countOfFew($0), "USING") }
    try await expect(plans + filters, in: house)
    try await house.house.database.run("ANALYZE")
    try await expect(Array(plans.prefix(lists.count)), in: house)
  }

  @Test("find what few have by its own index, not along the order", arguments: ["new", "old", "title", "wander"])
  func few(order: String) async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    var request = self.request(try #require(ScriptOrder(rawValue: order)))
    request.runtime = .audio
    var plan = try await house.house.database.explain(ScriptListRepository.page(request, for: ada.id, by: nil, at: Self.now, .filter))
    #expect(plan.contains { $0.contains("s USING INDEX scripts_by_runtime (runtime=?)") }, "\(plan)")
    request.tag = "rain"
    plan = try await house.house.database.explain(ScriptListRepository.page(request, for: ada.id, by: nil, at: Self.now, .filter))
    #expect(plan.contains { $0.contains("t USING PRIMARY KEY (tag=?)") }, "\(plan)")
    #expect(!plan.contains { $0.contains("SCAN") }, "\(plan)")
  }

  private var rare: ScriptListRequest {
    var request = self.request(.new)
    (request.tag, request.runtime) = ("rain", .audio)
    return request
  }

  private func expect(_ plans: [(SQL, String)], in house: CodeHouse) async throws {
    for (statement, index) in plans {
      let steps = try await house.house.database.explain(statement)
      #expect(steps.contains { $0.contains(index) }, "\(index) is not among \(steps)")
      // What was found step by step, and the list that a caller hands over.
      let bounded = ["up", "p VIRTUAL", "e VIRTUAL", "few"]
      for step in steps where step.contains("SCAN") {
        let isIndexed = step.contains("USING INDEX scripts_by_") || step.contains("USING INDEX script_drafts_pen")
        #expect(isIndexed || bounded.contains { step.contains("SCAN \($0)") } || step.hasSuffix("SCAN l"), "\(step) of \(steps)")
      }
      #expect(!steps.contains { $0.contains("TEMP B-TREE FOR ORDER BY") } || index.contains("autoindex_script_lineage"), "\(steps)")
    }
  }
}
