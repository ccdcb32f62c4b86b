import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import JSON
import SQL
import Testing

@testable import Walls

@Suite("Stickers") struct StickerTests {
  private let path = "/api/walls/ada/stickers"

  @Test("are placed, changed by owner and placer, and removed; each change is told once")
  func life() async throws {
    let house = try await WallHouse.open()
    let (ada, bob, cy) = (
      try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy")
    )
    let mo = try await house.house.member("mo", role: .moderator)
    let made = try await house.send(
      .post, path, #"{"kind":"text","text":"hello <b>","x":12.345,"y":99.999,"rotation":-15.25,"scale":1.204}"#, as: bob)
    let sticker = made.data["sticker"] ?? .null
    #expect(made.status == 201 && sticker["text"] == "hello <b>" && sticker["art"] == .null && sticker["media"] == .null)
    #expect(sticker["x"]?.number == 12.35 && sticker["y"]?.number == 100 && sticker["rotation"]?.number == -15.3)
    #expect(sticker["scale"]?.number == 1.2 && sticker["z"]?.int == 1 && sticker["placed_by"]?["username"] == "bob")
    let html = sticker["html"]?.string ?? ""
    #expect(html.contains("x=\"12.35%\"") && html.contains("rotate(-15.3) scale(1.2)") && html.contains("hello &lt;b&gt;"))
    let id = try #require(sticker["id"]?.int), other = try await house.stick(on: ada, as: ada)
    let events = house.events.take().ofWalls
    #expect(events.count == 2 && events[0].audience == .place(.wall(ada.id)))
    #expect(try JSONValue(parsing: events[0].data) == sticker)

    let one = "/api/stickers/\(id)"
    #expect(try await house.send(.patch, one, "nonsense", as: cy).status == 403)
    #expect(try await house.send(.patch, one, #"{"x":1}"#, as: mo).status == 403)
    #expect(try await house.send(.patch, one, #"{"x":1,"rotation":180}"#, as: ada).data["sticker"]?["x"]?.number == 1)
    #expect(try await house.send(.patch, one, #"{"stack":"front"}"#, as: bob).data["sticker"]?["z"]?.int == 3)
    #expect(house.events.take().ofWalls.count == 2)
    #expect(try await house.send(.patch, one, #"{"stack":"front","x":1}"#, as: bob).data["sticker"]?["z"]?.int == 3)
    #expect(house.events.take().ofWalls.isEmpty, "it is in front already, and where it was")
    #expect(try await house.send(.patch, "/api/stickers/\(other)", #"{"stack":"back"}"#, as: ada).status == 200)
    #expect(house.events.take().ofWalls.isEmpty, "it is at the back already")
    #expect(try await house.send(.patch, one, #"{"stack":"back"}"#, as: ada).data["sticker"]?["z"]?.int == 1)
    let shown = try await house.send(.get, "/api/walls/ada", as: cy).data["stickers"]?.array ?? []
    #expect(shown.compactMap { $0["id"]?.int } == [id, other])
    let orders = shown.compactMap { $0["order"]?.string }
    #expect(orders == orders.sorted() && Set(orders).count == 2)

    _ = house.events.take()
    #expect(try await house.send(.delete, one, as: cy).status == 403)
    #expect(try await house.send(.delete, one, as: bob).data["id"]?.int == id)
    let told = house.events.take().ofWalls
    #expect(told.count == 1 && String(decoding: told[0].data, as: UTF8.self).contains("\"deleted\":true"))
    #expect(!String(decoding: told[0].data, as: UTF8.self).contains("hello"))
    for (method, status) in [(Request.Method.delete, 404), (.patch, 404)] {
      #expect(try await house.send(method, one, as: ada).status == status)
    }
    #expect(try await house.send(.delete, "/api/stickers/\(other)", as: mo).status == 200)
    #expect(house.removals.take() == ["removed sticker \(other)"])
    let staff = try await house.stick(on: ada, as: try await house.house.member("max", role: .moderator))
    #expect(try await house.send(.delete, "/api/stickers/\(staff)", as: mo).status == 403)
    house.house.clock.advance(by: .days(31))
    #expect(try await house.feature.stickers.eraseOld(house.house.system()) == 2)
  }

  static let refused: [(body: String, field: String)] = [
    (#"{"kind":"image","media_id":"x","x":1,"y":1}"#, "media_id"), (#"{"kind":"image","x":1,"y":1}"#, "media_id"),
    (#"{"kind":"image","media_id":"00000000-0000-4000-8000-000000000000","text":"x","x":1,"y":1}"#, "text"),
    (#"{"kind":"stone","x":1,"y":1}"#, "kind"), (#"{"x":1,"y":1}"#, "kind"),
    (#"{"kind":"art","x":1,"y":1}"#, "art"), (#"{"kind":"art","art":"dog","x":1,"y":1}"#, "art"),
    (#"{"kind":"art","art":"ash","text":"x","x":1,"y":1}"#, "text"), (#"{"kind":"text","text":"","x":1,"y":1}"#, "text"),
    (#"{"kind":"text","text":"a\nb","x":1,"y":1}"#, "text"),
    (#"{"kind":"text","text":"\#(String(repeating: "x", count: 33))","x":1,"y":1}"#, "text"),
    (#"{"kind":"art","art":"ash","y":1}"#, "x"), (#"{"kind":"art","art":"ash","x":"1","y":1}"#, "x"),
    (#"{"kind":"art","art":"ash","x":100.001,"y":1}"#, "x"), (#"{"kind":"art","art":"ash","x":1,"y":-0.001}"#, "y"),
    (#"{"kind":"art","art":"ash","x":1,"y":1e400}"#, "y"), (#"{"kind":"art","art":"ash","x":1,"y":123456789012345678901}"#, "y"),
    (#"{"kind":"art","art":"ash","x":1,"y":1,"rotation":180.1}"#, "rotation"),
    (#"{"kind":"art","art":"ash","x":1,"y":1,"rotation":-181}"#, "rotation"),
    (#"{"kind":"art","art":"ash","x":1,"y":1,"scale":0.19}"#, "scale"), (#"{"kind":"art","art":"ash","x":1,"y":1,"scale":5.01}"#, "scale"),
    (#"{"kind":"art","art":"ash","x":1,"y":1,"z":1}"#, "z"),
  ]

  @Test("what they cannot be is refused, and the field named", arguments: refused.indices)
  func validation(_ index: Int) async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let (body, field) = Self.refused[index]
    let answer = try await house.send(.post, path, body, as: ada)
    // A number that no computer holds is not JSON to us.
    if body.contains("1e400"), answer.status == 400 { return }
    #expect(answer.status == 422 && answer.details[ShortName(field)] != nil, "\(answer.text)")
    #expect(house.events.take().ofWalls.isEmpty)
  }

  @Test("are changed within bounds only")
  func changes() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.stick(on: ada, as: ada)
    let bad = [
      ("{}", nil), (#"{"x":101}"#, "x"), (#"{"stack":"up"}"#, "stack"), (#"{"z":1}"#, "z"), (#"{"art":"ash"}"#, "art"),
      (#"{"scale":0.1}"#, "scale"),
    ]
    for (body, field) in bad {
      let answer = try await house.send(.patch, "/api/stickers/\(id)", body, as: ada)
      #expect(answer.status == 422 && field.map { answer.details[ShortName($0)] != nil } ?? true, "\(body): \(answer.text)")
    }
    let edges = #"{"x":0,"y":100,"rotation":-180,"scale":5}"#
    #expect(try await house.send(.patch, "/api/stickers/\(id)", edges, as: ada).data["sticker"]?["y"]?.number == 100)
    #expect(try await house.send(.patch, "/api/stickers/\(id)", #"{"scale":0.2,"rotation":180}"#, as: ada).status == 200)
  }

  @Test("are for whom the owner says; the muted place on their own wall alone")
  func policy() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for (policy, status) in [("everyone", 201), ("followers", 403), ("nobody", 403)] {
      try await house.send(.patch, "/api/profile", #"{"stickers":"\#(policy)"}"#, as: ada)
      let body = status == 201 ? #"{"kind":"art","art":"hex","x":1,"y":1}"# : "nonsense"
      #expect(try await house.send(.post, path, body, as: bob).status == status)
      #expect(try await house.send(.get, "/api/walls/ada", as: bob).data["can"]?["place"] == .bool(status == 201))
      #expect(try await house.stick(on: ada, as: ada) > 0)
    }
    try await house.house.accounts.moderation.mute(house.house.system(), ada.id, for: .days(1))
    house.house.clock.advance(by: .seconds(60))
    #expect(try await house.send(.post, "/api/walls/bob/stickers", "nonsense", as: ada).status == 403)
    #expect(try await house.stick(on: ada, as: ada) > 0)
    #expect(try await house.send(.post, path, "{}").status == 401)
  }

  @Test("of fifty at once from one visitor, twenty stick")
  func visitorsLimit() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let answers = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask { (try? await house.send(.post, path, #"{"kind":"art","art":"neon","x":5,"y":5}"#, as: bob).status) ?? 0 }
      }
      return await group.reduce(into: [:] as [Int: Int]) { $0[$1, default: 0] += 1 }
    }
    #expect(answers == [201: 20, 409: 30])
    let stickers = try await house.send(.get, "/api/walls/ada", as: ada).data["stickers"]?.array ?? []
    #expect(stickers.compactMap { $0["z"]?.int } == Array(1...20))
    #expect(Set(house.events.take().ofWalls.compactMap(\.sequence)).count == 20)
    #expect(try await house.send(.delete, "/api/stickers/\(stickers[0]["id"]?.int ?? 0)", as: bob).status == 200)
    #expect(try await house.stick(on: ada, as: bob) > 0)
  }

  @Test("a wall holds two hundred, of its owner's and others'; a retry repeats the first answer even after removal")
  func wallsLimit() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let body = #"{"kind":"art","art":"null","x":5,"y":5}"#, key = [(name: "Idempotency-Key", value: "k1")]
    let first = try await house.send(.post, path, body, as: bob, headers: key)
    let id = try #require(first.data["sticker"]?["id"]?.int)
    try await house.send(.delete, "/api/stickers/\(id)", as: bob)
    #expect(try await house.send(.post, path, body, as: bob, headers: key).text == first.text)
    #expect(try await house.send(.post, path, #"{"kind":"art","art":"hex","x":5,"y":5}"#, as: bob, headers: key).status == 409)
    for _ in 0..<200 { try await house.stick(on: ada, as: ada) }
    for who in [ada, bob] {
      #expect(try await house.send(.post, path, body, as: who).json["error"]?["code"] == "LIMIT_EXCEEDED")
    }
    #expect(try await house.send(.get, "/api/walls/ada", as: bob).data["stickers"]?.array?.count == 200)
  }

  @Test("are limited per minute: twenty placed, sixty changed")
  func limits() async throws {
    let house = try await WallHouse.open(limits: Limits())
    let ada = try await house.house.member("ada")
    for _ in 0..<20 { #expect(try await house.stick(on: ada, as: ada) > 0) }
    let refused = try await house.send(.post, path, #"{"kind":"art","art":"ash","x":5,"y":5}"#, as: ada)
    #expect(refused.status == 429 && refused.headers["Retry-After"] != nil)
    for number in 0..<60 {
      #expect(try await house.send(.patch, "/api/stickers/1", #"{"x":\#(number % 100)}"#, as: ada).status == 200)
    }
    #expect(try await house.send(.patch, "/api/stickers/1", #"{"x":99}"#, as: ada).status == 429)
  }

  @Test("the palette is drawn: each name has a picture of its own, and each face can be placed")
  func palette() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let palette = try await house.send(.get, "/api/stickers/art")
    let art = palette.data["art"]?.array ?? [], faces = palette.data["kaomoji"]?.array ?? []
    #expect(palette.status == 200 && art.count == 15 && faces.count == 8)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    var drawings: Set<Data> = []
    for each in art {
      let url = try #require(each["url"]?.string)
      #expect(url.hasPrefix("/assets/art/stickers/") && each["label"]?.string?.lowercased() == each["name"]?.string)
      let drawing = try Data(contentsOf: root.appending(path: "Public" + url.dropFirst("/assets".count)))
      #expect(String(decoding: drawing, as: UTF8.self).hasPrefix("<svg xmlns=") && drawing.count < 8_192)
      drawings.insert(drawing)
    }
    #expect(drawings.count == 15)
    for face in faces {
      let body = #"{"kind":"text","text":\#(String(decoding: face.encoded, as: UTF8.self)),"x":1,"y":1}"#
      #expect(try await house.send(.post, path, body, as: ada).data["sticker"]?["text"] == face, "\(face)")
    }
  }

  @Test("numbers are written as they were said")
  func decimals() {
    let written = [(0, 2, "0"), (5, 2, "0.05"), (-5, 1, "-0.5"), (1_250, 2, "12.5"), (-1_800, 1, "-180"), (10_000, 2, "100")]
    for (value, places, text) in written { #expect(StickerPose.decimal(value, places: places) == text) }
  }
}

extension JSONValue {
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  var encoded: [UInt8] {
    var json = JSONWriter(capacity: 32)
    json.value(self)
    return json.bytes
  }
}
