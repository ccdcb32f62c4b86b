import Core
import SQL

/// Asks the features that have works for a member's own, to choose one for a wall.
struct OwnWorkRepository: Sendable {
  /// How many are offered.
  private static let most = 100

  let database: Database
  let finders: [any WorkFinder]

  func works(of member: UserID) async throws -> [OwnWork] {
    guard !finders.isEmpty else { return [] }
    return try await database.read { snapshot in
      var works: [OwnWork] = []
      for finder in finders { works += try await finder.own(of: member, limit: Self.most, at: snapshot) }
      return works
    }
  }
}
