import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import Testing

@testable import People

@Suite("Members are told of follows") struct FollowNoticeTests {
  /// The member's notifications: kind and number of actors, the newest first.
  private func told(_ house: PeopleHouse, _ member: TestMember) async throws -> [String] {
    try await house.database.read { snapshot in
      try await snapshot.all(
        "SELECT kind, actors FROM notices WHERE user_id = \(member.id) AND deleted_at IS NULL ORDER BY last DESC"
      ) { row in "\(try row[0] as String) \(try row[1] as Int)" }
    }
  }

  @Test("of open walls once, however often somebody stops and follows again")
  func open() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    _ = house.events.take()
    try await house.follow(bob, ada)
    #expect(house.events.take().filter { $0.audience == .place(.me(ada.id)) }.count == 2, "the notification and the desk")
    try await house.send(.delete, "/api/people/ada/follow", as: bob)
    try await house.follow(bob, ada)
    #expect(try await told(house, ada) == ["follow 1"])
    #expect(try await told(house, bob).isEmpty)
  }

  @Test("of requests as long as they wait, and of the answer only when it is yes")
  func requests() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob, cy) = (try await house.member("ada", .followers), try await house.member("bob"), try await house.member("cy"))
    for asker in [bob, cy] { try await house.follow(asker, ada) }
    #expect(try await told(house, ada) == ["follow_request 2"])
    try await house.send(.delete, "/api/people/ada/follow", as: cy)
    #expect(try await told(house, ada) == ["follow_request 1"], "withdrawn")
    try await house.send(.delete, "/api/followers/bob", as: ada)
    #expect(try await told(house, ada).isEmpty, "declined")
    #expect(try await told(house, bob).isEmpty)
    try await house.follow(bob, ada)
    #expect(try await told(house, ada) == ["follow_request 1"])
    for _ in 0..<2 { try await house.send(.put, "/api/followers/bob", as: ada) }
    #expect(try await told(house, ada).isEmpty, "accepted")
    #expect(try await told(house, bob) == ["follow_accepted 1"])

    try await house.follow(cy, ada)
    try await house.database.run("UPDATE users SET visibility = 'public' WHERE id = \(ada.id)")
    try await house.follow(cy, ada)
    #expect(try await told(house, ada) == ["follow 1"], "the request became a follow")
  }

  @Test("not of people they muted; a block takes away what the two were told of each other, and the desk names both")
  func unheard() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob, cy) = (try await house.member("ada"), try await house.member("bob"), try await house.member("cy"))
    _ = house.events.take()
    try await house.send(.put, "/api/people/cy/mute", as: ada)
    #expect(try desks(house, of: ada) == [[cy.id.rawValue]])
    try await house.follow(cy, ada)
    #expect(try await told(house, ada).isEmpty)
    try await house.follow(bob, ada)
    try await house.follow(ada, bob)
    #expect(try await told(house, ada) == ["follow 1"])
    #expect(try await told(house, bob) == ["follow 1"])
    _ = house.events.take()
    try await house.block(ada, bob)
    #expect(try await told(house, ada).isEmpty)
    #expect(try await told(house, bob).isEmpty)
    #expect(try desks(house, of: ada).last == [bob.id.rawValue, cy.id.rawValue])
    try await house.send(.delete, "/api/people/bob/block", as: ada)
    #expect(try desks(house, of: ada).last == [cy.id.rawValue])
  }

  /// Who was out of sight, as each desk that was told since the last call says it.
  private func desks(_ house: PeopleHouse, of member: TestMember) throws -> [[Int64]] {
    try house.events.take().filter { $0.audience == .place(.me(member.id)) }.map { try JSONValue(parsing: $0.data) }
      .filter { $0["type"] == "desk" }.map { $0["hidden"]?.array?.compactMap { $0.int } ?? [] }
  }

  @Test("a block while they follow, fifty times at once, leaves no follow and no notification")
  func races() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask { _ = number == 25 ? try await house.block(ada, bob) : try await house.follow(bob, ada) }
      }
      try await group.waitForAll()
    }
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 0)
    #expect(try await told(house, ada).isEmpty)
  }
}
