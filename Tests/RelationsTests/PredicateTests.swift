import AccountsTesting
import Core
import CoreTesting
import SQL
import SQLTesting
import Testing

@testable import Relations

@Suite("Who sees whom") struct PredicateTests {
  /// What may stand between the viewer and the person.
  enum Between: CaseIterable { case nothing, requested, follows, followedBy, blocked, blocker, muted, muter }
  enum State: CaseIterable { case present, banned, left, bot }

  struct Sight: Equatable {
    var known: Bool
    var wall: Bool
    var listed: Bool
  }

  static func expected(_ visibility: WallVisibility, _ between: Between, _ state: State) -> Sight {
    guard state == .present, between != .blocked else { return Sight(known: false, wall: false, listed: false) }
    let sees =
      switch visibility {
      case .public, .members: true
      case .followers: between == .follows
      case .private: false
      }
    let wall = sees && between != .blocker
    return Sight(known: true, wall: wall, listed: wall)
  }

  static func sight(of person: UserID, to viewer: UserID?, in database: Database) async throws -> Sight {
    try await database.read { snapshot in
      try await snapshot.first(
        """
        SELECT \(PersonRows.known(to: viewer)), \(PersonRows.wall(to: viewer)), \(PersonRows.listed(to: viewer)) FROM users u
        WHERE u.id = \(person)
        """
      ) { row in Sight(known: try row[0], wall: try row[1], listed: try row[2]) }
    } ?? Sight(known: false, wall: false, listed: false)
  }

  @Test("is one rule: for every visibility, relation and state of the person")
  func everyCase() async throws {
    let house = try await RelationHouse.open()
    let (person, viewer) = (try await house.house.member("ada").id, try await house.house.member("bob").id)
    for visibility in WallVisibility.allCases {
      try await house.database.run("UPDATE users SET visibility = \(visibility) WHERE id = \(person)")
      for between in Between.allCases {
        try await house.put(between, viewer, person)
        for state in State.allCases {
          try await house.set(state, person)
          let found = try await Self.sight(of: person, to: viewer, in: house.database)
          #expect(found == Self.expected(visibility, between, state), "\(visibility) \(between) \(state)")
          let isPresent = state == .present
          let guest = Sight(known: isPresent, wall: isPresent && visibility == .public, listed: isPresent && visibility == .public)
          #expect(try await Self.sight(of: person, to: nil, in: house.database) == guest, "a guest, \(visibility) \(state)")
          let own = Sight(known: isPresent, wall: isPresent, listed: false)
          #expect(try await Self.sight(of: person, to: person, in: house.database) == own, "themselves, \(visibility) \(state)")
        }
      }
    }
  }

  @Test("relations to many are read by one query, without oneself")
  func relations() async throws {
    let house = try await RelationHouse.open()
    let me = try await house.house.member("me").id
    var others: [Between: UserID] = [:]
    for between in Between.allCases {
      let id = try await house.house.member("p\(others.count)").id
      others[between] = id
      try await house.put(between, me, id)
    }
    let found = try await house.relations.relations(of: me, to: Array(others.values) + [me])
    #expect(found.count == others.count)
    for (between, id) in others {
      let expected = Relation(
        following: between == .requested ? .requested : between == .follows ? .following : .none, followsMe: between == .followedBy,
        requestsMe: false, blocked: between == .blocker, muted: between == .muter,
        canMessage: between != .blocked && between != .blocker)
      #expect(found[id] == expected, "\(between)")
    }
    #expect(try await house.relations.hidden(from: me) == [others[.blocker]!, others[.muter]!].sorted())
    try await house.database.run("UPDATE users SET dm_policy = 'mutuals'")
    let follows = others[.follows]!
    #expect(try await house.relations.relations(of: me, to: [follows])[follows]?.canMessage == false)
    try await house.work.transaction {
      _ = try await house.relations.follow(follows, me, accepted: true, at: .init(microseconds: 2), in: $0)
    }
    #expect(try await house.relations.relations(of: me, to: [follows])[follows]?.canMessage == true)
    try await house.database.run("UPDATE users SET dm_policy = 'nobody'")
    #expect(try await house.relations.relations(of: me, to: [follows])[follows]?.canMessage == false)
  }

  @Test("is found by index", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await RelationHouse.open()
    let (one, other) = (UserID(1), UserID(2))
    let statements: [SQL] = [
      "SELECT u.id FROM users u WHERE u.id = \(one) AND \(PersonRows.listed(to: other))",
      RelationRepository.relations(of: one, to: [other]),
      RelationRepository.strangers(to: [one, other]), RelationRepository.hidden(from: [one]),
    ]
    for statement in statements {
      let plan = try await house.database.explain(statement)
      #expect(!plan.isEmpty && plan.allSatisfy { !$0.contains("SCAN") || $0.contains("CONSTANT ROW") }, "\(plan)")
    }
  }
}
