import Core
import SQL

/// Lists of rooms, each bounded: a member's own, and slices of the directory. What they cost does not depend on how many rooms there are.
struct RoomListRepository: Sendable {
  /// The member's rooms with what is unread in them, and their invitations: one statement.
  func own(of user: UserID, limit: Int = OwnRooms.most, in connection: Connection) async throws -> OwnRooms {
    let rows = try await connection.all(Self.own(of: user, limit: limit), as: OwnRow.self)
    let rooms = rows.compactMap { row in if case .room(let listing) = row { listing } else { nil } }
    let invitations = rows.compactMap { row in if case .invitation(let invitation) = row { invitation } else { nil } }
    return OwnRooms(rooms: rooms.sorted(by: RoomListing.standsHigher), invitations: invitations.sorted { $0.room < $1.room })
  }

  /// The rooms that every community has.
  func permanent(for user: UserID, in connection: Connection) async throws -> [RoomListing] {
    try await connection.all(
      "\(Self.listing(for: user)) WHERE r.archived_at IS NULL AND r.name IN (\(list: RoomService.permanent.sorted()))")
  }

  /// Rooms anybody may enter whose names begin with `prefix`: general and announcements first, then by name, after `last`.
  func directory(
    _ prefix: RoomPrefix, after last: RoomName?, limit: Int, for user: UserID, in connection: Connection
  ) async throws -> [RoomListing] {
    let first: [RoomListing] = last == nil ? try await connection.all(Self.pinned(prefix, for: user)) : []
    return first.sorted(by: RoomListing.comesFirst)
      + (try await connection.all(Self.directory(prefix, after: last, limit: limit - first.count, for: user)))
  }
}

extension RoomListing {
  /// General, announcements, then by name.
  static func comesFirst(_ left: RoomListing, _ right: RoomListing) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }

  /// Starred ones first.
  static func standsHigher(_ left: RoomListing, _ right: RoomListing) -> Bool {
    (left.isStarred ? 0 : 1, left.rank, left.name) < (right.isStarred ? 0 : 1, right.rank, right.name)
  }

  private var rank: Int { RoomName.first.firstIndex(of: name) ?? RoomName.first.count }
}

extension RoomName {
  /// The rooms that stand at the head of every list.
  static let first = [RoomName.general, RoomName("announcements")!]
}

// MARK: Statements

extension RoomListRepository {
  /// The rooms are chosen before anything in them is counted.
  static func own(of user: UserID, limit: Int) -> SQL {
    """
    SELECT FALSE, r.id, r.name, r.topic, r.kind, NULL, \(UnreadRepository.count), \(UnreadRepository.mentions),
      \(starred(by: "\(user)", "own.room_id"))
    FROM (\(chosen(for: user, limit: limit))) AS own
      JOIN rooms r ON r.id = own.room_id JOIN room_members m ON m.room_id = own.room_id AND m.user_id = \(user)
    UNION ALL
    SELECT TRUE, r.id, r.name, r.topic, r.kind, u.username, 0, 0, FALSE
    FROM (SELECT room_id, invited_by FROM former_members WHERE user_id = \(user) AND invited_at IS NOT NULL
        ORDER BY invited_at DESC LIMIT \(OwnRooms.mostInvitations)) AS invited
      JOIN rooms r ON r.id = invited.room_id AND r.archived_at IS NULL LEFT JOIN users u ON u.id = invited.invited_by
    """
  }

  /// The ids of the member's first rooms.
  static func chosen(for user: UserID, limit: Int) -> SQL {
    """
    SELECT i.room_id FROM room_members i JOIN rooms o ON o.id = i.room_id
    WHERE i.user_id = \(user) AND i.newest_id IS NULL AND o.archived_at IS NULL AND NOT o.is_direct
    ORDER BY CASE WHEN \(starred(by: "i.user_id", "i.room_id")) THEN 0 ELSE 1 END, CASE o.name WHEN 'general' THEN 0 WHEN 'announcements' THEN 1 ELSE 2 END, o.name LIMIT \(limit)
    """
  }

  private static func starred(by user: SQL, _ room: SQL) -> SQL {
    "EXISTS (SELECT 1 FROM starred_rooms s WHERE s.user_id = \(user) AND s.room_id = \(room))"
  }

  static func pinned(_ prefix: RoomPrefix, for user: UserID) -> SQL {
    """
    \(listing(for: user)) WHERE r.archived_at IS NULL AND r.kind <> 'private' AND r.name IN (\(list: RoomName.first))
      AND \(name) >= \(prefix.text) AND \(name) < \(prefix.end)
    """
  }

  static func directory(_ prefix: RoomPrefix, after last: RoomName?, limit: Int, for user: UserID) -> SQL {
    """
    \(listing(for: user)) WHERE r.archived_at IS NULL AND r.kind <> 'private'
      AND \(name) >= \(prefix.text) AND \(name) > \(last?.rawValue ?? "") AND \(name) < \(prefix.end)
      AND r.name NOT IN (\(list: RoomName.first)) ORDER BY \(name) LIMIT \(limit)
    """
  }

  private static func listing(for user: UserID) -> SQL {
    """
    SELECT r.id, r.name, r.topic, r.kind, m.user_id IS NOT NULL
    FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = \(user)
    """
  }

  /// In order of bytes, whatever the database sorts by.
  private static var name: SQL { "r.name \(sqlite: "", postgres: "COLLATE \"C\"")" }
}

private enum OwnRow: RowDecodable {
  case room(RoomListing)
  case invitation(Invitation)

  init(row: Row) throws {
    if try row[0] {
      self = .invitation(Invitation(room: try row[2], inviter: try row[5]))
    } else {
      self = .room(
        RoomListing(
          id: try row[1], name: try row[2], topic: try row[3], kind: try row[4], isMember: true,
          isStarred: try row[8], unread: Unread(count: try row[6], mentions: try row[7])))
    }
  }
}

extension RoomListing: RowDecodable {
  /// A room of the directory: what is unread in it is told with the member's own rooms.
  public init(row: Row) throws {
    self.init(id: try row[0], name: try row[1], topic: try row[2], kind: try row[3], isMember: try row[4], unread: .none)
  }
}
