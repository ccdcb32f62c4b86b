import Core
import SQL
import Subjects
import Words

@testable import Chat

extension World {
  /// What the member finds, newest first: the index is asked, and then the kind whether each may be seen.
  func found(_ text: String, by member: Member) async throws -> [Int64] {
    guard !WordQuery(text).isEmpty else { return [] }
    let search = SearchRepository(database)
    return try await database.read { snapshot in
      let rooms = try await snapshot.values(
        """
        SELECT p.room_id FROM room_members p JOIN rooms r ON r.id = p.room_id WHERE p.user_id = \(member.id) AND r.kind = 'private'
        """, as: RoomID.self)
      let request = SearchRequest(query: WordQuery(text), viewer: member.id, rooms: rooms)
      let found = try await search.find(request, below: .highest, limit: 1_000, at: snapshot)
      let cards = try await MessageSubjectRows().show(found.map(\.id), to: scope(member), at: snapshot)
      return found.map(\.id).filter { cards[$0] != nil }
    }
  }

  /// Takes what was deleted out of the files of the index, as a job does.
  func mergeIndex() async throws {
    let subjects = SubjectsFeature(work: UnitOfWork(database), database: database, kinds: [])
    try await subjects.index.merge(systemScope())
  }

  /// What stands in the index of the search, whoever may see it.
  func indexed() async throws -> [String] {
    try await database.values("SELECT terms FROM search_documents ORDER BY \(sqlite: "rowid", postgres: "number")")
  }
}
