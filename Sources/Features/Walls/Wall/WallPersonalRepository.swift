import Accounts
import Core
import JSON
import Media
import SQL
import Subjects

/// All that walls keep of one member: to be taken away, and to be erased.
struct WallPersonalRepository: Sendable {
  let database: Database

  private let names = PortableIDRepository("module")
  private let scripts = PortableIDRepository("script")
  private let media = PortableMediaRepository()

  init(database: Database) { self.database = database }

  /// Files stand in it by the names under which they are known everywhere.
  func profile(of owner: UserID) async throws -> [UInt8] {
    try await database.read { snapshot in
      guard let profile = try await snapshot.first(ProfileRepository.profile(of: owner), as: Profile.self) else {
        return Array("null".utf8)
      }
      let names = try await media.names(of: profile.files.values.map(\.id), at: snapshot)
      return profile.portable { names[$0] }
    }
  }

  func modules(of owner: UserID) async throws -> [UInt8] {
    try await database.read { snapshot in
      let modules = try await snapshot.all(ModuleRepository.everything(of: owner), as: WallModule.self)
      let names = try await self.names.names(of: modules.map(\.id.rawValue), at: snapshot)
      let files = try await media.names(of: modules.flatMap { $0.content.claims.map(\.id) }, at: snapshot)
      let scripts = try await self.scripts.names(of: modules.compactMap(\.content.work?.script), at: snapshot)
      var json = JSONWriter(capacity: 256)
      json.array { json in
        for module in modules {
          json.raw(
            module.portable(names[module.id.rawValue] ?? .none, script: module.content.work.flatMap { scripts[$0.script] }) { files[$0] })
        }
      }
      return json.bytes
    }
  }

  /// The member's own things behind names in an archive: files, and scripts.
  func file(_ name: PortableID, of owner: UserID) async throws -> MediaID? {
    try await database.read { try await media.file(name, of: owner, in: $0) }
  }

  func script(_ name: PortableID, of owner: UserID) async throws -> Int64? {
    try await database.read { try await scripts.number(of: name, of: owner, in: $0) }
  }

  /// Whether the member had this module here.
  func hasModule(_ name: PortableID, of owner: UserID) async throws -> Bool {
    try await database.read { try await names.number(of: name, of: owner, in: $0) != nil }
  }

  func module(_ name: PortableID, of owner: UserID, in transaction: Transaction) async throws -> Int64? {
    try await names.number(of: name, of: owner, in: transaction)
  }

  func keep(_ name: PortableID, for module: ModuleID, of owner: UserID, in transaction: Transaction) async throws {
    try await names.keep(name, for: module.rawValue, of: owner, in: transaction)
  }

  /// What the member wrote in guestbooks, their own and others'.
  func entries(of author: UserID) async throws -> [UInt8] {
    let rows = try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT e.id, u.username, e.text, e.created_at FROM guestbook_entries e JOIN users u ON u.id = e.owner_id
        WHERE e.author_id = \(author) AND e.deleted_at IS NULL ORDER BY e.id
        """
      ) { row in (id: try row[0] as Int64, wall: try row[1] as String, text: try row[2] as String, at: try row[3] as Timestamp) }
    }
    var json = JSONWriter(capacity: 256)
    json.array { json in
      for row in rows {
        json.object { json in
          json.field("id", row.id)
          json.field("wall", row.wall)
          json.field("text", row.text)
          json.field("created_at", row.at.iso8601)
        }
      }
    }
    return json.bytes
  }

  /// What the member placed on walls, their own and others'.
  func stickers(of placer: UserID) async throws -> [UInt8] {
    let rows = try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT s.id, u.username, s.kind, s.content, s.x, s.y, s.rotation, s.scale, s.created_at, s.media
        FROM stickers s JOIN users u ON u.id = s.owner_id WHERE s.placed_by = \(placer) AND s.deleted_at IS NULL ORDER BY s.id
        """
      ) { row in
        (
          id: try row[0] as Int64, wall: try row[1] as String, kind: try row[2] as StickerContent.Kind, content: try row[3] as String,
          pose: StickerPose(x: try row[4], y: try row[5], rotation: try row[6], scale: try row[7]), at: try row[8] as Timestamp,
          file: ShownMedia.list(stored: try row[9]).first
        )
      }
    }
    var json = JSONWriter(capacity: 256)
    json.array { json in
      for row in rows {
        json.object { json in
          json.field("id", row.id)
          json.field("wall", row.wall)
          json.field("kind", row.kind.rawValue)
          json.field("art", row.kind == .art ? row.content : nil)
          json.field("text", row.kind == .text ? row.content : nil)
          json.key("media")
          if let file = row.file { file.write(to: &json) } else { json.null() }
          row.pose.write(to: &json)
          json.field("created_at", row.at.iso8601)
        }
      }
    }
    return json.bytes
  }

  func erase(_ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM stickers WHERE owner_id = \(owner)")
    try await transaction.run("DELETE FROM guestbook_entries WHERE owner_id = \(owner)")
    try await transaction.run("DELETE FROM wall_modules WHERE user_id = \(owner)")
    try await SearchIndexRepository().removeAll(.module, by: owner, in: transaction)
    try await transaction.run("DELETE FROM removed_profiles WHERE user_id = \(owner)")
    try await transaction.run("DELETE FROM walls WHERE user_id = \(owner)")
    try await PlaceRepository(database).forget(.wall(owner), in: transaction)
  }
}
