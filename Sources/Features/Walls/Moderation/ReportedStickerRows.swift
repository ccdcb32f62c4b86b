import Core
import Media
import Relations
import SQL

/// Stickers, as members report them. A sticker belongs to who placed it.
struct ReportedStickerRows: Reportable {
  let kind = "sticker"
  let label = "Sticker"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readWall), let id = StickerID(text: key),
      let sticker = try await snapshot.first(
        "\(Self.stickers) WHERE s.id = \(id) AND \(PersonRows.reportable(to: member.id)) AND \(PersonRows.reportable(madeBy: "p", to: member.id))",
        as: ReportedOnWall.self)
    else { return .hidden }
    return sticker.isThere ? .seen(sticker.thing) : .gone
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, StickerMediaRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { StickerID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("\(Self.stickers) WHERE s.id IN (\(list: ids))", as: ReportedOnWall.self)
    return Dictionary(found.map { ($0.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static var stickers: SQL {
    """
    SELECT 'sticker', s.id, u.username, p.id, p.username, s.deleted_at IS NULL, CASE WHEN s.kind = 'text' THEN s.content ELSE '' END
    FROM stickers s JOIN users u ON u.id = s.owner_id LEFT JOIN users p ON p.id = s.placed_by
    """
  }
}

/// Entries of guestbooks, as members report them. An entry belongs to who wrote it.
struct ReportedEntryRows: Reportable {
  let kind = "guestbook"
  let label = "Guestbook entry"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readWall), let id = EntryID(text: key),
      let entry = try await snapshot.first(
        """
        \(Self.entries) WHERE e.id = \(id) AND \(PersonRows.reportable(to: member.id)) AND \(PersonRows.reportable(madeBy: "p", to: member.id))
          AND EXISTS (SELECT 1 FROM wall_modules g WHERE g.user_id = u.id AND g.kind = 'guestbook' AND g.removed_at IS NULL)
        """, as: ReportedOnWall.self)
    else { return .hidden }
    return entry.isThere ? .seen(entry.thing) : .gone
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { EntryID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("\(Self.entries) WHERE e.id IN (\(list: ids))", as: ReportedOnWall.self)
    return Dictionary(found.map { ($0.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static var entries: SQL {
    """
    SELECT 'guestbook', e.id, u.username, p.id, p.username, e.deleted_at IS NULL, COALESCE(e.text, '')
    FROM guestbook_entries e JOIN users u ON u.id = e.owner_id LEFT JOIN users p ON p.id = e.author_id
    """
  }
}

/// Something that somebody put on a wall.
private struct ReportedOnWall: RowDecodable, Sendable {
  let isSticker: Bool
  let id: Int64
  let owner: String
  let maker: UserID?
  let makerName: String?
  let isThere: Bool
  let text: String

  init(row: Row) throws {
    isSticker = try row[0] as String == "sticker"
    (id, owner, maker) = (try row[1], try row[2], try row[3])
    (makerName, isThere, text) = (try row[4], try row[5], try row[6])
  }

  var thing: ReportedThing {
    let what = isSticker ? "Sticker" : "Guestbook entry"
    let link = isSticker ? WallPath.sticker(StickerID(id), on: owner) : WallPath.entry(EntryID(id), on: owner)
    return ReportedThing(
      id: String(id), owner: maker, name: "\(what) by \(makerName.map { "@\($0)" } ?? "somebody") on @\(owner)’s wall",
      link: isThere ? link : nil, text: isThere ? text : nil)
  }
}
