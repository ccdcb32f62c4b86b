import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Codeground

@Suite("Hands and the pen") struct HandTests {
  private func open() async throws -> (CodeHouse, TestMember, TestMember, Int64) {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    return (house, ada, bob, try await house.make(as: ada))
  }

  @Test("are invited by the owner, save, and do no more")
  func life() async throws {
    let (house, ada, bob, id) = try await open()
    let path = "/api/scripts/\(id)"
    #expect(try await house.send(.put, path + "/hands/nobody", as: ada).status == 404)
    #expect(try await house.send(.put, path + "/hands/ada", as: ada).status == 422)
    #expect(try await house.send(.put, path + "/hands/bob", as: bob).status == 404)
    let invited = try await house.send(.put, path + "/hands/bob", as: ada)
    #expect(invited.data["draft"]?["hands"]?.array?.first?["username"] == "bob" && invited.data["draft"]?["code"] == nil)
    let sequence = invited.data["draft"]?["seq"]
    #expect(try await house.send(.put, path + "/hands/bob", as: ada).data["draft"]?["seq"] == sequence, "a repeat changes nothing")
    #expect(try await house.send(.get, path, as: bob).status == 200)
    #expect(try await house.send(.get, "/api/scripts?by=me", as: bob).data["scripts"]?.array?.count == 1)
    #expect(try await house.save(id, "by bob", base: 1, as: bob).data["draft"]?["saved_by"]?["username"] == "bob")
    for (method, part, body) in [
      (Request.Method.patch, "", "{}"), (.delete, "", nil), (.post, "/revisions", #"{"base_version":2}"#), (.delete, "/hands/ada", nil),
    ] {
      #expect(try await house.send(method, path + part, body, as: bob).status == 403, "\(part)")
    }
    for name in ["c1", "c2", "c3", "c4"] { _ = try await house.house.member(name) }
    for name in ["c1", "c2", "c3"] { #expect(try await house.send(.put, path + "/hands/\(name)", as: ada).status == 200) }
    #expect(try await house.send(.put, path + "/hands/c4", as: ada).json["error"]?["code"] == "LIMIT_EXCEEDED")

    try await house.send(.delete, path + "/pen", as: bob)
    let published = try await house.publish(id, as: ada)
    #expect(published.data["revision"]?["authors"]?.array?.compactMap { $0["username"]?.string } == ["ada", "bob"])
    let left = try await house.send(.delete, path + "/hands/bob", as: bob)
    #expect(left.status == 200 && left.data.object?.isEmpty == true)
    #expect(try await house.send(.get, path + "/draft", as: bob).status == 404)
    #expect(try await house.send(.delete, path + "/hands/bob", as: ada).status == 200)
    #expect(try await house.send(.delete, path + "/hands/nobody", as: ada).status == 404)
  }

  @Test("the pen: one holder, renewed by saves, taken by the owner, given, put down, run out")
  func pen() async throws {
    let (house, ada, bob, id) = try await open()
    let path = "/api/scripts/\(id)"
    let alone = try await house.send(.put, path + "/pen", as: ada)
    #expect(alone.status == 200 && alone.data["draft"]?["pen"] == .null)
    try await house.send(.put, path + "/hands/bob", as: ada)
    func holder() async throws -> JSONValue? {
      try await house.send(.get, path + "/draft", as: ada).data["draft"]?["pen"]?["user"]?["username"]
    }
    try await house.save(id, "one", base: 1, as: bob)
    #expect(try await holder() == "bob", "a save takes it")
    let refused = try await house.save(id, "two", base: 2, as: ada)
    #expect(refused.status == 409 && refused.details["pen"] == "bob")
    #expect(try await house.send(.put, path + "/pen", #"{"to":"bob"}"#, as: ada).details["pen"] == "bob")
    _ = house.events.take()
    #expect(try await house.send(.post, path + "/pen/ask", as: ada).status == 200)
    let signals = house.events.take()
    #expect(signals.count == 1 && signals[0].shownTo == [bob.id] && signals[0].type == Event.signal)
    #expect(try await house.send(.put, path + "/pen", as: ada).status == 200, "the owner takes it at any time")
    #expect(try await house.send(.put, path + "/pen", as: bob).details["pen"] == "ada")
    #expect(try await house.send(.put, path + "/pen", #"{"to":"nobody"}"#, as: ada).details["to"] != nil)
    #expect(try await house.send(.put, path + "/pen", #"{"to":"bob"}"#, as: ada).status == 200)
    #expect(try await holder() == "bob")
    house.house.clock.advance(by: .seconds(59))
    #expect(try await holder() == "bob")
    house.house.clock.advance(by: .seconds(2))
    #expect(try await holder() == nil)
    _ = house.events.take()
    let outbox = Outbox()
    _ = try await house.feature.hands.releaseOverdue(house.house.system(outbox: outbox))
    #expect(outbox.take().count == 1)
    #expect(try await house.send(.delete, path + "/pen", as: bob).status == 200)
    try await house.send(.put, path + "/pen", as: bob)
    #expect(try await house.send(.delete, path + "/pen", as: bob).data["draft"]?["pen"] == .null)
  }

  @Test("50 who take the pen at once: one holder")
  func penRace() async throws {
    let (house, ada, bob, id) = try await open()
    var people = [bob]
    for name in ["c1", "c2", "c3"] { people.append(try await house.house.member(name)) }
    for one in people { try await house.send(.put, "/api/scripts/\(id)/hands/\(one.username)", as: ada) }
    let takers = people
    let holders = try await withThrowingTaskGroup(of: (Int, UserID).self) { group in
      for index in 0..<50 {
        group.addTask {
          let one = takers[index % takers.count]
          return (try await house.send(.put, "/api/scripts/\(id)/pen", as: one).status, one.id)
        }
      }
      return try await group.reduce(into: Set<UserID>()) { found, answer in if answer.0 == 200 { found.insert(answer.1) } }
    }
    #expect(holders.count == 1)
  }

  @Test("a block ends working together and watching")
  func block() async throws {
    let (house, ada, bob, id) = try await open()
    try await house.send(.put, "/api/scripts/\(id)/hands/bob", as: ada)
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
    #expect(try await house.send(.get, "/api/scripts/\(id)", as: bob).status == 404)
    let events = try await house.house.work.transaction {
      try await HandRelationRepository().relationChanged(.block(ada.id, bob.id), at: house.house.clock.now, in: $0)
    }
    #expect(events.contains { $0.nodeEvent == .placeChanged(.script(ScriptID(id))) })
    #expect(try await house.send(.get, "/api/scripts/\(id)/draft", as: ada).data["draft"]?["hands"]?.array == [])
  }
}

@Suite("Proposals") struct ProposalTests {
  private func forked() async throws -> (CodeHouse, ada: TestMember, bob: TestMember, root: Int64, fork: Int64) {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let root = try await house.published("Root", code: "a\nb\nc\nd\ne", as: ada)
    let fork = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int ?? 0
    try await house.save(fork, "a\nb\nc\nd\nE", base: 1, as: bob)
    try await house.publish(fork, as: bob)
    return (house, ada, bob, root, fork)
  }

  @Test("are made of a fork's newest revision, merged, and name their author in the next revision")
  func accepted() async throws {
    let (house, ada, bob, root, fork) = try await forked()
    try await house.save(root, "A\nb\nc\nd\ne", base: 2, as: ada)
    let path = "/api/scripts/\(root)/proposals"
    let made = try await house.send(.post, path, #"{"from":\#(fork),"text":"louder"}"#, as: bob)
    let id = try #require(made.data["proposal"]?["id"]?.int)
    #expect(made.status == 201 && made.data["proposal"]?["state"] == "open" && made.data["proposal"]?["from"]?["script"]?.int == fork)
    #expect(
      Set((made.data["proposal"]?.object ?? [:]).keys.map(\.description)) == [
        "id", "script", "from", "by", "text", "state", "reason", "created_at", "decided_at",
      ])
    #expect(try await house.send(.post, path, #"{"from":\#(fork)}"#, as: bob).status == 409)
    #expect(try await house.send(.post, path, #"{"from":\#(root)}"#, as: ada).details["from"] != nil)
    let view = try await house.send(.get, "/api/scripts/proposals/\(id)", as: ada)
    #expect(view.data["hunks"]?.array?.first?["lines"]?.array?.suffix(2) == ["-e", "+E"])
    #expect(try await house.page("/codeground/proposals/\(id)", as: ada).text.contains("louder"))
    #expect(try await house.send(.post, "/api/scripts/proposals/\(id)/accept", #"{"base_version":3}"#, as: bob).status == 403)
    let stale = try await house.send(.post, "/api/scripts/proposals/\(id)/accept", #"{"base_version":2}"#, as: ada)
    #expect(stale.status == 409 && stale.details["base_version"] == "3")
    let statuses = try await house.statuses(50) { _ in
      try await house.send(.post, "/api/scripts/proposals/\(id)/accept", #"{"base_version":3}"#, as: ada).status
    }
    #expect(statuses == [200] + Array(repeating: 409, count: 49))
    let draft = try await house.send(.get, "/api/scripts/\(root)/draft", as: ada).data["draft"]
    #expect(draft?["code"] == "A\nb\nc\nd\nE" && draft?["version"]?.int == 4)
    let revision = try await house.publish(root, as: ada).data["revision"]
    #expect(revision?["authors"]?.array?.compactMap { $0["username"]?.string } == ["ada", "bob"])
    #expect(try await house.send(.get, path, as: bob).data["proposals"]?.array?.first?["state"] == "accepted")
  }

  @Test("collisions stand in the draft and are counted")
  func conflicts() async throws {
    let (house, ada, bob, root, fork) = try await forked()
    try await house.save(root, "a\nb\nc\nd\nmine", base: 2, as: ada)
    let id = try #require(
      try await house.send(.post, "/api/scripts/\(root)/proposals", #"{"from":\#(fork)}"#, as: bob).data["proposal"]?["id"]?.int)
    let accepted = try await house.send(.post, "/api/scripts/proposals/\(id)/accept", #"{"base_version":3}"#, as: ada)
    #expect(accepted.data["conflicts"]?.int == 1 && accepted.data["draft"]?["code"] == nil)
    #expect(
      try await house.send(.get, "/api/scripts/\(root)/draft", as: ada).data["draft"]?["code"]
        == "a\nb\nc\nd\n<<<<<<< yours\nmine\n=======\nE\n>>>>>>> theirs")
    #expect(try await house.publish(root, as: ada).details["code"] != nil)
  }

  @Test("are declined with a reason, taken back, and end with the revision they propose")
  func endings() async throws {
    let (house, ada, bob, root, fork) = try await forked()
    let cat = try await house.house.member("cat")
    func propose() async throws -> Int64 {
      try await house.send(.post, "/api/scripts/\(root)/proposals", #"{"from":\#(fork)}"#, as: bob).data["proposal"]?["id"]?.int ?? 0
    }
    let one = try await propose()
    let declined = try await house.send(.post, "/api/scripts/proposals/\(one)/decline", #"{"reason":"no"}"#, as: ada)
    #expect(declined.data["proposal"]?["state"] == "declined" && declined.data["proposal"]?["reason"] == "no")
    #expect(try await house.send(.post, "/api/scripts/proposals/\(one)/withdraw", as: bob).status == 409)
    let two = try await propose()
    #expect(try await house.send(.post, "/api/scripts/proposals/\(two)/withdraw", as: ada).status == 403)
    #expect(try await house.send(.post, "/api/scripts/proposals/\(two)/withdraw", as: bob).data["proposal"]?["state"] == "withdrawn")
    let three = try await propose()
    try await house.send(.delete, "/api/scripts/\(fork)/r/1", as: bob)
    #expect(try await house.send(.get, "/api/scripts/proposals/\(three)", as: ada).data["proposal"]?["state"] == "withdrawn")
    #expect(try await house.send(.get, "/api/scripts/proposals/\(three)", as: cat).status == 404)
    #expect(try await house.send(.get, "/api/scripts/\(root)/proposals", as: cat).data["proposals"]?.array == [])
  }
}

@Suite("What is told of scripts") struct CodeNoticeTests {
  private func told(_ house: CodeHouse, _ kind: String, _ member: TestMember) async throws -> Int? {
    try await house.house.database.value("SELECT count(*) FROM notice_events WHERE kind = \(kind) AND user_id = \(member.id)", as: Int.self)
  }

  @Test("a fork's notice goes with what it tells of, and comes again with it")
  func fork() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let root = try await house.published("Root", as: ada)
    let fork = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int ?? 0
    #expect(try await told(house, "fork", ada) == 0)
    try await house.publish(fork, as: bob)
    #expect(try await told(house, "fork", ada) == 1)
    for (method, path, body, then) in [
      (Request.Method.patch, "", #"{"visibility":"private"}"#, 0), (.patch, "", #"{"visibility":"public"}"#, 1), (.delete, "", nil, 0),
      (.post, "/restore", nil, 1), (.delete, "/r/1", nil, 0),
    ] {
      try await house.send(method, "/api/scripts/\(fork)\(path)", body, as: bob)
      #expect(try await told(house, "fork", ada) == then, "\(method) \(path)")
    }
  }

  @Test("a fork that staff disable is told of no longer, until they enable it")
  func disabled() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let staff = try await house.house.member("staff", role: .moderator)
    let root = try await house.published("Root", as: ada)
    let fork = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int ?? 0
    try await house.publish(fork, as: bob)
    try await house.send(.post, "/api/scripts/\(fork)/r/1/disable", #"{"reason":"x"}"#, as: staff)
    #expect(try await told(house, "fork", ada) == 0)
    try await house.send(.post, "/api/scripts/\(fork)/r/1/enable", #"{"reason":"x"}"#, as: staff)
    #expect(try await told(house, "fork", ada) == 1)
  }

  @Test("a proposal's notice goes with the fork's revision, with the fork, and with the script")
  func proposal() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let root = try await house.published("Root", as: ada)
    func propose() async throws -> (fork: Int64, proposal: Int64) {
      let fork = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int ?? 0
      try await house.save(fork, "secret(\(fork))", base: 1, as: bob)
      try await house.publish(fork, as: bob)
      let made = try await house.send(.post, "/api/scripts/\(root)/proposals", #"{"from":\#(fork)}"#, as: bob)
      return (fork, made.data["proposal"]?["id"]?.int ?? 0)
    }
    let first = try await propose()
    #expect(try await told(house, "proposal", ada) == 1)
    try await house.send(.delete, "/api/scripts/\(first.fork)/r/1", as: bob)
    #expect(try await told(house, "proposal", ada) == 0)
    let second = try await propose()
    try await house.send(.delete, "/api/scripts/\(second.fork)", as: bob)
    #expect(try await told(house, "proposal", ada) == 0)
    let left = try await house.send(.get, "/api/scripts/proposals/\(second.proposal)", as: ada)
    #expect(left.data["proposal"]?["state"] == "withdrawn" && !left.text.contains("secret"))
    let third = try await propose()
    try await house.send(.post, "/api/scripts/proposals/\(third.proposal)/decline", "{}", as: ada)
    #expect(try await told(house, "proposal", bob) == 1)
    try await house.send(.put, "/api/scripts/\(root)/hands/bob", as: ada)
    #expect(try await told(house, "hand", bob) == 1)
    try await house.send(.delete, "/api/scripts/\(root)", as: ada)
    #expect(try await told(house, "proposal", bob) == 0)
    #expect(try await told(house, "hand", bob) == 0)
  }
}

@Suite("Where scripts appear") struct PostTests {
  @Test("on the wall and in rooms, all or nothing; 49 of 50 publications are the same revision")
  func posts() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    let refused = try await house.publish(id, #","wall":true,"rooms":["general"]"#, as: ada)
    #expect(refused.status == 403 && refused.details["rooms"] != nil)
    #expect(try await house.publish(id, #","rooms":["nowhere"]"#, as: ada).text.contains(refused.details["rooms"]?.string ?? "?"))
    #expect(try await house.send(.get, "/api/scripts/\(id)", as: ada).data["script"]?["newest"] == .null)
    #expect(try await house.house.database.value("SELECT count(*) FROM wall_modules WHERE kind = 'script'", as: Int.self) == 0)
    try await house.house.database.run(
      """
      INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at)
      SELECT id, \(ada.id), 0, 1, 1 FROM rooms WHERE name IN ('general', 'random')
      """)
    #expect(try await house.publish(id, #","wall":true,"visibility":"private""#, as: ada).details["visibility"] != nil)
    let published = try await house.publish(id, #","wall":true,"rooms":["random","general"]"#, as: ada)
    #expect(published.status == 201)
    #expect(published.data["posts"]?.array?.map { $0["place"] } == ["wall", "room", "room"])
    #expect(published.data["posts"]?.array?.map { $0["room"] } == [.null, "general", "random"])
    let html = try await house.house.database.values("SELECT html FROM messages WHERE content = \("script:\(id)@1")", as: String.self)
    #expect(html.count == 2 && html[0].contains("<a class=\"script-link\" href=\"/codeground/\(id)/r/1\">script:\(id)@1</a>"))
    let module = try await house.send(.get, "/api/walls/ada", as: ada).data["modules"]?.array?.first
    #expect(module?["kind"] == "script" && module?["content"]?["script"]?.int == id && module?["content"]?["number"]?.int == 1)
    #expect(module?["html"]?.string?.contains("script:\(id)@1</a>") == true && module?["html"]?.string?.contains("Circles") == false)
    let again = try await house.publish(id, #","rooms":["general"]"#, as: ada)
    #expect(again.status == 200 && again.data["posts"]?.array?.count == 1)
  }

  @Test("a wall shows others' works that its owner sees, and nothing private or gone")
  func modules() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(as: ada)
    func pin(_ script: Int64, _ number: Int) async throws -> CodeHouse.Answer {
      try await house.send(.post, "/api/modules", #"{"kind":"script","content":{"script":\#(script),"number":\#(number)}}"#, as: bob)
    }
    #expect(try await pin(id, 1).status == 201)
    for (script, number) in [(id, 2), (77, 1)] { #expect(try await pin(script, number).details["content.script"] != nil) }
    try await house.send(.patch, "/api/scripts/\(id)", #"{"visibility":"private"}"#, as: ada)
    #expect(try await pin(id, 1).details["content.script"] != nil)
  }

  @Test("a script without a number becomes its newest revision, if its author sees it")
  func rewriting() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (open, closed) = (try await house.published(as: ada), try await house.published(as: ada))
    try await house.send(.patch, "/api/scripts/\(closed)", #"{"visibility":"private"}"#, as: ada)
    let found = try await house.house.database.read {
      try await ScriptWorkRows().newest(of: [open, closed, 77], seenBy: bob.id, at: $0)
    }
    #expect(found == [open: 1])
  }

  @Test("search finds title, summary, tags and the newest code; unlisted is in no feed and no search")
  func publicity() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    func documents() async throws -> Int? {
      try await house.house.database.value("SELECT count(*) FROM search_documents", as: Int.self)
    }
    func entries() async throws -> Int? {
      try await house.house.database.value("SELECT count(*) FROM feed_entries WHERE is_gone = \(false) AND kind = 3", as: Int.self)
    }
    let before = try #require(try await documents())
    let id = try await house.make(as: ada)
    #expect(try await documents() == before)
    try await house.publish(id, #","visibility":"unlisted""#, as: ada)
    #expect(try await documents() == before)
    #expect(try await entries() == 0)
    try await house.send(.patch, "/api/scripts/\(id)", #"{"visibility":"public"}"#, as: ada)
    #expect(try await documents() == before + 1)
    #expect(try await entries() == 1)
    try await house.save(id, "two", base: 1, as: ada)
    try await house.publish(id, as: ada)
    #expect(try await entries() == 1)
    try await house.send(.delete, "/api/scripts/\(id)/r/2", as: ada)
    #expect(try await entries() == 1)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)
    #expect(try await documents() == before)
    #expect(try await entries() == 0)
  }
}

@Suite("Staff and revisions") struct DisablingTests {
  @Test("take one out of sight, judge it, and bring it back; not of equals")
  func life() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (mo, max) = (try await house.house.member("mo", role: .moderator), try await house.house.member("max", role: .moderator))
    let id = try await house.published(code: "rude()", as: ada)
    let path = "/api/scripts/\(id)/r/1"
    #expect(try await house.send(.post, path + "/disable", #"{"reason":"x"}"#, as: bob).status == 403)
    #expect(try await house.send(.post, path + "/disable", #"{"reason":""}"#, as: mo).status == 422)
    #expect(try await house.send(.post, "/api/scripts/77/r/1/disable", #"{"reason":"x"}"#, as: mo).status == 404)
    let disabled = try await house.send(.post, path + "/disable", #"{"reason":"rude"}"#, as: mo)
    #expect(disabled.status == 200 && disabled.data["revision"]?["deleted"] == .bool(true))
    let sequence = disabled.data["revision"]?["seq"]?.int ?? 0
    #expect(try await house.send(.post, path + "/disable", #"{"reason":"again"}"#, as: mo).data["revision"]?["seq"]?.int == sequence)
    for who in [ada, bob] {
      for part in ["", "/raw"] { #expect(try await house.send(.get, path + part, as: who).status == 410) }
      #expect(try await house.page("/run/\(id)/1", as: who).status == 410)
    }
    #expect(try await house.send(.get, path + "/raw", as: mo).text == "rude()")
    #expect(try await house.page("/run/\(id)/1", as: mo).status == 200)
    #expect(try await house.send(.get, path, as: mo).status == 410)
    let enabled = try await house.send(.post, path + "/enable", #"{"reason":"fine"}"#, as: mo)
    #expect(enabled.data["revision"]?["deleted"] == .bool(false) && (enabled.data["revision"]?["seq"]?.int ?? 0) > sequence)
    #expect(try await house.send(.get, path + "/raw", as: bob).text == "rude()")
    let staff = try await house.published(as: max)
    #expect(try await house.send(.post, "/api/scripts/\(staff)/r/1/disable", #"{"reason":"x"}"#, as: mo).status == 403)
    try await house.send(.post, path + "/disable", #"{"reason":"rude"}"#, as: mo)
    try await house.house.database.run(
      "UPDATE script_revisions SET disabled_at = disabled_at - \(Duration.days(31).wholeMicroseconds) WHERE disabled_at IS NOT NULL")
    #expect(try await house.feature.disabling.withdrawOld(house.house.system()) > 0)
    #expect(try await house.send(.post, path + "/enable", #"{"reason":"x"}"#, as: mo).status == 409)
    #expect(try await house.house.database.value("SELECT code FROM script_revisions WHERE script_id = \(id)", as: String.self) == "")
  }
}
