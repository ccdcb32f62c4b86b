import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import SQL
import Testing

@testable import Tasks

@Suite("The page of tasks") struct TaskPageTests {
  enum Who: Callers { case guest, stranger, owner, others }

  /// The status for each caller, and the events when the owner asks.
  static let table: [(method: String, path: String, form: [(String, String)]?, statuses: Statuses<Who>, events: [String])] = [
    ("GET", "/tasks", nil, [.guest: 303, .others: 200], []),
    ("GET", "/tasks?status=completed&page=3", nil, [.guest: 303, .others: 200], []),
    ("GET", "/tasks?page=0", nil, [.guest: 303, .others: 422], []), ("GET", "/tasks?deleted=2", nil, [.guest: 303, .others: 200], []),
    ("GET", "/tasks/new", nil, [.guest: 303, .others: 200], []), ("GET", "/tasks/1", nil, [.guest: 303, .stranger: 403, .owner: 200], []),
    ("GET", "/tasks/2", nil, [.guest: 303, .stranger: 403, .owner: 404], []), ("GET", "/tasks/77", nil, [.guest: 303, .others: 404], []),
    ("POST", "/tasks", [("title", "new"), ("description", "")], [.others: 303], ["changed"]),
    ("POST", "/tasks", [("title", " ")], [.guest: 303, .others: 422], []),
    ("POST", "/tasks", [("title", "x"), ("colour", "red")], [.guest: 303, .others: 422], []),
    ("POST", "/tasks/1", [("title", "other")], [.stranger: 403, .others: 303], ["changed"]),
    ("POST", "/tasks/1", [("title", "other"), ("version", "old")], [.guest: 303, .stranger: 403, .owner: 412], []),
    ("POST", "/tasks/1", [("title", "")], [.guest: 303, .stranger: 403, .owner: 422], []),
    ("POST", "/tasks/1/toggle", nil, [.stranger: 403, .others: 303], ["changed"]),
    ("GET", "/tasks/1/delete", nil, [.guest: 303, .stranger: 403, .owner: 200], []),
    ("POST", "/tasks/1/delete", [], [.stranger: 403, .others: 303], ["changed"]),
    ("POST", "/tasks/2/restore", nil, [.stranger: 403, .others: 303], ["changed"]),
    ("POST", "/tasks/77/toggle", nil, [.guest: 303, .others: 404], []),
  ]

  @Test("answers each as they may expect, and tells nobody else", arguments: table.indices)
  func everyRole(_ index: Int) async throws {
    let (method, path, form, statuses, types) = Self.table[index]
    for who in Who.allCases where who != .others {
      let house = try await TaskHouse.open()
      let owner = try await house.house.member("owner")
      let made = try await house.make(owner, "first", "second")
      _ = try await house.tasks.delete(house.scope(owner), made[1].id)
      let cast: [Who: TestMember] = [.stranger: try await house.house.member("stranger"), .owner: owner]
      let before = try await house.all(of: owner)
      let answer = try await house.send(.init(rawValue: method), path, form: form, as: cast[who])
      #expect(answer.status == statuses[who], "\(who): \(answer.text)")
      if who == .guest { #expect(answer.headers["Location"]?.hasPrefix("/login") == true) }
      let events = house.events.take()
      #expect(events.map(\.type) == (answer.status == 303 && (who == .owner || who == .stranger && path == "/tasks") ? types : []))
      #expect(events.allSatisfy { $0.audience == cast[who].map { .place(.me($0.id)) } })
      if who != .owner || answer.status >= 400 { #expect(try await house.all(of: owner) == before) }
      if who == .stranger { #expect(!answer.text.contains("first")) }
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
