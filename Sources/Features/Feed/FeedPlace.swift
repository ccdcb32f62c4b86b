import Core
import JSON
import Subjects

extension PlaceID {
  /// A member's feed.
  static func feed(of member: UserID) -> PlaceID { PlaceID(.feed, member.rawValue) }
}

/// The place `feed`: signals only. A signal goes to all feeds at once. `recipients` picks the members who may see the entry at that moment.
struct FeedPlace: PlaceSource {
  let feed: FeedRepository

  var kind: PlaceKind { .feed }
  var permission: Permission? { .readWall }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard name.isEmpty, member.permissions.contains(.readWall) else { return nil }
    return Place(.feed(of: member.id), named: "feed")
  }

  /// A member's right to their feed ends with the permission and with their sessions.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    viewers.filter { $0.place != .feed(of: $0.user) }.map { EndedView($0, because: .gone) }
  }

  func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] {
    guard let entry = try JSONValue(parsing: signal)["id"]?.int else { return [] }
    return try await feed.audience(of: entry, among: places.map { UserID($0.number) }).map { .feed(of: $0) }
  }
}
