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

@Suite("A member's tasks") struct TaskServiceTests {
  @Test("every change tells the member's own sockets all there is to know")
  func events() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let bob = try await house.house.member("bob")
    try await house.make(ada, "one", "two")
    try await house.make(bob, "not hers")
    let id = try await house.all(of: ada)[1].id
    let tasks = house.tasks

    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.create($0, TaskDraft(title: "three")) } == ["changed"])
    var change = TaskChange()
    change.title = "first"
    change.description = .set("words")
    let first = change
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.change($0, id, by: first) } == ["changed"])
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.toggle($0, id) } == ["changed"])
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.delete($0, id) } == ["changed"])
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.restore($0, id) } == ["changed"])
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.restore($0, id) } == [], "it lives already")
    #expect(try await verifyAction(in: house, of: ada) { _ = try await tasks.toggle($0, id) } == ["changed"])
    #expect(try await house.tasks.task(house.scope(ada), id).description == "words")
    try await expectCounts(in: house, of: bob)
  }

  @Test("a member has a fixed number of tasks at most, and makes room by deleting")
  func bound() async throws {
    let house = try await TaskHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let made = try await house.make(ada, "one", "two")
    let rest = TaskItem.mostPerMember - 3
    try await house.house.database.run("UPDATE task_counts SET completed = \(rest) WHERE user_id = \(ada.id)")
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<20 {
        group.addTask { await failure { try await house.tasks.create(house.scope(ada), TaskDraft(title: "\(number)")) }?.code }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.allSatisfy { $0 == nil || $0 == .limitExceeded })
    _ = try await house.tasks.create(house.scope(bob), TaskDraft(title: "room enough"))
    _ = try await house.tasks.delete(house.scope(ada), made[0].id)
    _ = try await house.tasks.create(house.scope(ada), TaskDraft(title: "in its place"))
  }

  @Test("an event's fragment is the task's own, its JSON the API's")
  func eventContent() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let outbox = Outbox()
    let task = try await house.tasks.create(house.scope(ada, outbox: outbox), TaskDraft(title: "<b>&\"bold\"", description: "a\nb"))
    let data = try JSONValue(parsing: try #require(outbox.take().first).data)
    #expect(data["type"] == "task" && data["deleted"] == .bool(false) && data["seq"] == 1)
    #expect(data["html"]?.string == String(decoding: task.fragment, as: UTF8.self))
    #expect(data["html"]?.string?.contains("<b>") == false)
    let known = try #require(try await house.send(.get, "/api/tasks/\(task.id)", as: ada).task?.object)
    for (name, value) in known { #expect(data[name.description] == value) }
  }

  @Test("what changes says so by a later time, however fast it is")
  func versions() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    var states = try await house.make(ada, "one")
    for _ in 0..<10 { states.append(try await house.tasks.toggle(house.scope(ada), states[0].id)) }
    #expect(Set(states.map(\.version)).count == 11)
    #expect(states.map(\.updatedAt.iso8601) == states.map(\.updatedAt.iso8601).sorted())
    #expect(Set(states.map(\.updatedAt.iso8601)).count == 11)
  }

  @Test("whoever may not use tasks is refused before anything else")
  func permission() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(ada, "one")[0].id
    try await house.database.run(
      "INSERT INTO user_permissions (user_id, permission, effect, created_at) VALUES (\(ada.id), \(Permission.useTasks), 'deny', 0)")
    house.house.clock.advance(by: .seconds(60))
    let denied = try await house.scope(ada)
    let tasks = house.tasks
    for (scope, code) in [(denied, AppError.Code.forbidden), (house.house.guest(), .unauthorized), (house.house.system(), .unauthorized)] {
      #expect(await failure { try await tasks.list(scope, TaskPageRequest()) }?.code == code)
      #expect(await failure { try await tasks.create(scope, TaskDraft(title: "x")) }?.code == code)
      for missing in [id, TaskID(99)] {
        #expect(await failure { try await tasks.task(scope, missing) }?.code == code)
        #expect(await failure { try await tasks.change(scope, missing, by: TaskChange(title: "x")) }?.code == code)
        #expect(await failure { try await tasks.toggle(scope, missing) }?.code == code)
        #expect(await failure { try await tasks.delete(scope, missing) }?.code == code)
        #expect(await failure { try await tasks.restore(scope, missing) }?.code == code)
      }
      #expect(scope.outbox.take().isEmpty)
    }
    #expect(await failure { try await tasks.eraseOld(denied) }?.code == .forbidden)
  }

  @Test("another's task is out of reach, living or deleted")
  func others() async throws {
    let house = try await TaskHouse.open()
    let (ada, eve) = (try await house.house.member("ada"), try await house.house.member("eve"))
    let made = try await house.make(ada, "hers", "gone")
    _ = try await house.tasks.delete(house.scope(ada), made[1].id)
    let before = try await house.all(of: ada)
    let outbox = Outbox()
    let scope = try await house.scope(eve, outbox: outbox)
    let tasks = house.tasks
    for id in made.map(\.id) {
      #expect(await failure { try await tasks.task(scope, id) }?.code == .forbidden)
      #expect(await failure { try await tasks.change(scope, id, by: TaskChange(title: "x")) }?.code == .forbidden)
      #expect(await failure { try await tasks.toggle(scope, id) }?.code == .forbidden)
      #expect(await failure { try await tasks.delete(scope, id) }?.code == .forbidden)
      #expect(await failure { try await tasks.restore(scope, id) }?.code == .forbidden)
    }
    #expect(outbox.take().isEmpty)
    #expect(try await house.all(of: ada) == before)
    #expect(try await house.all(of: eve).isEmpty)
  }

  @Test("a deleted task is nowhere, and comes back for thirty days")
  func deletion() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let made = try await house.make(ada, "one", "two", "three")
    let (tasks, clock) = (house.tasks, house.house.clock)
    _ = try await tasks.toggle(house.scope(ada), made[1].id)
    _ = try await tasks.delete(house.scope(ada), made[1].id)
    #expect(try await house.all(of: ada, .deleted).map(\.id) == [made[1].id])
    for filter in [TaskFilter.all, .pending, .completed] { #expect(try await !house.all(of: ada, filter).contains { $0.id == made[1].id }) }
    let gone = try await house.scope(ada)
    #expect(await failure { try await tasks.task(gone, made[1].id) }?.code == .notFound)
    #expect(await failure { try await tasks.toggle(gone, made[1].id) }?.code == .notFound)
    #expect(await failure { try await tasks.delete(gone, made[1].id) }?.code == .notFound)
    #expect(try await tasks.eraseOld(house.house.system()) == 0)

    // Sessions live for seven days; what is asked here is what a member could ask who signed in anew.
    func later(_ outbox: Outbox = Outbox()) -> Scope {
      Scope(caller: gone.caller, requestID: "later", now: clock.now, random: gone.random, outbox: outbox)
    }
    clock.advance(by: .days(30) - .seconds(1))
    let back = try await tasks.restore(later(), made[1].id)
    #expect(back.isCompleted && back.title == "two")
    _ = try await tasks.delete(later(), made[1].id)
    clock.advance(by: .days(30))
    #expect(await failure { try await tasks.restore(later(), made[1].id) }?.code == .notFound)
    #expect(try await tasks.eraseOld(house.house.system()) == 1)
    #expect(await failure { try await tasks.restore(later(), made[1].id) }?.code == .notFound)
    #expect(try await tasks.list(later(), TaskPageRequest()).tasks.map(\.title) == ["three", "one"])
  }

  @Test("a change that expects another state does not happen")
  func expectations() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let old = try await house.make(ada, "one")[0]
    let tasks = house.tasks
    let new = try await tasks.toggle(house.scope(ada), old.id, expecting: .oneOf([old.version, "other"]))
    let scope = try await house.scope(ada)
    for expectation in [TaskExpectation.oneOf([old.version]), .oneOf([])] {
      #expect(await failure { try await tasks.toggle(scope, old.id, expecting: expectation) }?.code == .preconditionFailed)
      #expect(await failure { try await tasks.delete(scope, old.id, expecting: expectation) }?.code == .preconditionFailed)
      let change = TaskChange(title: "x")
      #expect(await failure { try await tasks.change(scope, old.id, by: change, expecting: expectation) }?.code == .preconditionFailed)
    }
    #expect(scope.outbox.take().isEmpty)
    #expect(try await tasks.task(scope, old.id) == new)
  }

  @Test("a named request has one effect and one answer, also after the task is gone")
  func names() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let bob = try await house.house.member("bob")
    let draft = TaskDraft(title: "once", description: "🐈 e\u{301}")
    func named(_ member: TestMember, _ digest: UInt8 = 1) async throws -> Scope {
      try await house.scope(member).named(ReplayKey(key: "http k", digest: [digest]))
    }
    let scope = try await named(ada)
    let first = try await house.tasks.create(scope, draft)
    #expect(scope.outbox.take().count == 1)
    let again = try await named(ada)
    #expect(try await house.tasks.create(again, draft) == first)
    #expect(again.outbox.take().isEmpty)
    _ = try await house.tasks.delete(house.scope(ada), first.id)
    #expect(try await house.tasks.create(named(ada), draft) == first)
    let other = try await named(ada, 2)
    #expect(await failure { try await house.tasks.create(other, TaskDraft(title: "other")) }?.code == .conflict)
    #expect(try await house.tasks.create(named(bob, 2), draft).id != first.id, "names are each member's own")
    #expect(try await house.all(of: ada).isEmpty)
    house.house.clock.advance(by: .hours(24))
    #expect(try await house.tasks.create(named(ada, 2), draft).id != first.id, "and last a day")
  }
}
