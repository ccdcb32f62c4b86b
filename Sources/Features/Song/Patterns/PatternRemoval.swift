import Core

/// Takes patterns out of sight and brings them back, in the transaction of the one who decides. Staff remove patterns with it.
struct PatternRemoval: StaffRemoval {
  let patterns: PatternRepository

  func setDeleted(
    _ id: PatternID, at moment: Timestamp?, byStaff: Bool, in transaction: Transaction
  ) async throws -> (Pattern, [Event]) {
    let sequence = try await PlaceID.pattern(id).takeSeq(in: transaction)
    try await patterns.setDeleted(id, at: moment, byStaff: byStaff, sequence, in: transaction)
    return try await told(id, alsoClosing: moment != nil, in: transaction)
  }

  /// The pattern as it is now, and what to tell of it.
  ///
  /// - Parameter closing: Whether somebody may have lost the right to see it.
  func told(_ id: PatternID, alsoClosing closing: Bool, in transaction: Transaction) async throws -> (Pattern, [Event]) {
    guard let pattern = try await patterns.pattern(id, in: transaction) else { throw AppError.notFound() }
    let change = Event(changed: pattern.object, in: .pattern(id))
    return (pattern, closing ? [change, Event(node: .placeChanged(.pattern(id)))] : [change])
  }

  // MARK: By staff

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = PatternID(text: key), try await PatternRows.lock(id, in: transaction),
      let pattern = try await patterns.pattern(id, in: transaction)
    else { return .unknown }
    guard pattern.deletedAt == nil else { return .gone }
    return .removed(try await setDeleted(id, at: now, byStaff: true, in: transaction).1)
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await patterns.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = PatternID(text: key), try await PatternRows.lock(id, in: transaction),
      let pattern = try await patterns.pattern(id, in: transaction), pattern.deletedAt != nil, pattern.isRemovedByStaff
    else { return nil }
    return try await setDeleted(id, at: nil, byStaff: false, in: transaction).1
  }
}
