import Accounts
import AccountsTesting
import Core
import Engine
import HTTP
import RandomTesting
import SQL
import SQLTesting
import Subjects
import Testing

@testable import Tasks

@Suite("Lists of tasks") struct TaskListTests {
  @Test("show the newest first, page by page", arguments: [(1, 10), (2, 10), (3, 5), (4, 0)])
  func pages(_ page: Int, _ count: Int) async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    for number in 1...25 { try await house.make(ada, "task \(number)") }
    let read = try await house.tasks.list(house.scope(ada), TaskPageRequest(page: page, limit: 10))
    #expect(read.tasks.count == count && read.total == 25 && read.pages == 3)
    #expect(read.tasks.map(\.title) == (1...25).reversed().dropFirst((page - 1) * 10).prefix(10).map { "task \($0)" })
  }

  @Test("of nothing have no pages, and no page number is too large")
  func edges() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let empty = try await house.tasks.list(house.scope(ada), TaskPageRequest())
    #expect(empty.tasks.isEmpty && empty.total == 0 && empty.pages == 0)
    try await house.make(ada, "one")
    let beyond = try await house.tasks.list(house.scope(ada), TaskPageRequest(page: .max, limit: 100))
    #expect(beyond.tasks.isEmpty && beyond.total == 1 && beyond.pages == 1)
  }

  /// A list that does by thinking what the repository does by SQL.
  private struct Model {
    var living: [(id: TaskID, isCompleted: Bool)] = []
    var deleted: [(id: TaskID, isCompleted: Bool)] = []

    func page(_ request: TaskPageRequest) -> (ids: [TaskID], total: Int, pages: Int) {
      let wanted = living.filter { request.filter == .all || $0.isCompleted == (request.filter == .completed) }.map(\.id).sorted(by: >)
      let pages = wanted.isEmpty ? 0 : (wanted.count - 1) / request.limit + 1
      return (Array(wanted.dropFirst((request.page - 1) * request.limit).prefix(request.limit)), wanted.count, pages)
    }
  }

  @Test("are what a simple model says they are, whatever was done", arguments: 1...12)
  func model(_ seed: Int) async throws {
    let house = try await TaskHouse.open()
    let (ada, eve) = (try await house.house.member("ada"), try await house.house.member("eve"))
    var random = SeededRandom(seed: UInt64(seed))
    var model = Model()
    let tasks = house.tasks
    for step in 0..<120 {
      let scope = try await house.scope(ada)
      let index = model.living.isEmpty ? 0 : Int.random(in: 0..<model.living.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0...3:
        model.living.append((try await tasks.create(scope, TaskDraft(title: "step \(step)")).id, false))
      case 4: try await house.make(eve, "noise")
      case 5...6 where !model.living.isEmpty:
        model.living[index].isCompleted = try await tasks.toggle(scope, model.living[index].id).isCompleted
      case 7 where !model.living.isEmpty:
        let isCompleted = Bool.random(using: &random)
        _ = try await tasks.change(scope, model.living[index].id, by: TaskChange(title: "s\(step)", isCompleted: isCompleted))
        model.living[index].isCompleted = isCompleted
      case 8 where !model.living.isEmpty:
        _ = try await tasks.delete(scope, model.living[index].id)
        model.deleted.append(model.living.remove(at: index))
      case 9 where !model.deleted.isEmpty:
        let back = model.deleted.remove(at: Int.random(in: 0..<model.deleted.count, using: &random))
        _ = try await tasks.restore(scope, back.id)
        model.living.append(back)
      default: break
      }
      let request = TaskPageRequest(
        filter: [TaskFilter.all, .pending, .completed].randomElement(using: &random)!, page: Int.random(in: 1...5, using: &random),
        limit: Int.random(in: 1...9, using: &random))
      let read = try await tasks.list(scope, request)
      let expected = model.page(request)
      #expect(read.tasks.map(\.id) == expected.ids && read.total == expected.total && read.pages == expected.pages, "step \(step)")
    }
  }
}

@Suite("Tasks in the database") struct TaskRowTests {
  @Test("the schema goes up and down and up again")
  func schema() async throws {
    let house = try await TaskHouse.open()
    let before = try await house.database.schemaDump()
    let migrator = try Migrator(
      house.database, AccountsMigrations.all() + CoreMigrations.all() + SubjectsMigrations.all() + TasksMigrations.all())
    #expect(try await migrator.down(2) == ["0002_live", "0001_tasks"])
    #expect(try await !house.database.schemaDump().contains("task"))
    #expect(try await migrator.up() == ["0001_tasks", "0002_live"])
    #expect(try await house.database.schemaDump() == before)
  }

  @Test("go with their member, and no id is given twice")
  func cascade() async throws {
    let house = try await TaskHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let last = try await house.make(ada, "one", "two")[1].id
    try await house.database.run("DELETE FROM users WHERE id = \(ada.id)")
    #expect(try await house.database.value("SELECT count(*) FROM tasks", as: Int.self) == 0)
    #expect(try await house.database.value("SELECT count(*) FROM task_counts", as: Int.self) == 0)
    #expect(try await house.make(bob, "three")[0].id > last)
  }

  @Test("are found by index, whatever their number", .enabled(if: !TestDatabase.isPostgres))
  func plans() async throws {
    let house = try await TaskHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for number in 0..<40 {
      let task = try await house.make(number % 2 == 0 ? ada : bob, "task \(number)")[0]
      let scope = try await house.scope(number % 2 == 0 ? ada : bob)
      if number % 3 == 0 { _ = try await house.tasks.toggle(scope, task.id) }
      if number % 5 == 0 { _ = try await house.tasks.delete(scope, task.id) }
    }
    let owner = ada.id
    let statements: [(SQL, [String])] = [
      (TaskRepository.page(TaskPageRequest(), of: owner), ["tasks USING INDEX tasks_newest (user_id=? AND deleted_at=?)"]),
      (
        TaskRepository.page(TaskPageRequest(filter: .pending), of: owner),
        ["USING INDEX tasks_by_state (user_id=? AND deleted_at=? AND completed=?)"]
      ),
      (
        TaskRepository.page(TaskPageRequest(filter: .completed), of: owner),
        ["USING INDEX tasks_by_state (user_id=? AND deleted_at=? AND completed=?)"]
      ),
      (
        TaskRepository.page(TaskPageRequest(page: 3), of: owner),
        [
          "tasks USING INDEX tasks_newest (user_id=? AND deleted_at=? AND rowid<?)",
          "tasks USING COVERING INDEX tasks_newest (user_id=? AND deleted_at=?)",
        ]
      ),
      (
        TaskRepository.page(TaskPageRequest(filter: .pending, page: 3), of: owner),
        ["tasks USING COVERING INDEX tasks_by_state (user_id=? AND deleted_at=? AND completed=?)"]
      ),
      (
        TaskRepository.list(TaskPageRequest(), of: owner),
        ["c USING INTEGER PRIMARY KEY", "tasks USING INDEX tasks_newest (user_id=? AND deleted_at=?)"]
      ),
      (TaskRepository.task(TaskID(1)), ["tasks USING INTEGER PRIMARY KEY"]),
      (
        TaskRepository.erasing(deletedBefore: .init(microseconds: 1), limit: 5),
        ["tasks USING COVERING INDEX tasks_deleted (deleted_at>? AND deleted_at<?)"]
      ),
      ("DELETE FROM tasks WHERE user_id = \(owner)", ["tasks USING COVERING INDEX tasks_"]),
      (
        TaskObjectRepository.changed(of: owner, after: 7, limit: 200, for: owner, at: .init(microseconds: 1)),
        ["tasks USING INDEX tasks_by_seq (user_id=? AND seq>?)", "u USING INTEGER PRIMARY KEY"]
      ),
      (TaskObjectRepository.newest(of: owner, at: .init(microseconds: 1)), ["tasks USING INDEX tasks_newest (user_id=? AND deleted_at=?)"]),
      (
        TaskRepository.deleted(TaskPageRequest(filter: .deleted), of: owner, at: .init(microseconds: 1)),
        ["tasks USING INDEX tasks_newest (user_id=? AND deleted_at>?)"]
      ),
    ]
    // The page itself, of a hundred rows at most, may be read through.
    func isCheap(_ step: String) -> Bool { step == "SCAN page LEFT-JOIN" || !step.contains("SCAN") && !step.contains("TEMP B-TREE") }
    for (statement, uses) in statements {
      let plan = try await house.database.explain(statement)
      #expect(!plan.isEmpty && plan.allSatisfy(isCheap), "\(plan)")
      for index in uses { #expect(plan.contains { $0.contains(index) }, "\(index) is not in \(plan)") }
    }
  }
}
