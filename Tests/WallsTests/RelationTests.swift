import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import Relations
import SQL
import Subjects
import Testing

@testable import Walls

@Suite("Relations on walls") struct RelationTests {
  private func block(_ blocker: TestMember, _ blocked: TestMember, _ house: WallHouse) async throws -> [Event] {
    try await house.house.work.transaction { transaction in
      _ = try await RelationRepository(house.house.database).block(blocker.id, blocked.id, at: house.house.clock.now, in: transaction)
      return try await WallRelationRepository().relationChanged(.block(blocker.id, blocked.id), at: house.house.clock.now, in: transaction)
    }
  }

  private func follow(_ follower: TestMember, _ followed: TestMember, _ house: WallHouse) async throws {
    try await house.house.work.transaction { transaction in
      _ = try await RelationRepository(house.house.database).follow(
        follower.id, followed.id, accepted: true, at: house.house.clock.now, in: transaction)
    }
  }

  @Test("what the blocked put on others' walls is absent for the blocker and theirs for the blocked, and there for everybody else")
  func blocks() async throws {
    let house = try await WallHouse.open()
    let (ada, bob, cy) = (
      try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy")
    )
    let entry = "/api/walls/cy/guestbook"
    var stickers: [TestMember: Int64] = [:]
    for member in [ada, bob] {
      stickers[member] = try await house.stick(on: cy, as: member)
      try await house.send(.post, entry, #"{"text":"from \#(member.username)"}"#, as: member)
    }
    let events = try await block(ada, bob, house)
    let wall = PlaceID.wall(cy.id)
    #expect(
      events.map(\.nodeEvent) == [
        .placeChanged(.wall(ada.id)), .placeChanged(.wall(bob.id)), .viewsReset(ada.id, [wall]), .viewsReset(bob.id, [wall]),
      ])
    for (viewer, seen) in [(ada, ["ada"]), (bob, ["bob"]), (cy, ["ada", "bob"])] {
      let answer = try await house.send(.get, "/api/walls/cy", as: viewer).data
      #expect(answer["stickers"]?.array?.compactMap { $0["placed_by"]?["username"]?.string } == seen)
      #expect(answer["entries"]?.array?.compactMap { $0["author"]?["username"]?.string } == seen.reversed())
      let entries = try await house.send(.get, entry, as: viewer).data["entries"]?.array
      #expect(entries?.compactMap { $0["author"]?["username"]?.string } == seen.reversed())
      // Folding all changes gives the same.
      let epoch = try await house.history().head(of: wall).epoch
      guard case .page(let page) = try await house.history().page(in: wall, after: HistoryCursor(epoch: epoch, sequence: 0), for: viewer.id)
      else { return #expect(Bool(false), "no page") }
      let text = String(decoding: page.objects, as: UTF8.self)
      for member in [ada, bob] { #expect(text.contains("from \(member.username)") == seen.contains(member.username)) }
    }
    #expect(try await house.send(.delete, "/api/stickers/\(stickers[bob]!)", as: ada).status == 404)

    // New ones are told to everybody else.
    _ = house.events.take()
    let made = try await house.stick(on: cy, as: bob)
    try await house.send(.patch, "/api/stickers/\(made)", #"{"x":7}"#, as: bob)
    try await house.send(.post, entry, #"{"text":"again"}"#, as: bob)
    try await house.send(.delete, "/api/stickers/\(made)", as: bob)
    #expect(house.events.take().filter { $0.audience == .place(wall) }.map(\.hiddenFrom) == [[ada.id], [ada.id], [ada.id], [ada.id]])
    let changes = try await house.history().changes(in: wall, after: 0, limit: 100)
    for change in changes {
      let text = String(decoding: change.data, as: UTF8.self)
      let expected = text.contains("\"username\":\"bob\"") ? [ada.id] : text.contains("\"username\":\"ada\"") ? [bob.id] : []
      #expect(change.hiddenFrom == expected, "\(text)")
    }
  }

  @Test("the walls of the two are gone for each other, and only the one who blocked is told why views close")
  func closing() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let nobody = try await house.send(.get, "/api/walls/nobody", as: bob)
    _ = try await block(ada, bob, house)
    for (viewer, name) in [(ada, "bob"), (bob, "ada")] {
      let answer = try await house.send(.get, "/api/walls/\(name)", as: viewer)
      #expect(answer.status == 404 && answer.text == nobody.text)
    }
    let views = [Viewer(ada.id, of: .wall(bob.id)), Viewer(bob.id, of: .wall(ada.id)), Viewer(bob.id, of: .wall(bob.id))]
    #expect(
      Set(try await house.history().ended(among: views)) == [EndedView(views[0], because: .blocked), EndedView(views[1], because: .gone)])
  }

  @Test("a wall for followers, and stickers for followers, admit accepted followers alone")
  func followers() async throws {
    let house = try await WallHouse.open()
    let (ada, bob, cy) = (
      try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy")
    )
    try await follow(bob, ada, house)
    try await house.send(.patch, "/api/profile", #"{"visibility":"followers"}"#, as: ada)
    for (viewer, status) in [(bob, 200), (cy, 404), (ada, 200)] {
      #expect(try await house.send(.get, "/api/walls/ada", as: viewer).status == status)
    }
    try await house.send(.patch, "/api/profile", #"{"visibility":"members","stickers":"followers"}"#, as: ada)
    let sticker = #"{"kind":"art","art":"beans","x":50,"y":50}"#
    for (viewer, status) in [(bob, 201), (cy, 403), (ada, 201)] {
      #expect(try await house.send(.post, "/api/walls/ada/stickers", sticker, as: viewer).status == status)
      #expect(try await house.send(.get, "/api/walls/ada", as: viewer).data["can"]?["place"] == .bool(status == 201))
    }
    try await house.send(.patch, "/api/profile", #"{"stickers":"nobody"}"#, as: ada)
    #expect(try await house.send(.post, "/api/walls/ada/stickers", sticker, as: bob).status == 403)
  }

  @Test("what stood on walls of an earlier version stands on accounts, and goes back")
  func migration() async throws {
    let all = try WallsMigrations.all()
    var earlier = try CoreMigrations.all() + RelationsMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all()
    let before = all.prefix { $0.name != "0008_people" }, later = all.dropFirst(before.count).map(\.name)
    earlier += before
    let house = try await TestAccounts.open(with: earlier)
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let chosen = "SELECT visibility, show_online, dm_policy FROM" as SQL
    try await house.database.run(
      "INSERT INTO walls (user_id, seq, visibility, show_online, dm_policy) VALUES (\(ada.id), 1, 'private', \(false), 'mutuals')")
    var schemas = try AccountsMigrations.all()
    for more in [
      try CoreMigrations.all(), try RelationsMigrations.all(), try SubjectsMigrations.all(), try MediaMigrations.all(), all,
    ] { schemas += more }
    let migrator = try Migrator(house.database, schemas)
    func settings(_ statement: SQL) async throws -> String? {
      try await house.database.read { snapshot in
        try await snapshot.first(statement) { row in "\(try row[0] as String) \(try row[1] as Bool) \(try row[2] as String)" }
      }
    }
    #expect(try await migrator.up() == later)
    #expect(try await settings("\(chosen) users WHERE id = \(ada.id)") == "private false mutuals")
    #expect(try await settings("\(chosen) users WHERE id = \(bob.id)") == "members true everyone")
    try await house.database.run("UPDATE users SET visibility = 'followers', dm_policy = 'nobody' WHERE id = \(ada.id)")
    #expect(try await migrator.down(later.count) == later.reversed())
    #expect(try await settings("\(chosen) walls WHERE user_id = \(ada.id)") == "followers false nobody")
    #expect(try await migrator.up() == later)
  }
}
