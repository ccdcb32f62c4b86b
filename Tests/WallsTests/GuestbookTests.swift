import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import RandomTesting
import SQL
import Testing

@testable import Walls

@Suite("A guestbook") struct GuestbookTests {
  private let path = "/api/walls/ada/guestbook"

  @Test("is signed, read in pages, and cleared by owner, writer and staff")
  func life() async throws {
    let house = try await WallHouse.open()
    let (ada, bob, cy) = (
      try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("cy")
    )
    let mo = try await house.house.member("mo", role: .moderator)
    var ids: [Int64] = []
    for number in 0..<5 {
      let made = try await house.send(.post, path, #"{"text":"**hi** \#(number)\n- no list"}"#, as: bob)
      #expect(made.status == 201 && made.data["entry"]?["author"]?["username"] == "bob")
      let html = made.data["entry"]?["html"]?.string ?? ""
      #expect(html.contains("<strong>hi</strong>") && !html.contains("<ul"))
      ids.append(try #require(made.data["entry"]?["id"]?.int))
    }
    let page = try await house.send(.get, path + "?limit=2", as: cy)
    #expect(page.data["entries"]?.array?.compactMap { $0["id"]?.int } == [ids[4], ids[3]] && page.data["next"]?.int == ids[3])
    let rest = try await house.send(.get, path + "?before=\(ids[3])&limit=3", as: cy)
    #expect(rest.data["entries"]?.array?.count == 3 && rest.data["next"] == .null)
    for query in ["?limit=0", "?limit=101", "?before=x", "?page=1", "?before=", "?limit=", "?before=&limit="] {
      #expect(try await house.send(.get, path + query, as: cy).status == 422)
    }

    #expect(try await house.send(.delete, "/api/guestbook/\(ids[0])", as: cy).status == 403)
    for (id, who) in zip(ids, [ada, bob, mo]) { #expect(try await house.send(.delete, "/api/guestbook/\(id)", as: who).status == 200) }
    #expect(try await house.send(.delete, "/api/guestbook/\(ids[0])", as: ada).status == 404)
    #expect(
      try await house.house.database.value(
        "SELECT count(*) FROM guestbook_entries WHERE text IS NOT NULL AND deleted_at IS NULL", as: Int.self) == 2)
    #expect(
      try await house.house.database.value("SELECT text FROM guestbook_entries WHERE removed_by_staff", as: String.self)
        == "**hi** 2\n- no list", "kept for staff to bring back")
    #expect(house.removals.take() == ["removed guestbook \(ids[2])"])
    for body in [#"{"text":""}"#, #"{"text":7}"#, "{}", #"{"text":"\#(String(repeating: "x", count: 501))"}"#] {
      #expect(try await house.send(.post, path, body, as: bob).details["text"] != nil)
    }
  }

  @Test("the muted sign their own alone")
  func muted() async throws {
    let house = try await WallHouse.open()
    let (_, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.house.accounts.moderation.mute(house.house.system(), bob.id, for: .days(1))
    house.house.clock.advance(by: .seconds(60))
    #expect(try await house.send(.post, path, "nonsense", as: bob).status == 403)
    #expect(try await house.send(.post, "/api/walls/bob/guestbook", #"{"text":"note"}"#, as: bob).status == 201)
    #expect(try await house.send(.get, "/api/walls/ada", as: bob).data["can"]?["sign"] == .bool(false))
  }

  @Test("goes with its module and comes back with it")
  func module() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for _ in 0..<3 { try await house.send(.post, path, #"{"text":"hi"}"#, as: bob) }
    let guestbook = try await house.arrangement(of: ada)[1]
    _ = house.events.take()
    try await house.send(.delete, "/api/modules/\(guestbook)", as: ada)
    #expect(
      house.events.take().ofWalls.map { String(decoding: $0.data, as: UTF8.self).contains("\"deleted\":true") } == [true, true, true, true])
    #expect(try await house.send(.get, path, as: bob).status == 404)
    #expect(try await house.send(.post, path, #"{"text":"hi"}"#, as: bob).status == 404)
    #expect(try await house.send(.get, "/api/walls/ada", as: bob).data["entries"]?.array == [])
    try await house.send(.post, "/api/modules/\(guestbook)/restore", as: ada)
    #expect(house.events.take().ofWalls.count == 4)
    #expect(try await house.send(.get, path, as: bob).data["entries"]?.array?.count == 3)
  }

  @Test("fifty signers at once all stand in it, each once")
  func races() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 { group.addTask { _ = try? await house.send(.post, path, #"{"text":"\#(number)"}"#, as: bob) } }
    }
    #expect(try await house.send(.get, path + "?limit=100", as: ada).data["entries"]?.array?.count == 50)
    #expect(Set(house.events.take().ofWalls.compactMap(\.sequence)).count == 50)
  }

  @Test("a cursor, the live events and a fresh look give the same, whatever happened")
  func schedules() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (history, place) = (house.history(), PlaceID.wall(ada.id))
    var chance = SeededRandom(seed: 5)
    var live: [String: JSONValue] = [:]
    func fold(_ objects: [JSONValue], into copy: inout [String: JSONValue]) {
      for object in objects {
        let key = "\(object["type"]!.string!)-\(object["id"]!.int!)"
        if let known = copy[key], known["seq"]!.int! >= object["seq"]!.int! { continue }
        copy[key] = object
      }
    }
    func living(_ copy: [String: JSONValue]) -> [String: JSONValue] { copy.filter { $0.value["deleted"] == .bool(false) } }
    fold(try JSONValue(parsing: try await history.newest(in: place, for: bob.id)[0].objects).array!, into: &live)
    var resumed = live
    var cursor = HistoryCursor(epoch: try await history.head(of: place).epoch, sequence: 3)
    let guestbook = try await house.arrangement(of: ada)[1]
    for step in 0..<80 {
      let ids = try await house.arrangement(of: ada)
      let id = ids.randomElement(using: &chance)!, other = ids.randomElement(using: &chance)!
      switch Int.random(in: 0..<8, using: &chance) {
      case 0: try await house.add("step \(step)", as: ada)
      case 1: try await house.send(.post, "/api/modules/\(id)/move", #"{"after":\#(other)}"#, as: ada)
      case 2: try await house.send(.delete, "/api/modules/\(id)", as: ada)
      case 3: try await house.send(.post, "/api/modules/\(guestbook)/restore", as: ada)
      case 4: try await house.send(.delete, "/api/guestbook/\(Int.random(in: 1...20, using: &chance))", as: bob)
      case 5: try await house.send(.patch, "/api/profile", #"{"bio":"step \#(step)"}"#, as: ada)
      default: try await house.send(.post, path, #"{"text":"step \#(step)"}"#, as: bob)
      }
      if ids.count < 3 { try await house.add("more", as: ada) }
      fold(try house.events.take().ofWalls.filter { $0.type == Event.changed }.map { try JSONValue(parsing: $0.data) }, into: &live)
      guard step % 9 == 0 || step == 79 else { continue }
      guard case .page(let page) = try await history.page(in: place, after: cursor, for: bob.id) else { return #expect(Bool(false)) }
      fold(try JSONValue(parsing: page.objects).array!, into: &resumed)
      cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
      #expect(living(resumed) == living(live))
    }
    let fresh = try JSONValue(parsing: try await history.newest(in: place, for: bob.id)[0].objects).array!
    for object in fresh { #expect(live["\(object["type"]!.string!)-\(object["id"]!.int!)"] == object) }
    let member = try #require(try await house.scope(bob).member)
    #expect(try await history.find("ADA", for: member) == Place(place, named: "wall:ada"))
    #expect(try await history.find("nobody", for: member) == nil)
  }
}
