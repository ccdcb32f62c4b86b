import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Song

@Suite("Playing stories") struct PlayTests {
  /// A mill with a cellar that costs a lantern.
  private struct Mill {
    let house: SongHouse
    let keeper: TestMember
    let reader: TestMember
    let id: Int64
    let root: Int64
    let cellar: Int64
    /// Of the first verse: takes the lantern and comes back; goes down with it; ends the story.
    let lantern: Int64
    let down: Int64
    let up: Int64

    static func open(_ more: String = "") async throws -> Mill {
      let house = try await SongHouse.open()
      let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
      let (id, root) = try await house.story(#","visibility":"public"\#(more)"#, as: ada)
      let variables = #"[{"name":"light","type":"flag","first":false},{"name":"gold","type":"number","first":0}]"#
      try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"variables":\#(variables)}"#, as: ada)
      let cellar = try await house.verse("Cellar", #","body":"Dark.","choices":[{"label":"Up","to":\#(root)}]"#, in: id, as: ada)
      let choices = #"""
        [{"label":"Take the lantern","to":\#(root),"then":[{"var":"light","set":true},{"var":"gold","add":600}]},
         {"label":"Down","to":\#(cellar),"when":{"all":[{"var":"light","is":true}]}}]
        """#
      let saved = try await house.save(root, "At the mill.", choices: choices.replacing("\n", with: ""), base: 1, as: ada)
      let own = try #require(saved.data["verse"]?["choices"])
      let below = try await house.send(.get, "/verses/\(cellar)", as: ada).data["verse"]?["choices"]?[0]?["id"]?.int
      return Mill(
        house: house, keeper: ada, reader: bob, id: id, root: root, cellar: cellar, lantern: try #require(own[0]?["id"]?.int),
        down: try #require(own[1]?["id"]?.int), up: try #require(below))
    }

    func take(_ step: Int, _ action: String, _ more: String = "", as member: TestMember? = nil) async throws -> SongHouse.Answer {
      try await house.send(.post, "/stories/\(id)/play", #"{"step":\#(step),"action":"\#(action)"\#(more)}"#, as: member ?? reader)
    }

    func choose(_ choice: Int64, at step: Int) async throws -> SongHouse.Answer {
      try await take(step, "choose", #","choice":\#(choice)"#)
    }

    func now(_ query: String = "", as member: TestMember? = nil) async throws -> JSONValue {
      try await house.send(.get, "/stories/\(id)/play\(query)", as: member).data["reading"] ?? .null
    }
  }

  @Test("a reading begins, chooses, goes back, marks, returns and starts again; nobody is told")
  func life() async throws {
    let mill = try await Mill.open()
    _ = mill.house.events.take()
    let start = try await mill.now(as: mill.reader)
    #expect(
      Set((start.object ?? [:]).keys.map(\.description)) == [
        "story", "step", "path", "verse", "choices", "values", "ended", "back", "lost", "bookmarks",
      ])
    #expect(start["story"]?.int == mill.id && start["step"]?.int == 0 && start["path"] == "" && start["verse"]?["id"]?.int == mill.root)
    #expect(start["choices"]?.array?.count == 1 && start["choices"]?[0]?["open"] == true && start["back"] == false)
    #expect(start["values"]?["light"] == false && start["values"]?["gold"]?.int == 0 && start["ended"] == false && start["lost"]?.int == 0)
    #expect(try await mill.house.house.database.values("SELECT version FROM readings", as: Int.self) == [], "GET keeps nothing")

    #expect(try await mill.choose(mill.down, at: 0).details == ["choice"])
    #expect(try await mill.take(0, "back").details == ["action"])
    let lit = try await mill.choose(mill.lantern, at: 0).data["reading"]
    #expect(lit?["step"]?.int == 1 && lit?["path"]?.string == "\(mill.lantern)" && lit?["values"]?["gold"]?.int == 600)
    #expect(lit?["choices"]?.array?.count == 2 && lit?["back"] == true)
    let stale = try await mill.choose(mill.down, at: 0)
    #expect(stale.status == 409 && stale.details == ["step"])
    #expect(stale.json["error"]?["details"]?["step"] == "1")
    let marked = try await mill.take(1, "bookmark", #","name":" By the light ""#).data["reading"]
    #expect(marked?["bookmarks"]?[0]?["name"] == "By the light" && marked?["bookmarks"]?[0]?["step"]?.int == 1)
    let twice = try await mill.choose(mill.lantern, at: 1).data["reading"]
    #expect(twice?["values"]?["gold"]?.int == 999, "numbers stop")
    let below = try await mill.choose(mill.down, at: 2).data["reading"]
    #expect(below?["verse"]?["body"] == "Dark." && below?["path"]?.string == "\(mill.lantern).\(mill.lantern).\(mill.down)")
    #expect(try await mill.take(3, "back").data["reading"]?["step"]?.int == 2)
    #expect(try await mill.take(2, "restart").data["reading"]?["step"]?.int == 0)
    let bookmark = marked?["bookmarks"]?[0]?["id"]?.int ?? 0
    #expect(try await mill.take(0, "return", #","bookmark":\#(bookmark)"#).data["reading"]?["path"]?.string == "\(mill.lantern)")
    #expect(try await mill.take(1, "return", #","bookmark":99"#).details == ["bookmark"])
    #expect(try await mill.take(1, "forget", #","bookmark":\#(bookmark)"#).data["reading"]?["bookmarks"]?.array == [])
    #expect(try await mill.take(1, "forget", #","bookmark":\#(bookmark)"#).details == ["bookmark"])
    for (action, more, field) in [
      ("dance", "", "action"), ("choose", "", "choice"), ("bookmark", "", "name"), ("bookmark", #","name":"a\nb""#, "name"),
      ("return", "", "bookmark"), ("back", #","who":1"#, "who"),
    ] {
      let refused = try await mill.take(1, action, more)
      #expect(refused.status == 422 && refused.details == [field], "\(action)\(more)")
    }
    #expect(mill.house.events.take().isEmpty)
    #expect(try await mill.now(as: mill.keeper)["step"]?.int == 0, "nobody else sees it")
  }

  @Test("the 501st step and the 6th bookmark are refused, the 500th and the 5th are not")
  func limits() async throws {
    let mill = try await Mill.open()
    let path = Array(repeating: "\(mill.lantern)", count: 499).joined(separator: ".")
    let (story, reader) = (mill.id, try await mill.house.scope(mill.reader).requireMember().id)
    try await mill.house.house.database.write { transaction in
      try await transaction.run("INSERT INTO readings (user_id, story_id, path, bookmarks) VALUES (\(reader), \(story), \(path), '[]')")
    }
    #expect(try await mill.choose(mill.lantern, at: 499).data["reading"]?["step"]?.int == 500)
    let more = try await mill.choose(mill.lantern, at: 500)
    #expect(more.status == 409 && more.json["error"]?["code"] == "LIMIT_EXCEEDED")
    for number in 1...5 { #expect(try await mill.take(500, "bookmark", #","name":"mark \#(number)""#).status == 200) }
    #expect(try await mill.take(500, "bookmark", #","name":"one more""#).json["error"]?["code"] == "LIMIT_EXCEEDED")
    #expect(try await mill.take(500, "bookmark", #","name":"\#(String(repeating: "x", count: 61))""#).details == ["name"])
  }

  @Test("50 steps at once from one step: one is taken")
  func race() async throws {
    let mill = try await Mill.open()
    let statuses = try await mill.house.statuses(50) { _ in try await mill.choose(mill.lantern, at: 0).status }
    #expect(statuses == [200] + Array(repeating: 409, count: 49))
    #expect(try await mill.now(as: mill.reader)["step"]?.int == 1)
  }

  @Test("a replayed path equals the stored reading, after edits too")
  func replay() async throws {
    let mill = try await Mill.open()
    for (step, choice) in [mill.lantern, mill.down, mill.up, mill.lantern].enumerated() {
      #expect(try await mill.choose(choice, at: step).status == 200)
    }
    func compare(lost: Int64) async throws {
      let stored = try await mill.now(as: mill.reader)
      let path = "\(mill.lantern).\(mill.down).\(mill.up).\(mill.lantern)"
      #expect(try await mill.now("?path=\(path)", as: mill.reader) == stored)
      #expect(try await mill.now("?path=\(path)") == stored)
      #expect(stored["lost"]?.int == lost && stored["step"]?.int == 4 - lost)
    }
    try await compare(lost: 0)
    // The lantern does less, then is gone.
    let weaker = #"[{"id":\#(mill.lantern),"label":"Look","to":\#(mill.root)},{"id":\#(mill.down),"label":"Down","to":\#(mill.cellar)}]"#
    #expect(try await mill.house.save(mill.root, "x", choices: weaker, base: 2, as: mill.keeper).status == 200)
    try await compare(lost: 0)
    #expect(try await mill.house.save(mill.root, "x", choices: "[]", base: 3, as: mill.keeper).status == 200)
    try await compare(lost: 4)
    #expect(
      try await mill.house.send(.post, "/verses/\(mill.root)/revert", #"{"version":2,"base_version":4}"#, as: mill.keeper).status == 200)
    try await compare(lost: 0)
    #expect(try await mill.house.send(.delete, "/verses/\(mill.cellar)", as: mill.keeper).status == 200)
    try await compare(lost: 3)
    // What was cut is cut for good with the next step.
    #expect(try await mill.choose(mill.lantern, at: 1).data["reading"]?["lost"]?.int == 0)
    #expect(try await mill.house.send(.post, "/verses/\(mill.cellar)/restore", as: mill.keeper).status == 200)
    #expect(try await mill.now(as: mill.reader)["step"]?.int == 2)
  }

  @Test("guests read by link; what is malformed is named")
  func links() async throws {
    let mill = try await Mill.open(#","unmet":"locked""#)
    let start = try await mill.now()
    #expect(start["choices"]?.array?.count == 2 && start["choices"]?[1]?["open"] == false)
    let lost = try await mill.now("?path=\(mill.down).\(mill.up)")
    #expect(lost["lost"]?.int == 2 && lost["step"]?.int == 0)
    for (query, field) in [
      ("path=x", "path"), ("path=1..2", "path"), ("path=1.", "path"),
      ("path=" + Array(repeating: "1", count: 501).joined(separator: "."), "path"), ("from=x", "from"), ("hop=1", "hop"),
    ] {
      let refused = try await mill.house.send(.get, "/stories/\(mill.id)/play?\(query)", as: mill.keeper)
      #expect(refused.status == 422 && refused.details == [field], "\(query)")
    }
    let longest = Array(repeating: "1", count: 500).joined(separator: ".")
    #expect(try await mill.now("?path=\(longest)")["lost"]?.int == 500)
    #expect(try await mill.house.send(.get, "/stories/\(mill.id)/play?proposals=on").status == 401)
    #expect(try await mill.house.send(.get, "/stories/\(mill.id)/play?proposals=on", as: mill.reader).status == 200)
    #expect(try await mill.house.send(.post, "/stories/\(mill.id)/play", #"{"step":0,"action":"restart"}"#).status == 401)
  }

  @Test("test from here: values as given, for those who may save the verse")
  func testing() async throws {
    let mill = try await Mill.open()
    let play = "/stories/\(mill.id)/play"
    let here = try await mill.now("?from=\(mill.cellar)&with=gold:3,light:true&path=\(mill.up).\(mill.down)", as: mill.keeper)
    #expect(here["verse"]?["id"]?.int == mill.cellar && here["step"]?.int == 2 && here["values"]?["gold"]?.int == 3)
    #expect(try await mill.now("?from=\(mill.cellar)", as: mill.keeper)["values"]?["light"] == false)
    #expect(try await mill.house.send(.get, "\(play)?from=\(mill.cellar)", as: mill.reader).status == 403)
    #expect(try await mill.house.send(.get, "\(play)?from=\(mill.cellar)").status == 401)
    for (with, field) in [
      ("from=\(mill.cellar)&with=gold", "with"), ("from=\(mill.cellar)&with=gold:x", "with"),
      ("from=\(mill.cellar)&with=gold:1000", "with"),
      ("from=\(mill.cellar)&with=gold:1,gold:2", "with"), ("from=\(mill.cellar)&with=silver:1", "with"), ("with=gold:1", "with"),
      ("from=999999", "from"),
    ] {
      let refused = try await mill.house.send(.get, "\(play)?\(with)", as: mill.keeper)
      #expect(refused.status == 422 && refused.details == [field], "\(with)")
    }
    let (_, other) = try await mill.house.story(as: mill.keeper)
    #expect(try await mill.house.send(.get, "\(play)?from=\(other)", as: mill.keeper).details == ["from"])
    #expect(try await mill.house.house.database.values("SELECT version FROM readings", as: Int.self) == [])
  }

  @Test("a private story cannot be read: the same answer as for none")
  func privacy() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, _) = try await house.story(as: ada)
    for (method, body) in [(Request.Method.get, nil), (.post, #"{"step":"x"}"#)] as [(Request.Method, String?)] {
      for who in [bob, nil] {
        let (hidden, missing) = (
          try await house.send(method, "/stories/\(id)/play", body, as: who),
          try await house.send(method, "/stories/99999/play", body, as: who)
        )
        #expect(hidden.status == (who == nil ? 401 : 404) && hidden.text == missing.text)
      }
    }
    #expect(try await house.page("/song/stories/\(id)/play", as: bob).status == 404)
    #expect(try await house.page("/song/stories/\(id)/play").status == 303)
  }

  @Test("the page has buttons for members and links for guests; a form with an old step gets the true page")
  func page() async throws {
    let mill = try await Mill.open(#","unmet":"locked""#)
    let play = "/song/stories/\(mill.id)/play"
    let guest = try await mill.house.page(play)
    #expect(guest.text.contains("?path=\(mill.lantern)#verse") && !guest.text.contains("name=\"choice\"") && guest.text.contains("locked"))
    let own = try await mill.house.page(play, as: mill.reader)
    #expect(own.text.contains("name=\"choice\"") && own.text.contains(">Bookmark<") && !own.text.contains(">Back<"))
    #expect(!own.text.contains("aria-label=\"Values\""))
    #expect(try await mill.house.page(play, as: mill.keeper).text.contains("aria-label=\"Values\""))
    let stepped = try await mill.house.post(play, ["step": "0", "action": "choose", "choice": "\(mill.lantern)"], as: mill.reader)
    #expect(stepped.status == 303 && stepped.headers["Location"] == "\(play)#verse")
    let stale = try await mill.house.post(play, ["step": "0", "action": "choose", "choice": "\(mill.lantern)"], as: mill.reader)
    #expect(stale.status == 409 && stale.text.contains("name=\"step\" value=\"1\"") && stale.text.contains(">Back<"))
    let unnamed = try await mill.house.post(
      play, ["step": "1", "action": "bookmark", "name": String(repeating: "x", count: 61)], as: mill.reader)
    #expect(unnamed.status == 422 && unnamed.text.contains(String(repeating: "x", count: 61)))
    #expect(try await mill.house.post(play, ["step": "1", "action": "bookmark", "name": "Here"], as: mill.reader).status == 303)
    let marked = try await mill.house.page(play, as: mill.reader)
    #expect(marked.text.contains("Return to Here") && marked.text.contains("Forget Here"))
    #expect(try await mill.house.post(play, ["step": "1", "action": "back"], as: nil).headers["Location"]?.hasPrefix("/login") == true)
  }
}
