import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import SQLTesting
import Subjects
import Testing

@testable import Feed

@Suite("Feeds") struct FeedTests {
  @Test("hold what people who are followed publish, newest first, and nothing of others or oneself")
  func entries() async throws {
    let house = try await FeedHouse.open()
    let (ada, bob, cy) = (try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy"))
    try await house.add("before", as: ada)
    try await house.add("own", as: bob)
    try await house.add("of somebody else", as: cy)
    #expect(try await house.feed(as: bob).entries == [])
    try await house.follow(bob, ada)
    let id = try await house.add("# a <b> & *more*", as: ada)
    let feed = try await house.feed(as: bob)
    #expect(feed.status == 200 && feed.next == nil)
    #expect(feed.titles == ["a <b> & more", "before"])
    let entry = feed.entries[0]
    #expect(entry["kind"] == "module" && entry["author"]?["username"] == "ada" && entry["link"]?.string == "/@ada#module-\(id)")
    #expect(entry["html"]?.string?.contains("&amp; <em>more") == true && entry["created_at"]?.string?.count == 24)
    #expect(try await house.feed(as: ada).entries == [], "one's own are not in it")
    try await house.send(.put, "/api/modules/\(id)", #"{"content":{"text":"changed"}}"#, as: ada)
    #expect(try await house.feed(as: bob).titles == ["changed", "before"])
    try await house.send(.delete, "/api/modules/\(id)", as: ada)
    #expect(try await house.feed(as: bob).titles == ["before"])
    try await house.add("later", as: ada)
    try await house.send(.post, "/api/modules/\(id)/restore", as: ada)
    #expect(try await house.feed(as: bob).titles == ["later", "changed", "before"])
  }

  @Test("go by follows, mutes, blocks, visibility and bans at the moment of asking")
  func sight() async throws {
    let house = try await FeedHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (relations, work, now) = (house.relations, house.house.work, house.house.clock.now)
    try await house.add("words", as: ada)
    func titles() async throws -> [String] { try await house.feed(as: bob).titles }
    _ = try await work.transaction { try await relations.follow(bob.id, ada.id, accepted: false, at: now, in: $0) }
    #expect(try await titles() == [], "they have only asked")
    _ = try await work.transaction { try await relations.accept(bob.id, ada.id, at: now, in: $0) }
    #expect(try await titles() == ["words"])
    _ = try await work.transaction { try await relations.mute(bob.id, ada.id, at: now, in: $0) }
    #expect(try await titles() == [])
    _ = try await work.transaction { try await relations.unmute(bob.id, ada.id, in: $0) }
    for (visibility, seen) in [("private", []), ("followers", ["words"]), ("members", ["words"]), ("public", ["words"])] {
      try await house.show(visibility, as: ada)
      #expect(try await titles() == seen, "\(visibility)")
    }
    _ = try await work.transaction { try await relations.block(ada.id, bob.id, at: now, in: $0) }
    #expect(try await titles() == [])
    _ = try await work.transaction { try await relations.unblock(ada.id, bob.id, in: $0) }
    try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(ada.id)")
    #expect(try await titles() == [])
    try await house.house.database.run("UPDATE users SET banned_at = NULL WHERE id = \(ada.id)")
    #expect(try await titles() == ["words"])
    _ = try await work.transaction { try await relations.unfollow(bob.id, ada.id, in: $0) }
    #expect(try await titles() == [])
  }

  @Test("a hundred entries of one moment, paged by 7 while others arrive and go: each once")
  func paging() async throws {
    let house = try await FeedHouse.open()
    let (ada, eve, bob) = (try await house.house.member("ada"), try await house.house.member("eve"), try await house.house.member("bob"))
    for followed in [ada, eve] { try await house.follow(bob, followed) }
    var (all, gone): ([String], Set<String>) = ([], [])
    var ids: [Int64] = []
    for number in 0..<100 {
      all.append("n\(number)")
      ids.append(try await house.add("n\(number)", as: number % 3 == 0 ? eve : ada))
    }
    var (seen, next, turn): ([String], String?, Int) = ([], nil, 0)
    repeat {
      let page = try await house.feed("limit=7" + (next.map { "&before=\($0)" } ?? ""), as: bob)
      #expect(page.entries.count == 7 || page.next == nil)
      seen += page.titles
      next = page.next
      turn += 1
      try await house.add("later", as: ada)
      guard turn % 4 == 0 else { continue }
      gone.insert(all[turn])
      try await house.send(.delete, "/api/modules/\(ids[turn])", as: turn % 3 == 0 ? eve : ada)
    } while next != nil
    #expect(Set(seen).count == seen.count && Set(seen).union(gone) == Set(all))
    #expect(seen == all.reversed().filter(Set(seen).contains))
  }

  @Test("find old entries of people behind thousands of others', by both ways the same")
  func behindOthers() async throws {
    let house = try await FeedHouse.open()
    let (ada, eve, bob) = (try await house.house.member("ada"), try await house.house.member("eve"), try await house.house.member("bob"))
    try await house.follow(bob, ada)
    try await house.enter(30, by: ada, from: 1_000)
    try await house.enter(FeedRepository.newestLookedAt, by: eve, from: 2_000)
    try await house.enter(3, by: ada, from: 10_000)
    let repository = house.repository
    func read(_ limit: Int, before: FeedCursor? = nil, kind: SubjectName? = nil) async throws -> [Int64] {
      try await house.house.database.read {
        try await repository.entries(of: kind, by: nil, before: before, limit: limit, for: bob.id, at: $0).map(\.subject)
      }
    }
    let expected = [10_002, 10_001, 10_000] + (1_000..<1_030).reversed()
    #expect(try await read(3) == expected.prefix(3).map { Int64($0) })
    #expect(try await read(10) == expected.prefix(10).map { Int64($0) })
    #expect(try await read(100, kind: .module) == expected.map { Int64($0) })
    #expect(try await read(100, kind: .verse) == [])
    let last = FeedCursor(createdAt: Timestamp(microseconds: 1_010), id: 1)
    #expect(try await read(100, before: last) == (1_000..<1_010).reversed().map { Int64($0) })
  }

  @Test("parameters: a kind, a person; what is wrong is named")
  func parameters() async throws {
    let house = try await FeedHouse.open()
    let (ada, eve, bob) = (try await house.house.member("ada"), try await house.house.member("eve"), try await house.house.member("bob"))
    _ = try await house.house.member("other")
    for followed in [ada, eve] {
      try await house.follow(bob, followed)
      try await house.add("by \(followed.username)", as: followed)
    }
    for (query, titles) in [
      ("person=ada", ["by ada"]), ("person=EVE&kind=module", ["by eve"]), ("person=other", []), ("kind=verse", []), ("kind=release", []),
      ("limit=1", ["by eve"]), ("limit=100", ["by eve", "by ada"]),
    ] {
      let answer = try await house.feed(query, as: bob)
      #expect(answer.status == 200 && answer.titles == titles, "\(query)")
    }
    for (query, field) in [
      ("kind=message", "kind"), ("kind=", "kind"), ("person=", "person"), ("limit=0", "limit"), ("limit=101", "limit"),
      ("before=x", "before"), ("before=1.2.3", "before"), ("before=", "before"), ("other=1", "other"),
    ] {
      let answer = try await house.feed(query, as: bob)
      #expect(answer.status == 422 && answer.details.keys.map(\.description) == [field], "\(query) \(answer.text)")
    }
    #expect(try await house.feed("person=nobody", as: bob).status == 404)
    #expect(try await house.send(.get, "/api/feed").status == 401)
  }

  @Test("are told of what is new and gone, to those who may see it when it is told")
  func audience() async throws {
    let house = try await FeedHouse.open()
    let names = ["ada", "fan", "muter", "asker", "stranger", "enemy"]
    var people: [String: TestMember] = [:]
    for name in names { people[name] = try await house.house.member(name) }
    let ada = try #require(people["ada"])
    let all = names.compactMap { people[$0] }
    let (relations, now) = (house.relations, house.house.clock.now)
    for name in ["fan", "muter", "enemy"] { try await house.follow(try #require(people[name]), ada) }
    let (muter, asker, enemy) = (try #require(people["muter"]), try #require(people["asker"]), try #require(people["enemy"]))
    try await house.house.work.transaction { transaction in
      _ = try await relations.mute(muter.id, ada.id, at: now, in: transaction)
      _ = try await relations.follow(asker.id, ada.id, accepted: false, at: now, in: transaction)
      _ = try await relations.block(ada.id, enemy.id, at: now, in: transaction)
    }
    _ = house.events.take()
    let place = FeedPlace(feed: house.repository)
    func told() async throws -> [Set<PlaceID>] {
      var told: [Set<PlaceID>] = []
      for event in house.events.take() where event.audience == .watchers(.feed) {
        told.append(Set(try await place.recipients(of: event.data, among: all.map { .feed(of: $0.id) })))
      }
      return told
    }
    let fan = try #require(people["fan"])
    let id = try await house.add("words", as: ada)
    #expect(try await told() == [[.feed(of: fan.id)]])
    try await house.send(.delete, "/api/modules/\(id)", as: ada)
    #expect(try await told() == [[.feed(of: fan.id)]])
    try await house.add("more words", as: ada)
    try await house.show("private", as: ada)
    #expect(try await told() == [[]], "the wall was closed before it was told")
  }

  @Test("leave nothing of somebody who left")
  func leaving() async throws {
    let house = try await FeedHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for member in [ada, bob] { try await house.add("words", as: member) }
    let subjects = SubjectsFeature(work: house.house.work, database: house.house.database, kinds: [])
    try await subjects.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.house.database.values("SELECT author_id FROM feed_entries", as: UserID.self) == [bob.id])
  }

  @Test("are read by index", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await FeedHouse.open()
    let (member, cursor) = (UserID(1), FeedCursor(createdAt: Timestamp(microseconds: 5), id: 6))
    let byAuthor = "feed_entries_author (author_id=? AND is_gone=?", byKind = "feed_entries_kind (author_id=? AND kind=?"
    for (statement, index) in [
      (FeedRepository.newest(of: nil, before: cursor, limit: 21, for: member), "feed_entries_newest (is_gone=?"),
      (FeedRepository.entriesOfEach(of: nil, before: cursor, limit: 21, for: member), byAuthor),
      (FeedRepository.entriesOfEach(of: .verse, before: cursor, limit: 21, for: member), byKind),
      (FeedRepository.entries(by: UserID(2), of: nil, before: cursor, limit: 21, for: member), byAuthor),
      (FeedRepository.entries(by: UserID(2), of: .verse, before: cursor, limit: 21, for: member), byKind),
    ] {
      let plan = try await house.house.database.explain(statement)
      #expect(plan.contains { $0.contains(index) }, "\(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN n") || $0.hasPrefix("SCAN f") || $0.hasPrefix("SCAN u") }, "\(plan)")
    }
  }

  @Test("the page: entries, filter, what is wrong, and where to find people")
  func page() async throws {
    let house = try await FeedHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let empty = try await house.send(.get, "/feed", as: bob)
    #expect(empty.status == 200 && empty.text.contains("Nothing here yet") && empty.text.contains("href=\"/people\""))
    try await house.follow(bob, ada)
    for number in 0..<21 { try await house.add("number \(number)", as: ada) }
    let first = try await house.send(.get, "/feed?kind=&person=", as: bob)
    #expect(first.status == 200 && first.text.contains("aria-label=\"Entries\"") && first.text.contains("Ada @ada"))
    #expect(first.text.contains(">number 20<") && !first.text.contains(">number 0<"))
    let older = try #require(first.text.firstMatch(of: /href="(\/feed\?before=[^"]*)"/)).1
    #expect(try await house.send(.get, String(older), as: bob).text.contains(">number 0<"))
    for (query, status, field) in [("kind=x", 422, "kind"), ("person=nobody", 404, "person")] {
      let wrong = try await house.send(.get, "/feed?\(query)", as: bob)
      #expect(wrong.status == status && wrong.text.contains("id=\"error-\(field)\""), "\(query)")
    }
  }
}
