import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Song

@Suite("Patterns") struct PatternTests {
  private static let loop = #"{"bpm":90,"pages":[\#(page(#"{"v":3}"#))]}"#

  /// A page whose kick has this first step.
  private static func page(_ step: String) -> String {
    let silent = "[" + Array(repeating: "0", count: 16).joined(separator: ",") + "]"
    let kick = "[" + ([step] + Array(repeating: "0", count: 15)).joined(separator: ",") + "]"
    return "[" + ([kick] + Array(repeating: silent, count: 7)).joined(separator: ",") + "]"
  }

  @Test("are made with what is absent taking its usual value, and changed with a version")
  func changes() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let made = try await house.send(.post, "/patterns", #"{"title":" Rain "}"#, as: ada)
    let pattern = made.data["pattern"]
    let id = try #require(pattern?["id"]?.int)
    #expect(made.status == 201 && made.headers["Location"] == "/song/patterns/\(id)")
    #expect(pattern?["title"] == "Rain" && pattern?["visibility"] == "private" && pattern?["revision"]?.int == 1)
    #expect(pattern?["type"] == "pattern" && pattern?["deleted"] == false && pattern?["order"] == "" && pattern?["version"]?.int == 1)
    #expect(pattern?["owner"]?["username"] == "ada" && pattern?["lineage"]?["parent"] == .null && pattern?["lineage"]?["root"]?.int == id)
    #expect(pattern?["loop"]?["bpm"]?.int == 120 && pattern?["loop"]?["pages"]?.array?.count == 1)
    var changed: SongHouse.Answer?
    let told = try await house.told(of: id, as: ada) {
      changed = try await house.send(.patch, "/patterns/\(id)", #"{"base_version":1,"title":"Hail","visibility":"members"}"#, as: ada)
    }
    #expect(told == 1 && changed?.data["pattern"]?["version"]?.int == 2 && changed?.data["pattern"]?["revision"]?.int == 1)
    let save = #"{"base_version":2,"loop":\#(Self.loop)}"#
    #expect(try await house.told(of: id, as: ada) { changed = try await house.send(.patch, "/patterns/\(id)", save, as: ada) } == 1)
    #expect(changed?.data["pattern"]?["revision"]?.int == 2 && changed?.data["pattern"]?["loop"]?["bpm"]?.int == 90)
    // What is so already is no change, whatever it is based on.
    #expect(try await house.told(of: id, as: ada) { changed = try await house.send(.patch, "/patterns/\(id)", save, as: ada) } == 0)
    #expect(changed?.status == 200 && changed?.data["pattern"]?["version"]?.int == 3)
    let stale = try await house.send(.patch, "/patterns/\(id)", #"{"base_version":2,"title":"Snow"}"#, as: ada)
    #expect(stale.status == 409 && stale.json["error"]?["details"]?["version"] == "3")
    for (field, body) in [
      ("title", #""title":"""#), ("title", #""title":"\#(String(repeating: "x", count: 81))""#), ("visibility", #""visibility":"all""#),
      ("loop.bpm", #""loop":{"bpm":59}"#), ("loop.pages.0.0.0", #""loop":{"pages":[\#(Self.page("1"))]}"#), ("loop", #""loop":null"#),
      ("loop", #""loop":[]"#), ("evil", #""evil":1,"title":"x""#),
    ] {
      let refused = try await house.send(.patch, "/patterns/\(id)", #"{"base_version":3,\#(body)}"#, as: ada)
      #expect(refused.status == 422 && refused.details == [field], "\(body)")
    }
    #expect(try await house.send(.patch, "/patterns/\(id)", #"{"base_version":3}"#, as: ada).status == 422)
    // Revisions never change.
    let first = try await house.send(.get, "/patterns/\(id)/r/1", as: ada).data["revision"]
    #expect(first?["pattern"]?.int == id && first?["number"]?.int == 1 && first?["loop"]?["bpm"]?.int == 120 && first?["at"]?.string != nil)
    #expect(try await house.send(.get, "/patterns/\(id)/r/3", as: ada).status == 404)
    #expect(try await house.send(.get, "/patterns/\(id)/r/x", as: ada).status == 404)
  }

  @Test("50 saves on one base: one 200")
  func race() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let id = try await house.pattern(as: ada)
    let statuses = try await house.statuses(50) { number in
      try await house.send(.patch, "/patterns/\(id)", #"{"base_version":1,"loop":{"bpm":\#(60 + number)}}"#, as: ada).status
    }
    #expect(statuses == [200] + Array(repeating: 409, count: 49))
  }

  @Test("have at most 500 revisions")
  func revisions() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let id = try await house.pattern(as: ada)
    try await house.house.database.run("UPDATE pattern_revisions SET number = 499 WHERE pattern_id = \(id)")
    try await house.house.database.run("UPDATE patterns SET revision = 499 WHERE id = \(id)")
    #expect(try await house.send(.patch, "/patterns/\(id)", #"{"base_version":1,"loop":{"bpm":90}}"#, as: ada).status == 200)
    let full = try await house.send(.patch, "/patterns/\(id)", #"{"base_version":2,"loop":{"bpm":91}}"#, as: ada)
    #expect(full.status == 409 && full.json["error"]?["code"] == "LIMIT_EXCEEDED")
    #expect(try await house.send(.patch, "/patterns/\(id)", #"{"base_version":2,"title":"Full"}"#, as: ada).status == 200)
  }

  @Test("who sees and changes them")
  func roles() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, eve) = (try await house.member("ada"), try await house.member("bob"), try await house.member("eve"))
    let mod = try await house.member("mod", role: .moderator)
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(eve.id), \(ada.id), 1)")
    func statuses(_ id: Int64, _ path: String = "") async throws -> [Int] {
      var found: [Int] = []
      for who in [nil, bob, eve, mod, ada] { found.append(try await house.send(.get, "/patterns/\(id)\(path)", as: who).status) }
      return found
    }
    let hidden = try await house.pattern(as: ada)
    let shared = try await house.pattern(#","visibility":"members""#, as: ada)
    let open = try await house.pattern(#","visibility":"public""#, as: ada)
    for path in ["", "/r/1", "/r/1/loop.mid"] {
      #expect(try await statuses(hidden, path) == [401, 404, 404, 404, 200])
      #expect(try await statuses(shared, path) == [401, 200, 404, 200, 200])
      #expect(try await statuses(open, path) == [200, 200, 404, 200, 200])
    }
    let none = try await house.send(.get, "/patterns/\(hidden)", as: bob)
    #expect(none.text.utf8.elementsEqual(try await house.send(.get, "/patterns/77777", as: bob).text.utf8))
    for (method, body) in [(Request.Method.patch, #"{"base_version":1,"title":"x"}"#), (.delete, nil as String?)] {
      #expect(try await house.send(method, "/patterns/\(open)", body, as: bob).status == 403)
      #expect(try await house.send(method, "/patterns/\(hidden)", body, as: bob).status == 404)
      #expect(try await house.send(method, "/patterns/\(open)", body).status == 401)
    }
    #expect(try await house.send(.patch, "/patterns/\(open)", #"{"base_version":1,"title":"x"}"#, as: mod).status == 403)
    #expect(try await house.send(.post, "/patterns/\(open)/restore", as: bob).status == 403)
    try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(ada.id)")
    #expect(try await statuses(open).prefix(4) == [401, 404, 404, 404])
  }

  @Test("the list is paged, newest first, and leaves out what others keep private")
  func list() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    var ids: [Int64] = []
    for number in 0..<4 { ids.append(try await house.pattern(number == 2 ? "" : #","visibility":"members""#, as: ada)) }
    func list(_ query: String, as who: TestMember?) async throws -> ([Int64], Int64?) {
      let data = try await house.send(.get, "/patterns" + query, as: who).data
      return ((data["patterns"]?.array ?? []).compactMap { $0["id"]?.int }, data["next"]?.int)
    }
    #expect(try await list("", as: ada).0 == ids.reversed())
    #expect(try await list("?mine=on", as: ada).0 == ids.reversed())
    #expect(try await list("", as: bob).0 == [ids[3], ids[1], ids[0]])
    #expect(try await list("?mine=on", as: bob).0 == [])
    let first = try await list("?limit=2", as: bob)
    #expect(first.0 == [ids[3], ids[1]] && first.1 == ids[1])
    let second = try await list("?limit=2&before=\(ids[1])", as: bob)
    #expect(second.0 == [ids[0]] && second.1 == nil)
    #expect(try await house.send(.get, "/patterns?mine=on").status == 401)
    for query in ["?limit=0", "?limit=101", "?before=x", "?evil=1"] {
      #expect(try await house.send(.get, "/patterns" + query, as: ada).status == 422, "\(query)")
    }
  }

  @Test("forks are private, the caller's own, and know where they come from")
  func forks() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let id = try await house.pattern(#","visibility":"members","loop":\#(Self.loop)"#, as: ada)
    let forked = try await house.send(.post, "/patterns/\(id)/fork", "{}", as: bob)
    let fork = forked.data["pattern"]
    let own = try #require(fork?["id"]?.int)
    #expect(forked.status == 201 && forked.headers["Location"] == "/song/patterns/\(own)")
    #expect(fork?["visibility"] == "private" && fork?["owner"]?["username"] == "bob" && fork?["title"] == "Rain")
    #expect(fork?["loop"]?["bpm"]?.int == 90 && fork?["revision"]?.int == 1)
    #expect(fork?["lineage"]?["parent"]?.int == id && fork?["lineage"]?["root"]?.int == id && fork?["lineage"]?["depth"]?.int == 1)
    let key = [(name: "Idempotency-Key", value: "k1")]
    let one = try await house.send(.post, "/patterns/\(own)/fork", #"{"title":"Mine"}"#, as: bob, headers: key)
    let two = try await house.send(.post, "/patterns/\(own)/fork", #"{"title":"Mine"}"#, as: bob, headers: key)
    #expect(one.data["pattern"]?["title"] == "Mine" && one.data["pattern"]?["lineage"]?["depth"]?.int == 2 && one.data == two.data)
    #expect(try await house.send(.post, "/patterns/\(own)/fork", "{}", as: ada).status == 404)
    #expect(try await house.send(.post, "/patterns/\(id)/fork", #"{"title":""}"#, as: bob).details == ["title"])
    #expect(try await house.send(.post, "/patterns/\(id)/fork", "{}").status == 401)
    // They outlive what they were made of.
    try await house.send(.delete, "/patterns/\(id)", as: ada)
    #expect(try await house.send(.get, "/patterns/\(own)", as: bob).status == 200)
  }

  @Test("are deleted and brought back by their owner; what staff removed, by staff alone")
  func deletions() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (mod, peer) = (try await house.member("mod", role: .moderator), try await house.member("peer", role: .moderator))
    let id = try await house.pattern(#","visibility":"members""#, as: ada)
    var answer: SongHouse.Answer?
    func status(_ method: Request.Method, _ path: String, as who: TestMember) async throws -> Int {
      answer = try await house.send(method, "/patterns/\(id)\(path)", as: who)
      return answer?.status ?? 0
    }
    var seen = 0
    let deleting = try await house.told(of: id, as: ada) { seen = try await status(.delete, "", as: ada) }
    #expect(deleting == 1 && seen == 200)
    #expect(
      answer?.data["pattern"]?.object?.count == 5 && answer?.data["pattern"]?["deleted"] == true
        && answer?.data["pattern"]?["html"] == .null)
    #expect(try await status(.delete, "", as: ada) == 404)
    for who in [ada, bob, mod] { #expect(try await status(.get, "", as: who) == 404) }
    #expect(try await status(.get, "/r/1", as: ada) == 404)
    #expect(try await status(.post, "/restore", as: bob) == 404)
    for count in [1, 0] {
      let restoring = try await house.told(of: id, as: ada) { seen = try await status(.post, "/restore", as: ada) }
      #expect(restoring == count && seen == 200)
    }
    // Staff.
    #expect(try await status(.delete, "", as: mod) == 200)
    #expect(try await status(.post, "/restore", as: ada) == 404)
    #expect(try await status(.post, "/restore", as: mod) == 200)
    let theirs = try await house.pattern(#","visibility":"members""#, as: peer)
    #expect(try await house.send(.delete, "/patterns/\(theirs)", as: mod).status == 403)
    // Reports, actions and bans.
    let removal = try #require(house.feature.reportables.first { $0.kind == "pattern" }?.removal)
    let now = house.house.clock.now
    let recent = try await house.house.work.transaction { try await removal.keys(madeBy: ada.id, since: now, limit: 5, in: $0) }
    #expect(recent == ["\(id)"])
    let events = try await house.house.work.transaction { transaction -> Int in
      guard case .removed(let events) = try await removal.remove("\(id)", at: now, in: transaction) else { return 0 }
      return events.count
    }
    #expect(events == 2)
    #expect(try await status(.post, "/restore", as: ada) == 404)
    #expect(try await house.house.work.transaction { try await removal.restore("\(id)", at: now, in: $0)?.count } == 1)
    #expect(try await house.house.work.transaction { try await removal.restore("\(id)", at: now, in: $0) == nil })
    // After 30 days it is erased.
    #expect(try await status(.delete, "", as: ada) == 200)
    let longAgo = house.house.clock.now - .days(31)
    try await house.house.database.run("UPDATE patterns SET deleted_at = \(longAgo) WHERE id = \(id)")
    #expect(try await status(.post, "/restore", as: ada) == 404)
    #expect(try await house.feature.patterns.eraseOld(house.house.system()) == 1)
    #expect(try await house.house.database.value("SELECT count(*) FROM pattern_revisions WHERE pattern_id = \(id)", as: Int.self) == 0)
  }

  @Test("who may watch, and why a view ends")
  func views() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let id = try await house.pattern(#","visibility":"members""#, as: ada)
    let place = house.patternPlace
    let viewer = Viewer(bob.id, of: .pattern(PatternID(id)))
    func reason() async throws -> ClosedReason? { try await place.ended(among: [viewer]).first?.reason }
    let member = try #require(try await house.scope(bob).member)
    #expect(try await place.find("\(id)", for: member)?.name == "pattern:\(id)")
    #expect(try await reason() == nil)
    try await house.send(.patch, "/patterns/\(id)", #"{"base_version":1,"visibility":"private"}"#, as: ada)
    #expect(try await reason() == .private)
    #expect(try await place.find("\(id)", for: member) == nil)
    try await house.send(.patch, "/patterns/\(id)", #"{"base_version":2,"visibility":"members"}"#, as: ada)
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(bob.id), \(ada.id), 1)")
    #expect(try await reason() == .blocked)
    try await house.house.database.run("DELETE FROM blocks")
    try await house.send(.delete, "/patterns/\(id)", as: ada)
    #expect(try await reason() == .gone)
  }

  @Test("a revision's MIDI file keeps its name and its bytes")
  func midi() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let id = try await house.pattern(#","loop":\#(Self.loop)"#, as: ada)
    let file = try await house.send(.get, "/patterns/\(id)/r/1/loop.mid", as: ada)
    #expect(file.status == 200 && file.headers["Content-Type"] == "audio/midi" && file.text.contains("MThd") && file.text.contains("Rain"))
    #expect(
      file.headers["Content-Disposition"]?.hasPrefix("attachment") == true
        && file.headers["Content-Disposition"]?.contains("Rain.mid") == true)
    try await house.send(.patch, "/patterns/\(id)", #"{"base_version":1,"title":"Hail","loop":{}}"#, as: ada)
    let again = try await house.send(.get, "/patterns/\(id)/r/1/loop.mid", as: ada)
    #expect(again.headers["ETag"] == file.headers["ETag"] && again.text == file.text)
    let tag = try #require(file.headers["ETag"])
    #expect(
      try await house.send(.get, "/patterns/\(id)/r/1/loop.mid", as: ada, headers: [(name: "If-None-Match", value: tag)]).status == 304)
  }

  @Test("pages work without a script")
  func pages() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    #expect(try await house.page("/song?kind=patterns", as: ada).text.contains("No patterns yet"))
    #expect(try await house.page("/song?kind=songs", as: ada).status == 422)
    #expect(try await house.page("/song/patterns/new", as: ada).text.contains("Start the pattern"))
    #expect(try await house.page("/song/patterns/new").status == 303)
    let refused = try await house.post("/song/patterns/new", ["title": " "], as: ada)
    #expect(refused.status == 422 && refused.text.contains("Start the pattern"))
    let made = try await house.post("/song/patterns/new", ["title": "<b>Rain</b>"], as: ada)
    let path = try #require(made.headers["Location"])
    #expect(made.status == 303)
    let saved = try await house.post(path, ["base_version": "1", "title": "Rain", "visibility": "members", "loop": Self.loop], as: ada)
    #expect(saved.status == 303 && saved.headers["Location"] == path)
    let page = try await house.page(path, as: bob)
    #expect(page.status == 200 && page.text.contains("Download MIDI") && !page.text.contains("name=\"loop\""))
    let stale = try await house.post(path, ["base_version": "1", "title": "Hail", "visibility": "public", "loop": "{}"], as: ada)
    #expect(stale.status == 409 && stale.text.contains("value=\"Hail\"") && stale.text.contains("name=\"base_version\" value=\"2\""))
    let wrong = try await house.post(path, ["base_version": "2", "title": "Hail", "visibility": "public", "loop": #"{"bpm":1}"#], as: ada)
    #expect(wrong.status == 422 && wrong.text.contains("bpm must be") && wrong.text.contains("{&quot;bpm&quot;:1}"))
    #expect(try await house.post(path, ["base_version": "2", "title": "x"], as: bob).status == 403)
    #expect(try await house.post(path + "/fork", ["request_id": "f"], as: bob).status == 303)
    #expect(try await house.page(path + "/delete", as: bob).status == 403)
    #expect(try await house.page(path + "/delete", as: ada).text.contains("Delete this pattern?"))
    #expect(try await house.post(path + "/delete", [:], as: ada).text.contains("Undo"))
    #expect(try await house.page(path, as: ada).status == 404)
    #expect(try await house.post(path + "/restore", [:], as: ada).status == 303)
  }
}

extension SongHouse {
  /// Makes a pattern; its id.
  func pattern(_ more: String = "", as member: TestMember) async throws -> Int64 {
    let made = try await send(.post, "/patterns", #"{"title":"Rain"\#(more)}"#, as: member)
    return try #require(made.data["pattern"]?["id"]?.int, "\(made.text)")
  }

  var patternPlace: any PlaceSource { feature.places.first { $0.kind == .pattern }! }

  /// Does something and compares: what was told of the pattern is what a fresh look gives. Returns how many changes were told.
  func told(of pattern: Int64, as member: TestMember, _ action: () async throws -> Void) async throws -> Int {
    let place = PlaceID.pattern(PatternID(pattern))
    let history = ObjectHistory(patternPlace, objects: feature.placeObjects, places: PlaceRepository(house.database))
    let before = try await history.head(of: place, for: member.id).sequence
    _ = events.take()
    try await action()
    let told = events.take().filter { $0.audience == .place(place) }
    #expect(told.map(\.sequence) == told.indices.map { before + Int64($0) + 1 }, "each change takes the next number")
    #expect(try await history.head(of: place, for: member.id).sequence == before + Int64(told.count))
    guard let last = told.last else { return 0 }
    let object = try JSONValue(parsing: last.data)
    var fresh: [JSONValue] = []
    for page in try await history.newest(in: place, for: member.id) { fresh += try JSONValue(parsing: page.objects).array ?? [] }
    #expect(fresh == (object["deleted"] == true ? [] : [object]))
    return told.count
  }
}
