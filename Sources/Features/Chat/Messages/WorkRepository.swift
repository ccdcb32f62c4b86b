import Core
import SQL

/// Asks the feature that has the works which of them a member may see.
struct WorkRepository: Sendable {
  let database: Database
  let finders: [any WorkFinder]

  func newest(of scripts: [Int64], seenBy member: UserID) async throws -> [Int64: Int] {
    guard !scripts.isEmpty, !finders.isEmpty else { return [:] }
    return try await database.read { snapshot in
      var found: [Int64: Int] = [:]
      for finder in finders { found.merge(try await finder.newest(of: scripts, seenBy: member, at: snapshot)) { first, _ in first } }
      return found
    }
  }
}
