import Core

/// Completes the words of members who signed up before words were kept. For the server's jobs only.
public struct MemberWordService: Sendable {
  let work: UnitOfWork
  let words = MemberWordRepository()

  /// Writes the words of some members who have none; how many.
  public func complete(_ scope: Scope, limit: Int = 200) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { try await words.complete(limit: limit, in: $0) }
  }
}
