import Accounts
import Core
import JSON
import Relations

/// What becomes of a member's patterns when they come in from elsewhere, and when the member leaves.
struct PersonalPatternService: Sendable {
  private static let bite = 20

  /// The list of the part whose items become the member's own.
  static let arriving = ["patterns"]

  let work: UnitOfWork
  let patterns: PatternRepository
  let personal: PatternPersonalRepository

  /// Takes a pattern of another place. It is private, wherever it was before.
  func take(_ scope: Scope, _ json: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.editSong)
    let arriving = try Fields.read(Fields(json: json)) { ArrivingPattern(reading: &$0, now: scope.now) }
    return try await work.transaction { transaction in
      if try await personal.isKnown(arriving.name, of: member.id, in: transaction) { return .skipped }
      let id = try await patterns.insert(
        arriving.title, .private, arriving.loop.text, of: member.id, at: arriving.createdAt, in: transaction)
      try await personal.keep(arriving.name, for: id, of: member.id, in: transaction)
      return .created
    }
  }

  /// Erases all patterns of a member, a few at a time.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    while try await eraseSome(scope, of: user) {}
  }

  private func eraseSome(_ scope: Scope, of user: UserID) async throws -> Bool {
    let erased = try await work.transaction { transaction in
      let found = try await personal.all(of: user, limit: Self.bite, in: transaction)
      try await patterns.erase(found, in: transaction)
      return found
    }
    for id in erased { scope.outbox.add(Event(node: .placeChanged(.pattern(id)))) }
    return !erased.isEmpty
  }
}

/// A pattern as an archive has it.
private struct ArrivingPattern: Sendable {
  let name: PortableID
  let title: String
  let loop: Loop
  let createdAt: Timestamp

  init(reading fields: inout Fields, now: Timestamp) {
    name = fields.portableID()
    title = fields.line("title", Pattern.titles)
    loop = fields.loop("loop") ?? Loop()
    createdAt = fields.arrivedAt("created_at", now: now)
    fields.ignoreRest()
  }
}
