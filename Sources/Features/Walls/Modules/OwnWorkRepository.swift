import Core
import SQL

/// A work of a member's own, as the form of a module offers it.
public struct OfferedWork: Sendable {
  /// As the form names it.
  let text: String
  let title: String
}

/// Asks the features that have works for a member's own, to choose one for a wall.
struct OwnWorkRepository: Sendable {
  /// How many are offered.
  private static let most = 100

  let database: Database
  let finders: [any WorkFinder]
  let songs: [any SongFinder]

  func works(of member: UserID) async throws -> [OfferedWork] {
    guard !finders.isEmpty else { return [] }
    return try await database.read { snapshot in
      var works: [OwnWork] = []
      for finder in finders { works += try await finder.own(of: member, limit: Self.most, at: snapshot) }
      return works.map { OfferedWork(text: $0.reference.text, title: $0.title) }
    }
  }

  func songs(of member: UserID) async throws -> [OfferedWork] {
    guard !songs.isEmpty else { return [] }
    return try await database.read { snapshot in
      var works: [OwnSong] = []
      for finder in songs { works += try await finder.own(of: member, limit: Self.most, at: snapshot) }
      return works.map { OfferedWork(text: $0.reference.text, title: $0.title) }
    }
  }
}
