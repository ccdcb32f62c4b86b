import AccountsTesting
import Core
import Engine
import SQL
import SQLTesting
import Testing

@testable import Walls

@Suite("What walls read") struct WallPlanTests {
  @Test("is found by index, whatever there is besides", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for number in 0..<12 {
      let module = try await house.add("n\(number)", as: ada), sticker = try await house.stick(on: ada, as: bob)
      try await house.send(.post, "/api/walls/ada/guestbook", #"{"text":"n\#(number)"}"#, as: bob)
      guard number % 3 == 0 else { continue }
      try await house.send(.delete, "/api/modules/\(module)", as: ada)
      try await house.send(.delete, "/api/stickers/\(sticker)", as: bob)
    }
    let (owner, past) = (ada.id, Timestamp(microseconds: 1))
    let statements: [(SQL, [String])] = [
      (ProfileRepository.visible("ada", to: bob.id, at: past), ["w USING INTEGER PRIMARY KEY", "users USING INDEX users_username"]),
      (ProfileRepository.ended(among: [Viewer(bob.id, of: .wall(owner))]), ["u USING INTEGER PRIMARY KEY", "w USING INTEGER PRIMARY KEY"]),
      (
        AvatarRepository.avatar(of: owner, for: nil),
        ["u USING INTEGER PRIMARY KEY", "w USING INTEGER PRIMARY KEY", "q USING INDEX media_id (id=?)"]
      ),
      (ModuleRepository.arrangement(of: owner), ["USING INDEX wall_modules_living (user_id=?)"]),
      (ModuleRepository.first(20, of: owner), ["m USING INDEX wall_modules_living (user_id=?)"]),
      (ModuleRepository.visible(ModuleID(1), to: bob.id), ["m USING INTEGER PRIMARY KEY"]),
      (ModuleRepository.newest(20, of: owner), ["e USING INDEX feed_entries_kind (author_id=? AND kind=? AND is_gone=?)"]),
      (ModuleRepository.living([ModuleID(1), ModuleID(2)], of: owner), ["m USING INTEGER PRIMARY KEY"]),
      (ModuleRepository.changed(of: owner, after: 7, limit: 200), ["m USING INDEX wall_modules_seq (user_id=? AND seq>?)"]),
      (ModuleRepository.removed(of: owner, at: past), ["m USING INDEX wall_modules_own_removed (user_id=? AND removed_at>?)"]),
      (ModuleRepository.guestbook(of: owner), ["USING INDEX wall_modules_guestbook (user_id=?)"]),
      (ModuleRepository.erasing(removedBefore: past, limit: 5), ["wall_modules_removed (removed_at>? AND removed_at<?)"]),
      (CardRepository.due(at: past), ["card_fetches USING COVERING INDEX card_fetches_due (due_at<?)"]),
      (CardRepository.taking(at: past, until: past, except: [owner]), ["card_fetches USING INDEX card_fetches_due (due_at<?)"]),
      (StickerRepository.living(on: owner, for: bob.id), ["s USING INDEX stickers_living (owner_id=?)"]),
      (StickerRepository.visible(StickerID(1), to: bob.id), ["s USING INTEGER PRIMARY KEY"]),
      (StickerRepository.changed(on: owner, after: 7, limit: 200, for: bob.id), ["s USING INDEX stickers_seq (owner_id=? AND seq>?)"]),
      (StickerRepository.count(on: owner, by: bob.id), ["stickers USING INDEX stickers_living (owner_id=?)"]),
      (StickerRepository.levels(on: owner), ["stickers USING INDEX stickers_living (owner_id=?)"]),
      (StickerRepository.erasing(deletedBefore: past, limit: 5), ["stickers_deleted (deleted_at>? AND deleted_at<?)"]),
      (
        GuestbookRepository.page(of: owner, before: nil, limit: 20, for: bob.id),
        ["e USING INDEX guestbook_entries_living (owner_id=? AND id<?)"]
      ),
      (GuestbookRepository.visible(EntryID(1), to: bob.id), ["e USING INTEGER PRIMARY KEY"]),
      (
        GuestbookRepository.changed(of: owner, after: 7, limit: 200, for: bob.id),
        ["e USING INDEX guestbook_entries_seq (owner_id=? AND seq>?)"]
      ),
      (GuestbookRepository.erasing(deletedBefore: past, limit: 5), ["guestbook_entries_deleted (deleted_at>? AND deleted_at<?)"]),
    ]
    // The viewers who are asked about, by place, and the two hundred stickers that are counted.
    let given = ["SCAN p VIRTUAL", "SCAN e VIRTUAL", "SCAN living"]
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
