import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import Testing

@testable import People

@Suite("Blocking and muting") struct BlockTests {
  @Test("a block ends follows, requests and places in the Top 8, and may be mutual")
  func block() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob", .private))
    #expect(try await house.follow(bob, ada).relation("following") == "following")
    #expect(try await house.follow(ada, bob).relation("following") == "requested")
    try await house.database.run("UPDATE follows SET top_place = 1 WHERE follower_id = \(bob.id)")
    _ = house.nodeEvents()
    let answer = try await house.block(ada, bob)
    #expect(answer.status == 200 && answer.relation("blocked") == .bool(true) && answer.relation("following") == "none")
    #expect(answer.relation("follows_me") == .bool(false) && answer.relation("can_message") == .bool(false))
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 0)
    let told = house.nodeEvents()
    for owner in [ada, bob] {
      #expect(told.contains { if case .placeChanged(let place) = $0 { place.number == owner.id.rawValue } else { false } })
    }
    #expect(try await house.block(ada, bob).status == 200)
    #expect(house.nodeEvents().isEmpty, "a repeat tells nothing")

    #expect(try await house.block(bob, ada).relation("blocked") == .bool(true), "those who have blocked me can be blocked")
    #expect(try await house.send(.delete, "/api/people/bob/block", as: ada).relation("blocked") == .bool(false))
    #expect(try await house.send(.get, "/api/people/bob", as: ada).status == 404, "the other block stands")
    #expect(try await house.send(.delete, "/api/people/ada/block", as: bob).status == 200)
    #expect(try await house.send(.get, "/api/people/bob", as: ada).status == 200)
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 0, "what a block ended stays ended")
  }

  @Test("whoever blocks, has left, is banned or a bot answers as a name that nobody has, byte for byte")
  func hidden() async throws {
    let house = try await PeopleHouse.open()
    let viewer = try await house.member("viewer")
    let names = ["blocker", "banned", "left", "bot"]
    for name in names {
      let member = try await house.member(name)
      switch name {
      case "blocker": try await house.block(member, viewer)
      case "banned": try await house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(member.id)")
      case "left": try await house.database.run("UPDATE users SET left_at = 1 WHERE id = \(member.id)")
      default: try await house.database.run("UPDATE users SET is_bot = \(true) WHERE id = \(member.id)")
      }
    }
    for (method, path) in [
      (Request.Method.get, "/api/people/{}"), (.put, "/api/people/{}/follow"), (.delete, "/api/people/{}/follow"),
      (.put, "/api/people/{}/mute"), (.delete, "/api/people/{}/mute"), (.put, "/api/followers/{}"), (.delete, "/api/followers/{}"),
      (.get, "/people/{}"), (.get, "/people/{}/block"),
    ] {
      func send(_ name: String) async throws -> PeopleHouse.Answer {
        try await house.send(method, path.split(separator: "{}", omittingEmptySubsequences: false).joined(separator: name), as: viewer)
      }
      let nobody = try await send("nobody")
      #expect(nobody.status == 404)
      for name in names {
        let answer = try await send(name)
        #expect(answer.status == 404 && answer.text == nobody.text, "\(method) \(path) \(name)")
      }
    }
    for action in RelationPath.Action.allCases where action != .block && action != .unblock {
      #expect(try await house.send(.post, "/people/blocker/\(action.rawValue)", as: viewer, form: "").status == 404)
    }
    for (name, status) in [("nobody", 404), ("banned", 404), ("left", 404), ("blocker", 200)] {
      #expect(try await house.send(.put, "/api/people/\(name)/block", as: viewer).status == status)
    }
  }

  @Test("a person's details are there for those who see their wall")
  func details() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await house.database.run("UPDATE walls SET bio = 'hi', status_message = 'busy', theme = 'zen' WHERE user_id = \(ada.id)")
    func bio(_ viewer: TestMember) async throws -> JSONValue? {
      try await house.send(.get, "/api/people/ada", as: viewer).data["person"]?["bio"]
    }
    let own = try await house.send(.get, "/api/people/ada", as: ada).data["person"] ?? .null
    #expect(own["bio"] == "hi" && own["theme"] == "zen" && own["status_message"] == "busy" && own["relation"] == .null)
    #expect(try await bio(bob) == "hi")
    try await house.database.run("UPDATE users SET visibility = 'followers' WHERE id = \(ada.id)")
    #expect(try await bio(bob) == .null)
    try await house.follow(bob, ada)
    try await house.send(.put, "/api/followers/bob", as: ada)
    #expect(try await bio(bob) == "hi")
    try await house.block(bob, ada)
    let blocked = try await house.send(.get, "/api/people/ada", as: bob).data["person"] ?? .null
    #expect(blocked["bio"] == .null && blocked["theme"] == .null && blocked["relation"]?["blocked"] == .bool(true))
  }

  @Test("a mute is one-way and silent")
  func mute() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await house.follow(ada, bob)
    for _ in 0..<2 { #expect(try await house.send(.put, "/api/people/bob/mute", as: ada).relation("muted") == .bool(true)) }
    #expect(try await house.send(.get, "/api/follows?list=muted", as: ada).names == ["bob"])
    #expect(try await house.send(.get, "/api/follows", as: ada).names == ["bob"], "a follow stays")
    #expect(try await house.send(.get, "/api/people/ada", as: bob).data["person"]?["relation"]?["muted"] == .bool(false))
    #expect(try await house.send(.delete, "/api/people/bob/mute", as: ada).relation("muted") == .bool(false))
  }

  @Test("block while they follow, fifty times at once: no follow is left")
  func races() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<50 {
        group.addTask {
          number % 2 == 0
            ? try await house.block(ada, bob).status
            : try await house.follow(number % 4 == 1 ? bob : ada, number % 4 == 1 ? ada : bob).status
        }
      }
      for try await status in group { #expect([200, 404, 409].contains(status)) }
    }
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 0)
    #expect(try await house.database.value("SELECT count(*) FROM blocks", as: Int.self) == 1)
  }
}
