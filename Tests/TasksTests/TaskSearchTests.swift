import AccountsTesting
import Core
import Engine
import SQL
import Subjects
import Testing
import Words

@testable import Tasks

@Suite("Tasks in the search") struct TaskSearchTests {
  private func found(_ text: String, by member: TestMember, in house: TaskHouse) async throws -> [Int64] {
    let search = SearchRepository(house.database)
    let scope = try await house.scope(member)
    return try await house.database.read { snapshot in
      let request = SearchRequest(query: WordQuery(text), viewer: member.id, rooms: [])
      let found = try await search.find(request, below: .highest, limit: 100, at: snapshot)
      let cards = try await TaskSubjectRows().show(found.map(\.id), to: scope, at: snapshot)
      #expect(Set(cards.keys) == Set(found.map(\.id)), "the index gives nobody another's task")
      return found.map(\.id)
    }
  }

  @Test("are found by their owners alone, from the answer of each change on")
  func atOnce() async throws {
    let house = try await TaskHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let task = try await house.tasks.create(house.scope(ada), TaskDraft(title: "Buy plums", description: "ripe ones"))
    let id = task.id.rawValue
    for query in ["plums", "ripe buy"] { #expect(try await found(query, by: ada, in: house) == [id]) }
    #expect(try await found("plums", by: bob, in: house) == [])
    var change = try await house.tasks.toggle(house.scope(ada), task.id)
    #expect(try await found("plums", by: ada, in: house) == [id])
    change = try await house.tasks.delete(house.scope(ada), task.id)
    #expect(try await found("plums", by: ada, in: house) == [])
    change = try await house.tasks.restore(house.scope(ada), task.id)
    #expect(change.deletedAt == nil)
    #expect(try await found("plums", by: ada, in: house) == [id])
    #expect(try await house.send(.patch, "/api/tasks/\(id)", json: #"{"title":"Buy pears"}"#, as: ada).status == 200)
    #expect(try await found("plums", by: ada, in: house) == [])
    #expect(try await found("pears", by: ada, in: house) == [id])
    try await house.feature.personal.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.database.value("SELECT count(*) FROM search_documents", as: Int.self) == 0)
  }
}
