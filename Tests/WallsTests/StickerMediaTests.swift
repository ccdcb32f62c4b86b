import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import Relations
import SQL
import Testing

@testable import Walls

@Suite("Stickers with a picture") struct StickerMediaTests {
  private func stick(_ house: WallHouse, _ file: String, on wall: TestMember, as member: TestMember) async throws -> WallHouse.Answer {
    try await house.send(
      .post, "/api/walls/\(wall.username)/stickers", #"{"kind":"image","media_id":"\#(file)","x":50,"y":50}"#, as: member)
  }

  /// Of each use whether its sticker is living.
  private func uses(_ house: WallHouse) async throws -> [Bool] {
    try await house.house.database.values("SELECT is_living FROM media_uses WHERE kind = 'sticker' ORDER BY subject")
  }

  private func isUnused(_ house: WallHouse, _ file: String) async throws -> Bool? {
    try await house.house.database.value("SELECT unused_since IS NOT NULL FROM media WHERE id = \(file)")
  }

  @Test("show their placer's own, in its proportions")
  func placing() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (mine, theirs) = (try await house.file(.image, of: bob), try await house.file(.image, of: ada))
    let sound = try await house.file(.audio, of: bob)
    let placed = try await stick(house, mine, on: ada, as: bob)
    let sticker = placed.data["sticker"] ?? .null
    #expect(placed.status == 201 && sticker["kind"] == "image" && sticker["media"]?["id"]?.string == mine, "\(placed.text)")
    #expect(sticker["art"] == .null && sticker["text"] == .null)
    let html = sticker["html"]?.string ?? ""
    // Eight by six pixels.
    #expect(html.contains("href=\"/media/\(mine)/320.webp\" x=\"-64\" y=\"-48\" width=\"128\" height=\"96\""), "\(html)")
    #expect(html.contains("aria-label=\"Picture, placed by Bob\""), "\(html)")
    #expect(try await uses(house) == [true])
    #expect(try await isUnused(house, mine) == false)
    for file in [theirs, sound, "00000000-0000-4000-8000-000000000000"] {
      let answer = try await stick(house, file, on: ada, as: bob)
      #expect(answer.status == 422 && answer.details["media_id"] != nil, "\(answer.text)")
    }
    let wall = try await house.send(.get, "/api/walls/ada", as: ada)
    #expect(wall.data["stickers"]?.array == [sticker])
    let moved = try await house.send(.patch, "/api/stickers/\(sticker["id"]?.int ?? 0)", #"{"x":10}"#, as: ada)
    #expect(moved.data["sticker"]?["media"]?["id"]?.string == mine && moved.data["sticker"]?["x"] == 10)
    let exported = String(decoding: try await house.feature.rows.personal.stickers(of: bob.id), as: UTF8.self)
    #expect(exported.contains(#""kind":"image","art":null,"text":null,"media":{"id":"\#(mine)""#), "\(exported)")
  }

  @Test("release it when they are removed; staff's removals hold it while they can be undone")
  func removal() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let mo = try await house.house.member("mo", role: .moderator)
    let file = try await house.file(.image, of: bob)
    let first = try await stick(house, file, on: ada, as: bob).data["sticker"]?["id"]?.int ?? 0
    let second = try await stick(house, file, on: ada, as: bob).data["sticker"]?["id"]?.int ?? 0
    #expect(try await house.send(.delete, "/api/stickers/\(first)", as: ada).status == 200)
    #expect(try await uses(house) == [true])
    #expect(try await isUnused(house, file) == false)
    #expect(try await house.send(.delete, "/api/stickers/\(second)", as: mo).status == 200)
    #expect(try await uses(house) == [false])
    #expect(try await isUnused(house, file) == false)
    house.house.clock.advance(by: .days(31))
    #expect(try await house.feature.stickers.eraseOld(house.house.system()) == 2)
    #expect(try await uses(house) == [])
    #expect(try await isUnused(house, file) == true)
  }

  enum Who: Callers { case guest, stranger, owner, others }

  static let sight: [(visibility: WallVisibility, ended: Bool, shown: Statuses<Who>)] = [
    (.public, false, [.others: 1]), (.members, false, [.guest: 0, .others: 1]), (.private, false, [.owner: 1, .others: 0]),
    (.public, true, [.others: 0]),
  ]

  @Test("are served to those who see the wall, unless their placer is banned", arguments: sight.indices)
  func serving(_ index: Int) async throws {
    let (visibility, isBanned, shown) = Self.sight[index]
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let eve = try await house.house.member("eve"), file = try await house.file(.image, of: bob)
    let id = try await stick(house, file, on: ada, as: bob).data["sticker"]?["id"]?.int ?? 0
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"\#(visibility.rawValue)"}"#, as: ada).status == 200)
    if isBanned { try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(bob.id)") }
    let callers: [(Who, UserID?)] = [(.guest, nil), (.stranger, eve.id), (.owner, ada.id)]
    for (caller, viewer) in callers {
      let found = try await house.house.database.value(
        """
        SELECT 1 FROM media_uses x JOIN media m ON m.number = x.media
        WHERE m.id = \(file) AND x.is_living = \(true) AND (\(StickerMediaRows().isVisible(to: viewer)))
        """, as: Int64.self)
      #expect((found != nil) == (shown[caller] == 1), "\(caller)")
    }
    let links = try await house.house.database.read { try await StickerMediaRows().links(to: [id], at: $0) }
    #expect(links == [id: "/@ada#sticker-\(id)"])
  }

  @Test("go with either of the two accounts, and the file stays its owner's", arguments: [true, false])
  func leaving(_ placerLeaves: Bool) async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let file = try await house.file(.image, of: bob)
    _ = try await stick(house, file, on: ada, as: bob)
    try await house.feature.personal.erase(house.house.system(), everythingOf: placerLeaves ? bob.id : ada.id)
    #expect(try await uses(house) == [])
    #expect(try await isUnused(house, file) == true)
    #expect(try await house.house.database.value("SELECT count(*) FROM stickers WHERE content IS NOT NULL", as: Int64.self) == 0)
  }
}
