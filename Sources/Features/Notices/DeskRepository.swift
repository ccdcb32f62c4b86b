import Core
import JSON
import Relations
import SQL

/// The one object of type `desk` in a member's place `me`: what concerns the member on every page.
public struct DeskRepository: PlaceObjects {
  public init() {}

  public var kind: PlaceKind { .me }

  public func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await desks(of: [UserID(place.number)], at: snapshot).map(\.object)
  }

  public func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await desks(of: [UserID(place.number)], at: snapshot).filter { $0.sequence > sequence }.map(\.object)
  }

  /// After notifications of these members have changed: what to tell those whose number of unread ones is another now.
  func recount(_ users: [UserID], in transaction: Transaction) async throws -> [Event] {
    let changed = try await transaction.all(Self.counts(of: users), as: DeskCount.self).filter { $0.unread != $0.told }
    return try await renew(changed.map(\.owner), in: transaction)
  }

  /// After the members whom one of these members has blocked or muted have changed: what to tell.
  public func renew(_ users: [UserID], in transaction: Transaction) async throws -> [Event] {
    guard !users.isEmpty else { return [] }
    try await OwnPlaceRows.takeSeq(of: users, in: transaction)
    try await transaction.run(
      """
      INSERT INTO desks (user_id, told, seq) SELECT p.number, \(NoticeRows.unread(of: "p.number")), p.seq FROM \(OwnPlaceRows.of(users))
      ON CONFLICT (user_id) DO UPDATE SET told = excluded.told, seq = excluded.seq
      """)
    return try await desks(of: users, at: transaction).map { Event(changed: $0.object, in: .me($0.count.owner)) }
  }

  private func desks(of users: [UserID], at snapshot: Snapshot) async throws -> [Desk] {
    let counts = try await snapshot.all(Self.counts(of: users), as: DeskCount.self)
    let hidden = try await RelationRepository.hidden(from: users, at: snapshot)
    return counts.map { Desk(count: $0, hidden: hidden[$0.owner] ?? []) }
  }

  static func counts(of users: [UserID]) -> SQL {
    """
    SELECT u.id, COALESCE(d.seq, 0), \(NoticeRows.unread(of: "u.id")), COALESCE(d.told, 0)
    FROM users u LEFT JOIN desks d ON d.user_id = u.id WHERE u.id IN (\(list: users)) ORDER BY u.id
    """
  }
}

private struct Desk: Sendable {
  let count: DeskCount
  /// Whose messages the owner has out of sight, in ascending order.
  let hidden: [UserID]

  var sequence: Int64 { count.sequence }

  var object: PlaceObject {
    PlaceObject("desk", count.owner.rawValue, sequence: sequence) { json in
      json.field("unread_notifications", count.unread)
      json.key("hidden")
      json.array { json in for person in hidden { json.int(person.rawValue) } }
    }
  }
}

private struct DeskCount: RowDecodable, Sendable {
  let owner: UserID
  let sequence: Int64
  /// At most 100.
  let unread: Int
  let told: Int

  init(row: Row) throws { (owner, sequence, unread, told) = (try row[0], try row[1], try row[2], try row[3]) }
}
