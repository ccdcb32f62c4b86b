import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import Testing

@testable import People

@Suite("Following") struct FollowTests {
  @Test("an open wall is followed at once, repeats change nothing, and it ends silently", arguments: [WallVisibility.public, .members])
  func open(_ visibility: WallVisibility) async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada", visibility), try await house.member("bob"))
    for isNew in [true, false] {
      _ = house.nodeEvents()
      let answer = try await house.follow(bob, ada)
      #expect(answer.status == 200 && answer.relation("following") == "following")
      #expect(house.nodeEvents().isEmpty != isNew)
    }
    #expect(try await house.send(.get, "/api/people/bob", as: ada).data["person"]?["relation"]?["follows_me"] == .bool(true))
    for hadIt in [true, false] {
      let answer = try await house.send(.delete, "/api/people/ADA/follow", as: bob)
      #expect(answer.status == 200 && answer.relation("following") == "none")
      #expect(house.nodeEvents().isEmpty != hadIt)
    }
  }

  @Test("a closed wall is asked, and its owner accepts, declines or removes", arguments: [WallVisibility.followers, .private])
  func closed(_ visibility: WallVisibility) async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada", visibility), try await house.member("bob"))
    #expect(try await house.send(.put, "/api/followers/bob", as: ada).status == 404, "nobody asks yet")
    for _ in 0..<2 { #expect(try await house.follow(bob, ada).relation("following") == "requested") }
    #expect(try await house.send(.get, "/api/people/bob", as: ada).data["person"]?["relation"]?["requests_me"] == .bool(true))
    #expect(try await house.send(.get, "/api/follows?list=requests", as: ada).names == ["bob"])
    #expect(try await house.send(.get, "/api/follows?list=requested", as: bob).names == ["ada"])
    #expect(try await house.send(.get, "/api/follows", as: bob).names == [])

    let declined = try await house.send(.delete, "/api/followers/bob", as: ada)
    #expect(declined.status == 200 && declined.relation("requests_me") == .bool(false))
    #expect(try await house.send(.get, "/api/people/ada", as: bob).data["person"]?["relation"]?["following"] == "none")

    #expect(try await house.follow(bob, ada).relation("following") == "requested")
    for _ in 0..<2 {
      let accepted = try await house.send(.put, "/api/followers/bob", as: ada)
      #expect(accepted.status == 200 && accepted.relation("follows_me") == .bool(true))
    }
    #expect(try await house.send(.get, "/api/follows?list=followers", as: ada).names == ["bob"])
    #expect(try await house.follow(bob, ada).relation("following") == "following", "who follows already goes on")
    _ = house.nodeEvents()
    for hadOne in [true, false] {
      #expect(try await house.send(.delete, "/api/followers/bob", as: ada).relation("follows_me") == .bool(false))
      #expect(house.nodeEvents().isEmpty != hadOne)
    }
  }

  @Test("a request waits when the wall opens, and asking again follows at once")
  func opening() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada", .private), try await house.member("bob"))
    try await house.follow(bob, ada)
    try await house.database.run("UPDATE users SET visibility = 'public' WHERE id = \(ada.id)")
    #expect(try await house.send(.get, "/api/follows?list=requests", as: ada).names == ["bob"])
    #expect(try await house.follow(bob, ada).relation("following") == "following")
    try await house.database.run("UPDATE users SET visibility = 'private' WHERE id = \(ada.id)")
    #expect(try await house.send(.get, "/api/follows", as: bob).names == ["ada"], "followers stay when the wall closes")
  }

  @Test("is refused to oneself, of those whom one has blocked, and beyond 5,000")
  func refusals() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    for (method, path) in [
      (Request.Method.put, "/api/people/ada/follow"), (.delete, "/api/people/ada/follow"), (.put, "/api/people/ADA/block"),
      (.delete, "/api/people/ada/block"), (.put, "/api/people/ada/mute"), (.delete, "/api/people/ada/mute"),
      (.put, "/api/followers/ada"), (.delete, "/api/followers/ada"),
    ] {
      let answer = try await house.send(method, path, as: ada)
      #expect(answer.status == 422 && answer.details["username"] != nil, "\(path)")
      #expect(try await house.send(method, path).status == 401)
    }
    try await house.block(ada, bob)
    #expect(try await house.follow(ada, bob).code == "CONFLICT")
    #expect(try await house.send(.delete, "/api/people/bob/follow", as: ada).status == 200)

    try await house.database.run(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO users (uuid, username, email, name, password_hash, color, created_at, updated_at)
      SELECT 'u' || i, 'm' || i, 'm' || i || '@example.org', 'm', 'x', 0, 1, 1 FROM n
      """)
    try await house.database.run(
      """
      INSERT INTO follows (follower_id, followed_id, requested_at, accepted_at)
      SELECT \(ada.id), id, 1, 1 FROM users WHERE uuid LIKE 'u%' AND username LIKE 'm%' AND username NOT IN ('m1', 'm2')
      """)
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 4_998)
    for (name, status) in [("m1", 200), ("m2", 200), ("m3", 200)] {
      #expect(try await house.send(.put, "/api/people/\(name)/follow", as: ada).status == status)
    }
    let cy = try await house.member("cy")
    #expect(try await house.follow(ada, cy).code == "LIMIT_EXCEEDED")
    try await house.send(.delete, "/api/people/m1/follow", as: ada)
    #expect(try await house.follow(ada, cy).status == 200)
  }

  @Test("only asking counts against its limit")
  func limit() async throws {
    var limits = Limits.lifted
    limits[.follow] = .follow
    let house = try await PeopleHouse.open(limits: limits)
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    for _ in 0..<20 {
      #expect(try await house.follow(ada, bob).status == 200)
      #expect(try await house.send(.delete, "/api/people/bob/follow", as: ada).status == 200)
    }
    #expect(try await house.follow(ada, bob).status == 429)
    #expect(try await house.send(.post, "/people/bob/follow", as: ada, form: "").status == 429)
  }

  @Test("follow and unfollow at once leave list and relation in agreement")
  func races() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<50 {
        group.addTask {
          number % 2 == 0
            ? try await house.follow(ada, bob).status : try await house.send(.delete, "/api/people/bob/follow", as: ada).status
        }
      }
      for try await status in group { #expect(status == 200) }
    }
    let follows = try await house.send(.get, "/api/people/bob", as: ada).data["person"]?["relation"]?["following"] == "following"
    #expect(try await house.send(.get, "/api/follows", as: ada).names == (follows ? ["bob"] : []))
    #expect(try await house.send(.get, "/api/follows?list=followers", as: bob).names == (follows ? ["ada"] : []))
  }
}
