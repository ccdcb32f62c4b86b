import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Song

@Suite("Stories") struct StoryTests {
  @Test("begin private with one empty verse, are changed, deleted and brought back")
  func life() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let made = try await house.send(.post, "/stories", #"{"title":" The mill ","blurb":"Flour"}"#, as: ada)
    let story = made.data["story"]
    let id = try #require(story?["id"]?.int)
    #expect(made.status == 201 && made.headers["Location"] == "/song/stories/\(id)")
    #expect(
      Set((story?.object ?? [:]).keys.map(\.description)) == [
        "type", "id", "seq", "deleted", "order", "html", "title", "blurb", "keeper", "visibility", "writing", "canon", "unmet",
        "vote_hours",
        "root", "variables", "writers", "lineage", "ifid", "version", "created_at", "updated_at",
      ])
    #expect(story?["title"] == "The mill" && story?["visibility"] == "private" && story?["writing"] == "named" && story?["canon"] == "open")
    #expect(story?["unmet"] == "hidden" && story?["vote_hours"]?.int == 72 && story?["version"]?.int == 1 && story?["writers"]?.array == [])
    #expect(story?["lineage"]?["parent"] == .null && story?["lineage"]?["root"]?.int == id && story?["lineage"]?["depth"]?.int == 0)
    #expect(StoryFile.isIFID(story?["ifid"]?.string ?? ""))
    let page = try await house.send(.get, "/stories/\(id)", as: ada).data
    let verse = try #require(page["verses"]?.array?.first)
    #expect(page["verses"]?.array?.count == 1 && verse["title"] == "Start" && verse["id"] == story?["root"] && page["epoch"]?.string != nil)
    #expect(
      Set((verse.object ?? [:]).keys.map(\.description)) == ["id", "title", "status", "ending", "version", "seq", "words", "authors"])
    #expect(page["seq"]?.int == 2)

    let changed = try await house.send(
      .patch, "/stories/\(id)", #"{"base_version":1,"visibility":"members","variables":[{"name":"gold","type":"number","first":0}]}"#,
      as: ada)
    #expect(changed.data["story"]?["version"]?.int == 2 && changed.data["story"]?["variables"]?[0]?["name"] == "gold")
    #expect(try await house.send(.get, "/stories/\(id)", as: bob).status == 200)
    let stale = try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"title":"New"}"#, as: ada)
    #expect(stale.status == 409 && stale.details == ["version"])
    let same = try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"title":"The mill"}"#, as: ada)
    #expect(same.status == 200 && same.data["story"]?["version"]?.int == 2, "what changes nothing is no change, whatever its base")
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"title":"x"}"#, as: bob).status == 403)
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"title":"x"}"#, as: bob).status == 403, "403 comes before 422")
    #expect(try await house.send(.delete, "/stories/\(id)", as: bob).status == 403)

    let deleted = try await house.send(.delete, "/stories/\(id)", as: ada)
    let tombstone = deleted.data["story"]?.object ?? [:]
    #expect(deleted.status == 200 && Set(tombstone.keys.map(\.description)) == ["type", "id", "seq", "deleted", "html"])
    #expect(deleted.data["story"]?["deleted"] == true && deleted.data["story"]?["html"] == .null)
    for who in [ada, bob] {
      for path in ["", "/map", "/check", "/export.json", "/export.twee"] {
        #expect(try await house.send(.get, "/stories/\(id)" + path, as: who).status == 404, "\(path)")
      }
    }
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: bob).status == 404)
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: ada).data["story"]?["deleted"] == false)
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: ada).status == 200)
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: bob).status == 403)
    #expect(try await house.send(.get, "/stories/\(id)", as: bob).status == 200)

    try await house.send(.delete, "/stories/\(id)", as: ada)
    try await house.house.database.run("UPDATE stories SET deleted_at = deleted_at - \(Duration.days(31).wholeMicroseconds)")
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: ada).status == 404)
    #expect(try await house.feature.stories.eraseOld(house.house.system()) == 1)
    #expect(try await house.house.database.value("SELECT count(*) FROM verses", as: Int.self) == 0)
    #expect(try await house.house.database.value("SELECT title FROM stories", as: String.self) == "")
  }

  @Test("that somebody may not see answer as those that are not there")
  func privacy() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, cleo) = (try await house.member("ada"), try await house.member("bob"), try await house.member("cleo"))
    let (id, root) = try await house.story(as: ada)
    try await house.send(.put, "/stories/\(id)/writers/cleo", as: ada)
    func sameAsNone(_ who: TestMember?) async throws {
      for (method, path, other, body) in [
        (Request.Method.get, "/stories/\(id)", "/stories/77", nil as String?), (.get, "/stories/\(id)/map", "/stories/77/map", nil),
        (.get, "/stories/\(id)/check", "/stories/77/check", nil), (.get, "/stories/\(id)/export.json", "/stories/77/export.json", nil),
        (.patch, "/stories/\(id)", "/stories/77", "{}"), (.delete, "/stories/\(id)", "/stories/77", nil),
        (.post, "/stories/\(id)/restore", "/stories/77/restore", nil), (.put, "/stories/\(id)/writers/bob", "/stories/77/writers/bob", nil),
        (.post, "/stories/\(id)/verses", "/stories/77/verses", "{}"), (.get, "/verses/\(root)", "/verses/77", nil),
        (.put, "/verses/\(root)", "/verses/77", "{}"), (.delete, "/verses/\(root)", "/verses/77", nil),
        (.post, "/verses/\(root)/restore", "/verses/77/restore", nil), (.get, "/verses/\(root)/history", "/verses/77/history", nil),
        (.get, "/verses/\(root)/history/1", "/verses/77/history/1", nil), (.post, "/verses/\(root)/revert", "/verses/77/revert", "{}"),
      ] {
        let (here, there) = (try await house.send(method, path, body, as: who), try await house.send(method, other, body, as: who))
        #expect(here.status == (who == nil ? 401 : 404), "\(method) \(path)")
        #expect(here.status == there.status && here.json["error"] == there.json["error"], "\(method) \(path)")
      }
      for path in ["/song/stories/\(id)", "/song/stories/\(id)/check", "/song/verses/\(root)"] {
        #expect(try await house.page(path, as: who).status == (who == nil ? 303 : 404), "\(path)")
      }
    }
    try await sameAsNone(bob)
    try await sameAsNone(nil)
    #expect(try await house.send(.get, "/stories/\(id)", as: cleo).status == 200)
    #expect(try await house.send(.get, "/stories", as: bob).data["stories"]?.array == [])
    // A block hides it from writers and members, too.
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"visibility":"public"}"#, as: ada)
    #expect(try await house.send(.get, "/stories/\(id)").status == 200)
    try await house.house.database.run(
      "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(cleo.id), 1), (\(bob.id), \(ada.id), 1)")
    try await sameAsNone(bob)
    try await sameAsNone(cleo)
    // Nobody sees what a banned member keeps.
    try await house.house.database.run("DELETE FROM blocks")
    try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(ada.id)")
    try await sameAsNone(bob)
    try await sameAsNone(nil)
  }

  @Test("are listed newest first, page by page")
  func lists() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    var ids: [Int64] = []
    for number in 0..<5 { ids.append(try await house.story(number == 2 ? "" : #","visibility":"members""#, as: ada).id) }
    func list(_ query: String, as who: TestMember?) async throws -> ([Int64], Int64?) {
      let data = try await house.send(.get, "/stories" + query, as: who).data
      return ((data["stories"]?.array ?? []).compactMap { $0["id"]?.int }, data["next"]?.int)
    }
    #expect(try await list("", as: ada).0 == ids.reversed())
    #expect(try await list("", as: bob).0 == [ids[4], ids[3], ids[1], ids[0]])
    #expect(try await list("", as: nil).0 == [])
    let first = try await list("?limit=2", as: bob)
    #expect(first.0 == [ids[4], ids[3]] && first.1 == ids[3])
    let second = try await list("?limit=2&before=\(ids[3])", as: bob)
    #expect(second.0 == [ids[1], ids[0]] && second.1 == nil)
    #expect(try await list("?mine=on", as: bob).0 == [])
    try await house.send(.put, "/stories/\(ids[2])/writers/bob", as: ada)
    #expect(try await list("?mine=on", as: bob).0 == [ids[2]])
    #expect(try await house.send(.get, "/stories?mine=on").status == 401)
    for query in ["?limit=0", "?limit=101", "?before=x", "?evil=1"] {
      #expect(try await house.send(.get, "/stories" + query, as: ada).status == 422, "\(query)")
    }
  }

  @Test("have at most 20 writers, who are named by the keeper and may leave")
  func writers() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, _) = try await house.story(as: ada)
    let path = "/stories/\(id)/writers/"
    var named: SongHouse.Answer?
    let types = try await house.verifyAction(on: id, as: ada) { named = try await house.send(.put, path + "BOB", as: ada) }
    #expect(types == ["story"] && named?.data["story"]?["writers"]?.array?.count == 1)
    let again = try await house.verifyAction(on: id, as: ada) { named = try await house.send(.put, path + "bob", as: ada) }
    #expect(named?.status == 200)
    #expect(again == [])
    #expect(try await house.send(.put, path + "ada", as: ada).data["story"]?["writers"]?.array?.count == 1)
    #expect(try await house.send(.put, path + "nobody", as: ada).status == 404)
    #expect(try await house.send(.put, path + "ada", as: bob).status == 403)
    #expect(try await house.send(.delete, path + "ada", as: bob).status == 403)
    #expect(try await house.send(.delete, path + "bob", as: bob).status == 200)
    #expect(try await house.send(.get, "/stories/\(id)", as: bob).status == 404)
    #expect(try await house.send(.delete, path + "bob", as: ada).status == 200)
    for number in 1...21 {
      _ = try await house.member("w\(number)x")
      let named = try await house.send(.put, path + "w\(number)x", as: ada)
      #expect(named.status == (number <= 20 ? 200 : 409))
      if number == 21 { #expect(named.json["error"]?["code"] == "LIMIT_EXCEEDED") }
    }
    // One of them becomes the keeper.
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"keeper":"bob"}"#, as: ada).details == ["keeper"])
    let passed = try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"keeper":"W1X"}"#, as: ada)
    #expect(passed.data["story"]?["keeper"]?["username"] == "w1x" && passed.data["story"]?["writers"]?.array?.count == 20)
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"title":"x"}"#, as: ada).status == 403)
  }

  @Test("keep variables that choices use")
  func variables() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(as: ada)
    let all =
      #"[{"name":"gold","type":"number","first":0},{"name":"sky","type":"word","first":"red","words":["red","blue"]},{"name":"spare","type":"flag","first":true}]"#
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"variables":\#(all)}"#, as: ada).status == 200)
    let choices =
      #"[{"label":"a","to":\#(root),"when":{"all":[{"var":"gold","min":1}]},"then":[{"var":"sky","set":"blue"}]}]"#
    #expect(try await house.save(root, "x", choices: choices, base: 1, as: ada).status == 200)
    for wrong in [
      "[]", #"[{"name":"gold","type":"number","first":0}]"#,
      #"[{"name":"gold","type":"flag","first":true},{"name":"sky","type":"word","first":"red","words":["red","blue"]}]"#,
      #"[{"name":"gold","type":"number","first":0},{"name":"sky","type":"word","first":"red","words":["red"]}]"#,
    ] {
      let refused = try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"variables":\#(wrong)}"#, as: ada)
      #expect(refused.status == 422 && refused.details == ["variables"], "\(wrong)")
    }
    let fewer = #"[{"name":"gold","type":"number","first":5},{"name":"sky","type":"word","first":"blue","words":["blue","green"]}]"#
    #expect(try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"variables":\#(fewer)}"#, as: ada).status == 200)
    for (field, body) in [
      ("root", #""root":77"#), ("vote_hours", #""vote_hours":23"#), ("vote_hours", #""vote_hours":337"#), ("title", #""title":"""#),
      ("visibility", #""visibility":"unlisted""#), ("blurb", #""blurb":"\#(String(repeating: "x", count: 501))""#),
      ("title", #""title":"\#(String(repeating: "x", count: 121))""#), ("evil", #""evil":1,"title":"x""#),
    ] {
      let refused = try await house.send(.patch, "/stories/\(id)", #"{"base_version":3,\#(body)}"#, as: ada)
      #expect(refused.status == 422 && refused.details == [field], "\(body)")
    }
  }

  @Test("a member keeps at most 100, also when 50 are made at once")
  func limit() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    for _ in 0..<75 { _ = try await house.story(as: ada) }
    let statuses = try await house.statuses(50) { _ in try await house.send(.post, "/stories", #"{"title":"x"}"#, as: ada).status }
    #expect(statuses == Array(repeating: 201, count: 25) + Array(repeating: 409, count: 25))
  }

  @Test("a fork is private, the caller's own, and has the canon with its authors under fresh ids")
  func forks() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"public""#, as: ada)
    let gone = try await house.verse("Gone", #","from":\#(root)"#, in: id, as: ada)
    let cellar = try await house.verse("Cellar", #","from":\#(root),"body":"Dark""#, in: id, as: ada)
    try await house.send(.delete, "/verses/\(gone)", as: ada)
    let forked = try await house.send(.post, "/stories/\(id)/fork", #"{}"#, as: bob)
    let story = forked.data["story"]
    let fork = try #require(story?["id"]?.int)
    #expect(forked.status == 201 && forked.headers["Location"] == "/song/stories/\(fork)" && story?["visibility"] == "private")
    #expect(story?["title"] == "The mill" && story?["keeper"]?["username"] == "bob")
    #expect(story?["lineage"]?["parent"]?.int == id && story?["lineage"]?["root"]?.int == id && story?["lineage"]?["depth"]?.int == 1)
    let before = try await house.send(.get, "/stories/\(id)", as: ada).data["story"]
    #expect(story?["ifid"] != before?["ifid"] && StoryFile.isIFID(story?["ifid"]?.string ?? ""))
    let page = try await house.send(.get, "/stories/\(fork)", as: bob).data
    #expect((page["verses"]?.array ?? []).compactMap { $0["title"]?.string } == ["Start", "Cellar"])
    #expect(page["verses"]?[1]?["authors"]?[0]?["username"] == "ada" && page["verses"]?[1]?["id"]?.int != cellar)
    let first = try await house.send(.get, "/verses/\(story?["root"]?.int ?? 0)", as: bob).data["verse"]
    #expect(first?["choices"]?.array?.count == 1 && first?["choices"]?[0]?["to"] == page["verses"]?[1]?["id"])
    let second = try await house.send(.post, "/stories/\(fork)/fork", #"{"title":"Mine"}"#, as: bob).data["story"]
    #expect(second?["title"] == "Mine" && second?["lineage"]?["root"]?.int == id && second?["lineage"]?["depth"]?.int == 2)
    #expect(try await house.send(.post, "/stories/\(fork)/fork", "{}", as: ada).status == 404)
    #expect(try await house.send(.post, "/stories/\(id)/fork", "{}").status == 401)
    #expect(try await house.post("/song/stories/\(id)/fork", ["request_id": "f"], as: bob).status == 303)
    #expect(try await house.look(at: fork, as: bob).count == 3)
  }

  @Test("come in as Twee and as JSON, private and with warnings, and go out again as they were")
  func imports() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    for seed in 1...20 {
      var maker = StoryMaker(UInt64(seed))
      let story = maker.keyed(12)
      for (kind, file) in [("json", StoryFile.json(story)), ("twee", Array(TweeWriter.text(story).utf8))] {
        let taken = try await house.upload("/api/song/import", file, as: ada)
        #expect(taken.status == 201 && taken.data["story"]?["visibility"] == "private", "\(taken.text)")
        let id = taken.data["story"]?["id"]?.int ?? 0
        #expect(taken.headers["Location"] == "/song/stories/\(id)")
        let out = try await house.send(.get, "/stories/\(id)/export.\(kind)", as: ada).text
        if kind == "twee" {
          #expect(out.utf8.elementsEqual(file), "seed \(seed)")
        } else {
          // But for the credits.
          var one = try JSONValue(parsing: file).object ?? [:], other = try JSONValue(parsing: out).object ?? [:]
          (one["credits"], other["credits"]) = (nil, nil)
          #expect(one == other, "seed \(seed)")
        }
      }
    }
    let foreign = Array(":: Start\n[[a]]\n\n:: Code [script]\nalert(1)\n".utf8)
    let warned = try await house.upload("/api/song/import", foreign, as: ada)
    #expect((warned.data["warnings"]?.array ?? []).compactMap { $0["line"]?.int } == [2, 4])
    let page = try await house.upload("/song/import", foreign, as: ada, asBrowser: true)
    #expect(page.status == 200 && page.text.contains("Line 4: ") && page.text.contains("Open the story"))
    #expect(try await house.upload("/song/import", Array(":: Start\nx\n".utf8), as: ada, asBrowser: true).status == 303)
    let refused: [(file: [UInt8], status: Int)] = [
      ([0xFF], 422), ([], 422), (Array("{}".utf8), 422), ([UInt8](repeating: 0x61, count: (2 << 20) + 1), 413),
    ]
    for (file, status) in refused {
      #expect(try await house.upload("/api/song/import", file, as: ada).status == status)
      #expect(try await house.upload("/song/import", file, as: ada, asBrowser: true).status == status)
    }
    #expect(try await house.upload("/api/song/import", [], as: nil).status == 401)
    #expect(try await house.send(.post, "/import", "{}", as: ada).status == 415)
    #expect(try await house.page("/song/import", as: ada).text.contains("name=\"file\""))
  }

  @Test("a retry under one key makes one story")
  func retries() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let key = [(name: "Idempotency-Key", value: "k1")]
    let first = try await house.send(.post, "/stories", #"{"title":"x"}"#, as: ada, headers: key)
    let second = try await house.send(.post, "/stories", #"{"title":"x"}"#, as: ada, headers: key)
    #expect(first.status == 201 && second.status == 201 && first.data == second.data)
    #expect(try await house.send(.post, "/stories", #"{"title":"y"}"#, as: ada, headers: key).status == 409)
    #expect(try await house.house.database.value("SELECT count(*) FROM stories", as: Int.self) == 1)
  }

  @Test("every change is told, and folded it gives what a fresh look gives")
  func folding() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(as: ada)
    func told(_ action: () async throws -> Void) async throws -> [String] { try await house.verifyAction(on: id, as: ada, action) }
    #expect(try await told { try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"title":"x"}"#, as: ada) } == ["story"])
    #expect(try await told { try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"title":"x"}"#, as: ada) } == [])
    var verse: Int64 = 0
    #expect(
      try await told { verse = try await house.verse("Cellar", #","from":\#(root)"#, in: id, as: ada) } == ["verse", "verse"])
    let choices = #"[{"label":"Up","to":"new"},{"label":"Up","to":"new"}]"#
    var saved: SongHouse.Answer?
    let born = try await told { saved = try await house.save(verse, "Dark", title: "Cellar", choices: choices, base: 1, as: ada) }
    #expect(born == ["verse", "verse", "verse"] && saved?.data["made"]?.array?.count == 2)
    #expect(try await told { try await house.send(.delete, "/verses/\(verse)", as: ada) } == ["verse"])
    #expect(try await told { try await house.send(.delete, "/verses/\(verse)", as: ada) } == [])
    #expect(try await told { try await house.send(.post, "/verses/\(verse)/restore", as: ada) } == ["verse"])
    #expect(try await told { try await house.send(.post, "/verses/\(verse)/restore", as: ada) } == [])
    #expect(
      try await told { try await house.send(.post, "/verses/\(verse)/revert", #"{"version":1,"base_version":2}"#, as: ada) } == ["verse"])
    #expect(
      try await told { try await house.send(.post, "/verses/\(verse)/revert", #"{"version":1,"base_version":1}"#, as: ada) } == [])
    #expect(try await told { try await house.send(.delete, "/stories/\(id)", as: ada) } == ["story"])
  }

  @Test("who may watch, and why a view ends")
  func views() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, _) = try await house.story(#","visibility":"members""#, as: ada)
    let place = house.feature.places[0]
    let viewer = Viewer(bob.id, of: .story(StoryID(id)))
    func reason() async throws -> ClosedReason? { try await place.ended(among: [viewer]).first?.reason }
    let member = try #require(try await house.scope(bob).member)
    #expect(try await place.find("\(id)", for: member)?.name == "story:\(id)")
    #expect(try await place.find("77", for: member) == nil)
    #expect(try await reason() == nil)
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"visibility":"private"}"#, as: ada)
    #expect(try await reason() == .private)
    #expect(try await place.find("\(id)", for: member) == nil)
    try await house.send(.put, "/stories/\(id)/writers/bob", as: ada)
    #expect(try await reason() == nil)
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(bob.id), \(ada.id), 1)")
    #expect(try await reason() == .blocked)
    try await house.house.database.run("DELETE FROM blocks")
    try await house.send(.delete, "/stories/\(id)", as: ada)
    #expect(try await reason() == .gone)
  }
}
