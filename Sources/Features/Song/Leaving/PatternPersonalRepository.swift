import Accounts
import Core
import JSON
import Relations
import SQL

/// All that is kept of one member's patterns: to be taken away, to come in, and to be erased.
struct PatternPersonalRepository: Sendable {
  let patterns: PatternRepository

  private let names = PortableIDRepository("pattern")

  init(patterns: PatternRepository) { self.patterns = patterns }

  /// Writes the list of the living ones.
  func write(of user: UserID, to json: inout JSONWriter, at snapshot: Snapshot) async throws {
    let found = try await snapshot.all(
      "SELECT \(PatternRows.columns) FROM \(PatternRows.joins) WHERE p.owner_id = \(user) AND p.deleted_at IS NULL ORDER BY p.id",
      as: Pattern.self)
    let names = try await names.names(of: found.map(\.id.rawValue), at: snapshot)
    json.beginArray()
    for pattern in found {
      json.object { json in
        json.field("uuid", names[pattern.id.rawValue]?.description)
        json.field("title", pattern.title)
        json.field("visibility", pattern.visibility.rawValue)
        json.key("loop")
        json.raw(Array(pattern.loop.utf8))
        json.field("created_at", pattern.createdAt.iso8601)
      }
    }
    json.endArray()
  }

  /// The living pattern of the member's that is known by this name.
  func isKnown(_ name: PortableID, of user: UserID, in transaction: Transaction) async throws -> Bool {
    guard let number = try await names.number(of: name, of: user, in: transaction),
      let pattern = try await patterns.pattern(PatternID(number), in: transaction)
    else { return false }
    return pattern.owner.id == user && pattern.deletedAt == nil
  }

  func keep(_ name: PortableID, for id: PatternID, of user: UserID, in transaction: Transaction) async throws {
    try await names.keep(name, for: id.rawValue, of: user, in: transaction)
  }

  /// Some of the member's patterns, deleted ones too.
  func all(of user: UserID, limit: Int, in transaction: Transaction) async throws -> [PatternID] {
    try await transaction.values("SELECT id FROM patterns WHERE owner_id = \(user) ORDER BY id LIMIT \(limit)")
  }
}
