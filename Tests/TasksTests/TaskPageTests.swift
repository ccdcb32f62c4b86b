import Accounts
import AccountsTesting
import Core
import Engine
import HTTP
import SQL
import Testing

@testable import Tasks

@Suite("The page of tasks") struct TaskPageTests {
  /// Status per person: guest, stranger, owner; then what is told when the owner asks.
  static let table: [(method: String, path: String, form: [(String, String)]?, statuses: [Int], events: [String])] = [
    ("GET", "/tasks", nil, [303, 200, 200], []), ("GET", "/tasks?status=completed&page=3", nil, [303, 200, 200], []),
    ("GET", "/tasks?page=0", nil, [303, 422, 422], []), ("GET", "/tasks?deleted=2", nil, [303, 200, 200], []),
    ("GET", "/tasks/new", nil, [303, 200, 200], []), ("GET", "/tasks/1", nil, [303, 403, 200], []),
    ("GET", "/tasks/2", nil, [303, 403, 404], []), ("GET", "/tasks/77", nil, [303, 404, 404], []),
    ("POST", "/tasks", [("title", "new"), ("description", "")], [303, 303, 303], ["changed"]),
    ("POST", "/tasks", [("title", " ")], [303, 422, 422], []),
    ("POST", "/tasks", [("title", "x"), ("colour", "red")], [303, 422, 422], []),
    ("POST", "/tasks/1", [("title", "other")], [303, 403, 303], ["changed"]),
    ("POST", "/tasks/1", [("title", "other"), ("version", "old")], [303, 403, 412], []),
    ("POST", "/tasks/1", [("title", "")], [303, 403, 422], []), ("POST", "/tasks/1/toggle", nil, [303, 403, 303], ["changed"]),
    ("GET", "/tasks/1/delete", nil, [303, 403, 200], []), ("POST", "/tasks/1/delete", [], [303, 403, 303], ["changed"]),
    ("POST", "/tasks/2/restore", nil, [303, 403, 303], ["changed"]), ("POST", "/tasks/77/toggle", nil, [303, 404, 404], []),
  ]

  @Test("answers each as they may expect, and tells nobody else", arguments: table.indices)
  func everyRole(_ index: Int) async throws {
    let (method, path, form, statuses, types) = Self.table[index]
    for who in 0..<3 {
      let house = try await TaskHouse.open()
      let owner = try await house.house.member("owner")
      let made = try await house.make(owner, "first", "second")
      _ = try await house.tasks.delete(house.scope(owner), made[1].id)
      let cast: [TestMember?] = [nil, try await house.house.member("stranger"), owner]
      let before = try await house.all(of: owner)
      let answer = try await house.send(.init(rawValue: method), path, form: form, as: cast[who])
      #expect(answer.status == statuses[who], "person \(who): \(answer.text)")
      if who == 0 { #expect(answer.headers["Location"]?.hasPrefix("/login") == true) }
      let events = house.events.take()
      #expect(events.map(\.type) == (answer.status == 303 && (who == 2 || who == 1 && path == "/tasks") ? types : []))
      #expect(events.allSatisfy { $0.audience == cast[who].map { .place(.me($0.id)) } })
      if who != 2 || answer.status >= 400 { #expect(try await house.all(of: owner) == before) }
      if who == 1 { #expect(!answer.text.contains("first")) }
    }
  }

  @Test("a refused form comes back as it was, with what is wrong beside its field")
  func refusal() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let new = try await house.send(.post, "/tasks", form: [("title", ""), ("description", "<kept>\nline")], as: ada)
    #expect(new.status == 422 && new.text.contains("id=\"error-title\"") && new.text.contains("\n&lt;kept&gt;\nline</textarea>"))
    let task = try await house.make(ada, "one")[0]
    _ = try await house.tasks.change(house.scope(ada), task.id, by: TaskChange(title: "theirs"))
    let form = [("title", "mine"), ("version", task.version)]
    let stale = try await house.send(.post, "/tasks/\(task.id)", form: form, as: ada)
    let present = try await house.tasks.task(house.scope(ada), task.id)
    #expect(stale.status == 412 && stale.text.contains("value=\"mine\"") && stale.text.contains("value=\"\(present.version)\""))
    #expect(present.title == "theirs")
    let again = try await house.send(.post, "/tasks/\(task.id)", form: [("title", "mine"), ("version", present.version)], as: ada)
    #expect(again.status == 303)
  }

  @Test(
    "leads back to where one was, and nowhere else",
    arguments: [
      ("https://example.org/tasks?status=pending&page=2", "/tasks?status=pending&page=2"), ("https://example.org/tasks", "/tasks"),
      ("https://evil.example/elsewhere?status=pending", "/tasks"), ("//evil.example/tasks", "/tasks"), ("nonsense", "/tasks"),
      ("https://example.org/tasks?status=evil", "/tasks"), ("https://example.org/tasks?page=0&page=9", "/tasks"),
      ("https://example.org/tasks?page=2&deleted=5", "/tasks?page=2"),
    ])
  func wayBack(_ referrer: String, _ path: String) async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(ada, "one")[0].id
    let answer = try await house.send(.post, "/tasks/\(id)/toggle", as: ada, headers: [("Referer", referrer)])
    #expect(answer.headers["Location"] == "\(path)#task-\(id)")
  }

  @Test("the list holds the very fragments that sockets get")
  func fragments() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let task = try await house.make(ada, "<i>one</i>")[0]
    let page = try await house.send(.get, "/tasks", as: ada)
    #expect(page.text.contains(String(decoding: task.fragment, as: UTF8.self)) && !page.text.contains("<i>one"))
  }
}
