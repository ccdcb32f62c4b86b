import AccountsTesting
import Core
import CoreTesting
import SQL

@testable import Relations

/// Relations on a database of their own, with members.
struct RelationHouse: Sendable {
  let house: TestAccounts
  let relations: RelationRepository
  let feature: RelationsFeature

  var database: Database { house.database }
  var work: UnitOfWork { house.work }

  static func open() async throws -> RelationHouse {
    RelationHouse(try await TestAccounts.open(with: try CoreMigrations.all() + RelationsMigrations.all()))
  }

  private init(_ house: TestAccounts) {
    self.house = house
    relations = RelationRepository(house.database)
    feature = RelationsFeature(work: house.work, house.database)
  }

  /// Exactly this stands between the two.
  func put(_ between: PredicateTests.Between, _ viewer: UserID, _ person: UserID) async throws {
    let now = house.clock.now
    try await work.transaction { transaction in
      for (one, other) in [(viewer, person), (person, viewer)] {
        _ = try await relations.unfollow(one, other, in: transaction)
        _ = try await relations.unblock(one, other, in: transaction)
        _ = try await relations.unmute(one, other, in: transaction)
      }
      switch between {
      case .nothing: break
      case .requested: _ = try await relations.follow(viewer, person, accepted: false, at: now, in: transaction)
      case .follows: _ = try await relations.follow(viewer, person, accepted: true, at: now, in: transaction)
      case .followedBy: _ = try await relations.follow(person, viewer, accepted: true, at: now, in: transaction)
      case .blocked: _ = try await relations.block(person, viewer, at: now, in: transaction)
      case .blocker: _ = try await relations.block(viewer, person, at: now, in: transaction)
      case .muted: _ = try await relations.mute(person, viewer, at: now, in: transaction)
      case .muter: _ = try await relations.mute(viewer, person, at: now, in: transaction)
      }
    }
  }

  func set(_ state: PredicateTests.State, _ person: UserID) async throws {
    let moment: Int64? = 1
    try await database.run(
      """
      UPDATE users SET banned_at = \(state == .banned ? moment : nil), left_at = \(state == .left ? moment : nil), is_bot = \(state == .bot)
      WHERE id = \(person)
      """)
  }
}
