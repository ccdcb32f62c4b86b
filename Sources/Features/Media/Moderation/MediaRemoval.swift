import Core

/// How staff remove files. A removed file is not served and cannot be used for anything new. For 30 days it can be brought back.
struct MediaRemoval: StaffRemoval {
  static let restorable = Duration.days(30)

  let media: MediaRepository

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = MediaID(text: key) else { return .unknown }
    if try await media.setRemoved(id, at: now, in: transaction) { return .removed([]) }
    return try await media.exists(id, in: transaction) ? .gone : .unknown
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = MediaID(text: key), try await media.setBack(id, at: now, in: transaction) else { return nil }
    return []
  }
}
