import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import SQLTesting
import Testing

@testable import People

@Suite("Lists of people") struct ListTests {
  @Test("are read newest first in parts, whatever comes and goes in between")
  func paging() async throws {
    let house = try await PeopleHouse.open()
    let me = try await house.member("me")
    var others: [TestMember] = []
    for number in 0..<5 {
      let other = try await house.member("p\(number)")
      others.append(other)
      // Two have the same time.
      if number != 2 { house.house.clock.advance(by: .seconds(1)) }
      try await house.follow(me, other)
      try await house.follow(other, me)
      try await house.send(.put, "/api/people/p\(number)/mute", as: me)
    }
    for list in ["following", "followers", "muted"] {
      var (names, next) = ([String](), "")
      repeat {
        let part = try await house.send(.get, "/api/follows?list=\(list)&limit=2\(next.isEmpty ? "" : "&before=\(next)")", as: me)
        #expect(part.status == 200)
        names += part.names
        next = part.data["next"]?.string ?? ""
      } while !next.isEmpty
      #expect(names == ["p4", "p3", "p2", "p1", "p0"], "\(list)")
    }
    let first = try await house.send(.get, "/api/follows?limit=2", as: me)
    let cursor = try #require(first.data["next"]?.string)
    for gone in [others[3], others[2]] { try await house.send(.delete, "/api/people/\(gone.username)/follow", as: me) }
    #expect(try await house.send(.get, "/api/follows?limit=2&before=\(cursor)", as: me).names == ["p1", "p0"])
    #expect(
      try await house.send(.get, "/api/follows?before=\(cursor)", as: others[0]).status == 200, "another's cursor shows one's own rows")
    for query in [
      "list=x", "limit=0", "limit=101", "limit=", "before=", "before=x", "before=1", "before=1.2.3", "before=-1.2", "before=01.2", "x=1",
    ] {
      #expect(try await house.send(.get, "/api/follows?\(query)", as: me).status == 422, "\(query)")
    }
    #expect(try await house.send(.get, "/api/follows?limit=100", as: me).status == 200)
  }

  @Test("hold only people one may know of, and everybody one has blocked")
  func known() async throws {
    let house = try await PeopleHouse.open()
    let (me, banned, blocker) = (try await house.member("me"), try await house.member("banned"), try await house.member("blocker"))
    try await house.follow(me, banned)
    try await house.send(.put, "/api/people/banned/mute", as: me)
    try await house.block(me, blocker)
    try await house.block(blocker, me)
    try await house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(banned.id)")
    #expect(try await house.send(.get, "/api/follows", as: me).names == [])
    #expect(try await house.send(.get, "/api/follows?list=muted", as: me).names == [])
    #expect(try await house.send(.get, "/api/follows?list=blocked", as: me).names == ["blocker"])
    try await house.database.run("UPDATE users SET banned_at = NULL WHERE id = \(banned.id)")
    #expect(try await house.send(.get, "/api/follows", as: me).names == ["banned"])
  }

  @Test("of the directory begin with the filter: usernames, and words of display names in any case and without marks")
  func filter() async throws {
    let house = try await PeopleHouse.open()
    let me = try await house.member("me")
    let zoe = try await house.member("zoe_fox")
    _ = try await house.member("redfox")
    let (users, now) = (AccountsRepositories(house.database).users, house.house.clock.now)
    try await house.house.work.transaction { try await users.rename(zoe.id, to: "Zoë  Löw-Straße", at: now, in: $0) }
    for (query, names) in [
      ("zoe", ["zoe_fox"]), ("ZO%C3%8B", ["zoe_fox"]), ("lo", ["zoe_fox"]), ("strasse", ["zoe_fox"]), ("strasse%20zoe", ["zoe_fox"]),
      ("Zoe_F", ["zoe_fox"]), ("fox", []), ("red", ["redfox"]), ("red%20zoe", []), ("%25", []), ("_", []), ("%27%20OR%201%3D1", []),
      ("me", []), ("", ["redfox", "zoe_fox"]),
    ] {
      #expect(try await house.send(.get, "/api/people?q=\(query)", as: me).names == names, "\(query)")
    }
    try await house.house.work.transaction { try await users.rename(zoe.id, to: "Fox", at: now, in: $0) }
    #expect(try await house.send(.get, "/api/people?q=strasse", as: me).names == [])
    #expect(try await house.send(.get, "/api/people?q=fox", as: me).names == ["zoe_fox"])
  }

  @Test("of the directory, from before the words of names were kept, get them by a job")
  func earlierNames() async throws {
    let house = try await PeopleHouse.open()
    let me = try await house.member("me")
    _ = try await house.member("zoe")
    try await house.database.run("DELETE FROM member_words")
    #expect(try await house.send(.get, "/api/people?q=zoe", as: me).names == [])
    #expect(try await house.house.accounts.memberWords.complete(house.house.system()) == 2)
    #expect(try await house.house.accounts.memberWords.complete(house.house.system()) == 0)
    #expect(try await house.send(.get, "/api/people?q=zoe", as: me).names == ["zoe"])
  }

  @Test("of the directory are found by the index of words", .enabled(if: !TestDatabase.isPostgres))
  func filterPlan() async throws {
    let house = try await PeopleHouse.open()
    var fields = Fields(form: [(name: ShortName("q"), value: "zo")])
    let plan = try await house.database.explain(DirectoryRepository.found(.api(reading: &fields), for: UserID(1)))
    #expect(plan.contains { $0.contains("SEARCH mw USING PRIMARY KEY (word>? AND word<?)") }, "\(plan)")
  }

  @Test("are found by index", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await PeopleHouse.open()
    let indexes: [FollowList: String] = [
      .following: "follows_following (follower_id=?", .followers: "follows_followers (followed_id=?",
      .requests: "follows_requests (followed_id=?", .requested: "follows_requested (follower_id=?", .blocked: "blocks_list (blocker_id=?",
      .muted: "mutes_list (muter_id=?",
    ]
    for (list, index) in indexes {
      var fields = Fields(form: [(name: ShortName("list"), value: list.rawValue), (ShortName("before"), "5.6")])
      let plan = try await house.database.explain(PersonRepository.list(FollowListRequest(reading: &fields), of: UserID(1)))
      #expect(plan.contains { $0.contains(index) } && !plan.contains { $0.contains("SCAN r") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }
}
