import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Tasks
@testable import Web

@Suite("The API of tasks") struct TaskRouteTests {
  enum Who: Callers { case guest, stranger, owner, banned, others }

  /// The status for each caller, and the events when the owner asks.
  static let table: [(method: String, path: String, body: String?, statuses: Statuses<Who>, events: [String])] = [
    ("GET", "/api/tasks", nil, [.guest: 401, .banned: 403, .others: 200], []),
    ("GET", "/api/tasks?page=2&limit=1&status=pending", nil, [.guest: 401, .banned: 403, .others: 200], []),
    ("GET", "/api/tasks?page=0", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?page=x", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?limit=0", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?limit=101", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?status=done", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?sort=title", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks?page=1&page=2", nil, [.guest: 401, .banned: 403, .others: 422], []),
    ("POST", "/api/tasks", #"{"title":"new"}"#, [.guest: 401, .banned: 403, .others: 201], ["changed"]),
    ("POST", "/api/tasks", #"{"title":" "}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("POST", "/api/tasks", #"{"title":"x","completed":true}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("POST", "/api/tasks", #"{"title":"x","user_id":"y"}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("POST", "/api/tasks", "{", [.guest: 401, .banned: 403, .others: 400], []),
    ("POST", "/api/tasks", "[]", [.guest: 401, .banned: 403, .others: 422], []),
    ("GET", "/api/tasks/1", nil, [.guest: 401, .owner: 200, .others: 403], []),
    ("GET", "/api/tasks/77", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("GET", "/api/tasks/abc", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("GET", "/api/tasks/0", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("GET", "/api/tasks/9223372036854775808", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("PUT", "/api/tasks/1", #"{"title":"x"}"#, [.guest: 401, .owner: 200, .others: 403], ["changed"]),
    ("PUT", "/api/tasks/1", #"{"completed":true}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("PUT", "/api/tasks/1", #"{"title":"x","completed":null}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("PUT", "/api/tasks/77", #"{"title":"x"}"#, [.guest: 401, .banned: 403, .others: 404], []),
    ("PATCH", "/api/tasks/1", #"{"completed":true}"#, [.guest: 401, .owner: 200, .others: 403], ["changed"]),
    ("PATCH", "/api/tasks/1", "{}", [.guest: 401, .banned: 403, .others: 422], []),
    ("PATCH", "/api/tasks/1", #"{"title":null}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("PATCH", "/api/tasks/1", #"{"colour":"red"}"#, [.guest: 401, .banned: 403, .others: 422], []),
    ("PATCH", "/api/tasks/77", #"{"title":"x"}"#, [.guest: 401, .banned: 403, .others: 404], []),
    ("PATCH", "/api/tasks/1/complete", nil, [.guest: 401, .owner: 200, .others: 403], ["changed"]),
    ("PATCH", "/api/tasks/77/complete", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("PATCH", "/api/tasks/x/complete", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("DELETE", "/api/tasks/1", nil, [.guest: 401, .owner: 200, .others: 403], ["changed"]),
    ("DELETE", "/api/tasks/77", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("POST", "/api/tasks/1/restore", nil, [.guest: 401, .owner: 200, .others: 403], []),
    ("POST", "/api/tasks/2/restore", nil, [.guest: 401, .owner: 200, .others: 403], ["changed"]),
    ("POST", "/api/tasks/77/restore", nil, [.guest: 401, .banned: 403, .others: 404], []),
    ("GET", "/api/tasks/2", nil, [.guest: 401, .owner: 404, .others: 403], []),
    ("DELETE", "/api/tasks/2", nil, [.guest: 401, .owner: 404, .others: 403], []),
    ("DELETE", "/api/tasks", nil, [.banned: 403, .others: 405], []),
  ]

  /// The owner has tasks 1 and 2, of which 2 is deleted.
  private func cast(_ house: TaskHouse) async throws -> [Who: TestMember] {
    let owner = try await house.house.member("owner")
    let made = try await house.make(owner, "first", "second")
    _ = try await house.tasks.delete(house.scope(owner), made[1].id)
    let banned = try await house.house.member("banned")
    try await house.house.accounts.moderation.ban(house.house.system(), banned.id)
    return [.stranger: try await house.house.member("stranger"), .owner: owner, .banned: banned]
  }

  @Test("answers each as they may expect, and tells nobody else", arguments: table.indices)
  func everyRole(_ index: Int) async throws {
    let (method, path, body, statuses, types) = Self.table[index]
    for who in Who.allCases where who != .others {
      let house = try await TaskHouse.open()
      let cast = try await cast(house)
      let owner = try #require(cast[.owner])
      let before = try await house.all(of: owner)
      let answer = try await house.send(.init(rawValue: method), path, json: body, as: cast[who])
      #expect(answer.status == statuses[who], "\(who): \(answer.text)")
      let events = house.events.take()
      let expected = answer.status < 300 && (who == .owner || path == "/api/tasks") ? types : []
      #expect(events.map(\.type) == expected)
      if let asker = cast[who] { #expect(events.allSatisfy { $0.audience == .place(.me(asker.id)) }) }
      if answer.status >= 400 || who != .owner { #expect(try await house.all(of: owner) == before, "nothing of the owner's changes") }
      if answer.status >= 400 {
        let error = try #require(try answer.json()["error"]?.object)
        #expect(error["code"]?.string?.isEmpty == false && error["message"]?.string?.isEmpty == false)
        if answer.status == 422, body?.hasPrefix("[") != true, body != "{}" { #expect(!answer.details.isEmpty, "\(answer.text)") }
      } else if path != "/api/tasks", !path.contains("?"), method != "DELETE" {
        #expect(answer.headers["ETag"] != nil && answer.task?.object?.count == 7)
      }
    }
  }

  @Test("a new task comes with its address, its tag and its owner's UUID")
  func creation() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let answer = try await house.send(.post, "/api/tasks", json: #"{"title":"  pack bags ","description":"  kept \r\n\t"}"#, as: ada)
    let task = try #require(answer.task)
    let id = try #require(task["id"]?.int)
    #expect(answer.status == 201 && answer.headers["Location"] == "/api/tasks/\(id)")
    #expect(task["title"] == "pack bags" && task["description"] == "  kept \n\t" && task["completed"] == .bool(false))
    #expect(task["user_id"]?.string == (try await house.scope(ada)).member?.uuid)
    #expect(task["created_at"] == task["updated_at"])
    let read = try await house.send(.get, "/api/tasks/\(id)", as: ada)
    #expect(read.task == task && read.headers["ETag"] == answer.headers["ETag"])
  }

  @Test(
    "texts come back as they went in",
    arguments: ["🐈‍⬛👩🏽‍🚀", "e\u{301}\u{323}", "مرحبا rtl", "\u{10FFFF}x", "\\\"</script>", "می\u{200C}خواهم"])
  func texts(_ text: String) async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    var json = JSONWriter()
    json.object { json in
      json.field("title", text)
      json.field("description", text)
    }
    let answer = try await house.send(.post, "/api/tasks", json: json.text, as: ada)
    let title = try #require(answer.task?["title"]?.string)
    #expect(Array(title.unicodeScalars) == Array(TextRules.trimmed(text).unicodeScalars))
    #expect(answer.task?["description"]?.string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test(
    "counts characters as the protocol does",
    arguments: [("👩🏽‍🚀", 50, 201), ("👩🏽‍🚀", 51, 422), ("e\u{301}", 100, 201), ("e\u{301}", 101, 422), ("x", 200, 201), ("x", 201, 422)])
  func lengths(_ piece: String, _ count: Int, _ status: Int) async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let title = String(repeating: piece, count: count)
    #expect(try await house.send(.post, "/api/tasks", json: #"{"title":"\#(title)"}"#, as: ada).status == status)
    let long = #"{"title":"x","description":"\#(String(repeating: piece, count: count * 5))"}"#
    #expect(try await house.send(.post, "/api/tasks", json: long, as: ada).status == status)
  }

  @Test("details name every field that is wrong")
  func details() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let body = #"{"title":1,"description":[],"completed":"yes","due":null}"#
    let put = try await house.send(.put, "/api/tasks/1", json: body, as: ada)
    #expect(Set(put.details.keys) == ["title", "description", "completed", "due"])
    let nul = try await house.send(.post, "/api/tasks", json: #"{"title":"a\u0000","description":"\u007f"}"#, as: ada)
    #expect(nul.status == 422 && Set(nul.details.keys) == ["title", "description"])
    let query = try await house.send(.get, "/api/tasks?page=0&limit=101&status=x&more=1", as: ada)
    #expect(Set(query.details.keys) == ["page", "limit", "status", "more"])
    #expect(try await house.send(.post, "/api/tasks", json: #"{"title":"\ud800"}"#, as: ada).status == 400)
    #expect(try await house.all(of: ada).isEmpty)
  }

  @Test("PUT replaces, PATCH changes what it names")
  func putAndPatch() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let path = "/api/tasks/\(try await house.make(ada, "one")[0].id)"
    func task(_ method: String, _ body: String) async throws -> [String?] {
      let task = try await house.send(.init(rawValue: method), path, json: body, as: ada).task
      return [task?["title"]?.string, task?["description"]?.string, task?["completed"]?.bool.map(String.init)]
    }
    #expect(try await task("PATCH", #"{"description":"words","completed":true}"#) == ["one", "words", "true"])
    #expect(try await task("PATCH", #"{"title":"two"}"#) == ["two", "words", "true"])
    #expect(try await task("PATCH", #"{"description":""}"#) == ["two", "", "true"])
    #expect(try await task("PATCH", #"{"description":null}"#) == ["two", nil, "true"])
    #expect(try await task("PUT", #"{"title":"three","description":"more"}"#) == ["three", "more", "true"])
    #expect(try await task("PUT", #"{"title":"four","completed":false}"#) == ["four", nil, "false"])
  }

  @Test("If-Match counts wherever a task is changed")
  func conditions() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let path = "/api/tasks/\(try await house.make(ada, "one")[0].id)"
    let old = try #require(try await house.send(.get, path, as: ada).headers["ETag"])
    func send(_ method: String, _ path: String, _ body: String?, _ tags: String...) async throws -> Int {
      try await house.send(.init(rawValue: method), path, json: body, as: ada, headers: tags.map { ("If-Match", $0) }).status
    }
    #expect(try await send("PATCH", path, #"{"title":"x"}"#, old) == 200)
    for (method, path, body) in [
      ("PUT", path, #"{"title":"y"}"#), ("PATCH", path, #"{"title":"y"}"#), ("PATCH", path + "/complete", nil), ("DELETE", path, nil),
    ] {
      for tag in [old, "W/" + old, "nonsense", "\"\"", ""] {
        #expect(try await send(method, path, body, tag) == 412, "\(method) \(tag)")
      }
    }
    let new = try #require(try await house.send(.get, path, as: ada).headers["ETag"])
    #expect(try await send("PATCH", path, #"{"title":"z"}"#, "\"a\", \(new)") == 200)
    #expect(try await send("PATCH", path + "/complete", nil, "*") == 200)
    let last = try #require(try await house.send(.get, path, as: ada).headers["ETag"])
    #expect(try await send("PUT", path, #"{"title":"z"}"#, "\"a\"", last) == 200)
    #expect(try await send("DELETE", path, nil, "*") == 200)
    #expect(try await send("DELETE", path, nil, "*") == 404)
  }

  @Test("Idempotency-Key: one effect, one answer; errors are not remembered")
  func keys() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    func post(_ body: String, _ key: String) async throws -> TaskHouse.Answer {
      try await house.send(.post, "/api/tasks", json: body, as: ada, headers: [("Idempotency-Key", key)])
    }
    for key in ["", String(repeating: "k", count: 256), "with space", "é", "tab\tbed"] {
      let answer = try await post(#"{"title":"x"}"#, key)
      #expect(answer.status == 422 && answer.details["Idempotency-Key"] != nil, "\(key)")
    }
    #expect(try await post(#"{"title":""}"#, "k").status == 422)
    let first = try await post(#"{"title":"once"}"#, "k")
    #expect(first.status == 201)
    #expect(try await post(#"{"title":"once","description":null}"#, "k").text == first.text)
    #expect(try await post(#"{"title":"twice"}"#, "k").code == "CONFLICT")
    let path = try #require(first.headers["Location"])
    #expect(try await house.send(.patch, path, json: #"{"title":"changed"}"#, as: ada).status == 200)
    #expect(try await house.send(.delete, path, as: ada).status == 200)
    let replay = try await post(#"{"title":"once"}"#, "k")
    #expect(replay.status == 201 && replay.text == first.text)
    #expect(replay.headers["Location"] == path && replay.headers["ETag"] == first.headers["ETag"])
    #expect(try await post(#"{"title":"x"}"#, String(repeating: "~", count: 255)).status == 201)
    #expect(try await house.all(of: ada).count == 1)
  }

  @Test("the hundred-and-first request in a minute waits")
  func limit() async throws {
    let house = try await TaskHouse.open(limits: Limits())
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for number in 0..<100 {
      let path = number % 2 == 0 ? "/api/tasks" : "/api/tasks/\(number)"
      #expect(try await house.send(.get, path, as: ada).status != 429)
    }
    let refused = try await house.send(.get, "/api/tasks", as: ada)
    #expect(refused.status == 429 && refused.code == "RATE_LIMITED" && refused.headers["Retry-After"] == "60")
    #expect(try await house.send(.get, "/api/tasks", as: bob).status == 200)
    house.house.clock.advance(by: .seconds(60))
    #expect(try await house.send(.get, "/api/tasks", as: ada).status == 200)
  }

  @Test("without the database it says when to come back")
  func unavailable() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    _ = try await house.send(.get, "/api/tasks", as: ada)
    await house.database.close()
    for (method, body) in [("GET", nil), ("POST", #"{"title":"x"}"#)] {
      let answer = try await house.send(.init(rawValue: method), "/api/tasks", json: body, as: ada)
      #expect(answer.status == 503 && answer.headers["Retry-After"] != nil, "\(answer.text)")
    }
  }

  @Test("declare who may use them")
  func policies() async throws {
    for route in try await TaskHouse.open().application.routes { #expect(route.rules.policy == .permission(.useTasks)) }
  }
}
