import Core
import SQL

/// How far the index has come with the things that were there before it.
struct IndexProgressRepository: Sendable {
  /// The things of the kind with ids below this are still missing; 0 when none is. Locked until the transaction ends: one node at a time.
  func missing(of kind: SubjectName, in transaction: Transaction) async throws -> Int64 {
    try await transaction.run(
      "INSERT INTO search_progress (kind, missing_below) VALUES (\(kind.rawValue), \(Int64.max)) ON CONFLICT (kind) DO NOTHING")
    return try await transaction.value(
      "SELECT missing_below FROM search_progress WHERE kind = \(kind.rawValue) \(sqlite: "", postgres: "FOR UPDATE")", as: Int64.self) ?? 0
  }

  func note(_ bound: Int64, of kind: SubjectName, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE search_progress SET missing_below = \(bound) WHERE kind = \(kind.rawValue)")
  }
}
