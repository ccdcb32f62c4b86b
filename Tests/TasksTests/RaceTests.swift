import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import SQL
import Testing

@testable import Tasks

@Suite("At the same moment") struct RaceTests {
  @Test("fifty toggles lose none")
  func toggles() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(ada, "one")[0].id
    for count in [50, 51] {
      let before = try await house.tasks.task(house.scope(ada), id)
      let states = try await withThrowingTaskGroup(of: TaskItem.self) { group in
        for _ in 0..<count { group.addTask { try await house.tasks.toggle(house.scope(ada), id) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let after = try await house.tasks.task(house.scope(ada), id)
      #expect(after.isCompleted == (before.isCompleted != (count % 2 == 1)))
      #expect(Set(states.map(\.version)).count == count)
      #expect(states.max { $0.updatedAt < $1.updatedAt } == after)
      try await expectCounts(in: house, of: ada)
    }
  }

  @Test("ten deletions are one")
  func deletions() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(ada, "one", "two")[0].id
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 { group.addTask { try await house.send(.delete, "/api/tasks/\(id)", as: ada).status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.sorted() == [200] + Array(repeating: 404, count: 9))
    #expect(house.events.take().map(\.type) == ["changed"])
    try await expectCounts(in: house, of: ada)
  }

  @Test("one key makes one task, however often it is tried")
  func keys() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let answers = try await withThrowingTaskGroup(of: TaskHouse.Answer.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await house.send(.post, "/api/tasks", json: #"{"title":"once"}"#, as: ada, headers: [("Idempotency-Key", "k1")])
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 201 && $0.text == answers[0].text })
    #expect(Set(answers.map { $0.headers["ETag"] }).count == 1)
    #expect(house.events.take().count == 1)
    #expect(try await house.all(of: ada).count == 1)
    try await expectCounts(in: house, of: ada)
  }
}
