import AccountsTesting
import Core
import Engine
import Media
import SQL
import Subjects
import Testing
import Words

@testable import Walls

@Suite("Modules in the search") struct ModuleSearchTests {
  /// What the member finds: the index is asked, and then the kind whether each may be seen.
  private func found(_ text: String, by member: TestMember, in house: WallHouse) async throws -> [Int64] {
    let search = SearchRepository(house.house.database)
    let scope = try await house.scope(member)
    return try await house.house.database.read { snapshot in
      let request = SearchRequest(query: WordQuery(text), viewer: member.id, rooms: [])
      let found = try await search.find(request, below: .highest, limit: 100, at: snapshot)
      let cards = try await ModuleSubjectRows().show(found.map(\.id), to: scope, at: snapshot)
      return found.map(\.id).filter { cards[$0] != nil }
    }
  }

  private func indexed(_ house: WallHouse) async throws -> [String] {
    try await house.house.database.values("SELECT terms FROM search_documents ORDER BY \(sqlite: "rowid", postgres: "number")")
  }

  @Test("are found from the answer of each change on: made, changed, removed, brought back")
  func atOnce() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.add("Ripe **pl**ums", as: ada)
    #expect(try await found("plums", by: bob, in: house) == [id])
    #expect(try await house.send(.put, "/api/modules/\(id)", #"{"content":{"text":"Ripe pears"}}"#, as: ada).status == 200)
    #expect(try await found("plums", by: bob, in: house) == [])
    #expect(try await found("pear", by: bob, in: house) == [id])
    #expect(try await house.send(.delete, "/api/modules/\(id)", as: ada).status == 200)
    #expect(try await found("pear", by: bob, in: house) == [])
    #expect(try await house.send(.post, "/api/modules/\(id)/restore", as: ada).status == 200)
    #expect(try await found("pear", by: bob, in: house) == [id])
  }

  @Test("of a wall that is closed, or whose owner is banned, are found by nobody else")
  func visibility() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.add("plums", as: ada)
    #expect(try await found("plums", by: bob, in: house) == [id])
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"private"}"#, as: ada).status == 200)
    #expect(try await found("plums", by: bob, in: house) == [])
    #expect(try await found("plums", by: ada, in: house) == [id])
    #expect(try await house.send(.patch, "/api/profile", #"{"visibility":"members"}"#, as: ada).status == 200)
    #expect(try await found("plums", by: bob, in: house) == [id])
    try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(ada.id)")
    #expect(try await found("plums", by: bob, in: house) == [])
  }

  @Test("are searched by what can be read: no addresses, no descriptions of pictures, no styles")
  func readableText() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let picture = try await house.file(.image, of: ada)
    for body in [
      #"{"kind":"link","content":{"url":"https://example.org/hidden","title":"My garden","look":"row"},"after":null}"#,
      #"{"kind":"html","content":{"html":"<style>.hidden{}</style><b>caf&eacute;</b><i>teria</i><p title='hidden'>open","title":"Frame","height":80},"after":null}"#,
      #"{"kind":"image","content":{"media_id":"\#(picture)","alt":"hidden"},"after":null}"#,
    ] {
      #expect(try await house.send(.post, "/api/modules", body, as: ada).status == 201)
    }
    for query in ["garden", "example", "cafeteria", "frame open"] {
      #expect(try await found(query, by: ada, in: house).count == 1, "\(query)")
    }
    #expect(try await found("hidden", by: ada, in: house) == [])
  }

  @Test("that were there before the index are the same in it")
  func completing() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    for number in 0..<3 { try await house.add("plum \(number)", as: ada) }
    let gone = try await house.add("plum gone", as: ada)
    _ = try await house.send(.delete, "/api/modules/\(gone)", as: ada)
    let before = try await indexed(house)
    #expect(before.count == 4, "the first text of a new wall is one of them")
    try await house.house.database.run("DELETE FROM search_documents")
    let subjects = SubjectsFeature(work: house.house.work, database: house.house.database, kinds: WallsFeature.subjectKinds)
    try await subjects.index.complete(house.house.system())
    #expect(try await indexed(house) == before)
  }

  @Test("leave the index with their owner")
  func leaving() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.add("plums", as: ada)
    let other = try await house.add("plums", as: bob)
    try await house.feature.personal.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await found("plums", by: bob, in: house) == [other])
    #expect(try await indexed(house).count == 2)
  }
}
