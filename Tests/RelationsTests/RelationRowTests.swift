import AccountsTesting
import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Accounts
@testable import Relations

@Suite("Relations in the database") struct RelationRowTests {
  @Test("the schema goes up and down and up again")
  func schema() async throws {
    let house = try await RelationHouse.open()
    let before = try await house.database.schemaDump()
    let migrator = try Migrator(house.database, AccountsMigrations.all() + CoreMigrations.all() + RelationsMigrations.all())
    #expect(try await migrator.down(1) == ["0001_relations"])
    #expect(try await !house.database.schemaDump().contains("follows"))
    #expect(try await migrator.up() == ["0001_relations"])
    #expect(try await house.database.schemaDump() == before)
  }

  /// Follows unless one has blocked the other, as the service of People does.
  private func follow(_ follower: UserID, _ followed: UserID, _ house: RelationHouse) async throws {
    try await house.work.transaction { transaction in
      try await house.relations.lock(follower, followed, in: transaction)
      guard try await RelationRepository.strangers(to: follower, at: transaction).isEmpty else { return }
      _ = try await house.relations.follow(follower, followed, accepted: true, at: house.house.clock.now, in: transaction)
    }
  }

  private func block(_ blocker: UserID, _ blocked: UserID, _ house: RelationHouse) async throws -> Bool {
    try await house.work.transaction { transaction in
      try await house.relations.lock(blocker, blocked, in: transaction)
      let isNew = try await house.relations.block(blocker, blocked, at: house.house.clock.now, in: transaction)
      _ = try await house.relations.unfollow(blocker, blocked, in: transaction)
      _ = try await house.relations.unfollow(blocked, blocker, in: transaction)
      return isNew
    }
  }

  @Test("no follow stands beside a block, however many happen at once")
  func races() async throws {
    let house = try await RelationHouse.open()
    let (ada, bob) = (try await house.house.member("ada").id, try await house.house.member("bob").id)
    let news = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<50 {
        group.addTask {
          if number % 2 == 0 { return try await block(ada, bob, house) }
          try await follow(number % 4 == 1 ? ada : bob, number % 4 == 1 ? bob : ada, house)
          return false
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(news == 1, "one of the blocks is the first")
    #expect(try await house.database.value("SELECT count(*) FROM follows", as: Int.self) == 0)
    #expect(try await house.database.value("SELECT count(*) FROM blocks", as: Int.self) == 1)
  }

  @Test("a repeated follow adds nothing, and an open wall turns a request into a follow")
  func repeats() async throws {
    let house = try await RelationHouse.open()
    let (ada, bob) = (try await house.house.member("ada").id, try await house.house.member("bob").id)
    let (rows, now) = (house.relations, house.house.clock.now)
    let answers = try await house.work.transaction { transaction in
      [
        try await rows.follow(ada, bob, accepted: false, at: now, in: transaction),
        try await rows.follow(ada, bob, accepted: false, at: now, in: transaction),
        try await rows.follow(ada, bob, accepted: true, at: now, in: transaction),
        try await rows.follow(ada, bob, accepted: true, at: now, in: transaction),
        try await rows.follow(ada, bob, accepted: false, at: now, in: transaction),
      ]
    }
    #expect(answers == [true, false, true, false, false])
    #expect(try await rows.follows(ada, bob))
    #expect(try await house.work.transaction { try await rows.followsAtLeast(1, ada, in: $0) })
    #expect(try await !house.work.transaction { try await rows.followsAtLeast(2, ada, in: $0) })
  }

  @Test("are exported by username, and erased in both directions")
  func personal() async throws {
    let house = try await RelationHouse.open()
    let me = try await house.house.member("me").id
    for (number, between) in PredicateTests.Between.allCases.enumerated() {
      try await house.put(between, me, try await house.house.member("p\(number)").id)
    }
    let json = try JSONValue(parsing: try await house.feature.personalData[0].json(me))
    #expect(json["requested"]?.array == ["p1"] && json["following"]?.array == ["p2"] && json["followers"]?.array == ["p3"])
    #expect(json["blocked"]?.array == ["p5"] && json["muted"]?.array == ["p7"])
    #expect(json["requests"]?.array == [] && json["top8"]?.array == [])
    try await house.feature.erase(house.house.system(), everythingOf: me)
    for table in ["follows", "blocks", "mutes"] as [SQL] {
      #expect(try await house.database.value("SELECT count(*) FROM \(table)", as: Int.self) == 0)
    }
  }
}
