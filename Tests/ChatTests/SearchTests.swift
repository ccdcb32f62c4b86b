import Core
import SQL
import Subjects
import Testing
import Words

@testable import Chat

@Suite("Messages in the search")
struct SearchTests {
  @Test("a message is found from its answer on, edited and deleted too")
  func atOnce() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let first = try await world.post(ada, "Good **mor**ning, Zoë", in: room)
      #expect(try await world.found("morning zoe", by: ada) == [first.id.rawValue])
      _ = try await world.chat.messages.edit(world.scope(ada), first.id, to: MessageText("Good evening")!)
      #expect(try await world.found("morning", by: ada) == [])
      #expect(try await world.found("eve good", by: ada) == [first.id.rawValue])
      _ = try await world.chat.messages.delete(world.scope(ada), first.id)
      #expect(try await world.found("evening", by: ada) == [])
      #expect(try await world.indexed() == [])
    }
  }

  @Test("marks, addresses and names of rooms are not searched, code and names of members are")
  func readableText() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(
        ada, "see [here](https://hidden.example/path) @ada\n\n```swift\nlet answer = 42\n```\n\n|a|b|\n|-|-|\n|cell|next|", in: room
      ).id.rawValue
      for query in ["here", "ada", "answer 42", "cell next", "let"] { #expect(try await world.found(query, by: ada) == [id], "\(query)") }
      for query in ["hidden", "https", "den", "swift", "cellnext", "public", "message"] {
        #expect(try await world.found(query, by: ada) == [], "\(query)")
      }
    }
  }

  @Test("newest first, also what was written in one millisecond")
  func order() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      var ids: [Int64] = []
      let scope = world.scope(ada)
      for number in 0..<5 {
        ids.append(try await world.chat.messages.post(scope, in: room, MessageText("same moment \(number)")!).id.rawValue)
      }
      for number in 0..<5 { ids.append(try await world.post(ada, "same later \(number)", in: room).id.rawValue) }
      #expect(try await world.found("same", by: ada) == ids.reversed())
    }
  }

  @Test("a private room's word is found by nobody before joining, after leaving, or after being put out")
  func privateRooms() async throws {
    try await World.with { world in
      let (ada, bob, mo) = (try await world.member("ada"), try await world.member("bob"), try await world.member("mo", .admin))
      let room = try await world.room("den", .private, ada)
      let id = try await world.post(ada, "plums", in: room).id.rawValue
      #expect(try await world.found("plums", by: ada) == [id])
      for other in [bob, mo] { #expect(try await world.found("plums", by: other) == []) }
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      #expect(try await world.found("plums", by: bob) == [id])
      _ = try await world.chat.rooms.leave(world.scope(bob), room)
      #expect(try await world.found("plums", by: bob) == [])
    }
  }

  @Test("a removed room is found by nobody, and its words leave the index in bites")
  func removedRooms() async throws {
    try await World.with { world in
      let (ada, mo) = (try await world.member("ada"), try await world.member("mo", .admin))
      let room = try await world.room("den", .public, ada)
      for number in 0..<5 { try await world.post(ada, "plums \(number)", in: room) }
      try await world.chat.rooms.remove(world.scope(mo), room)
      #expect(try await world.found("plums", by: ada) == [])
      #expect(try await world.indexed().count == 5)
      // It could still be brought back.
      #expect(try await world.chat.rooms.forgetRemoved(world.systemScope(), limit: 3) == 0)
      try await world.database.write { try await $0.run("UPDATE rooms SET restorable_until = 0 WHERE restorable_until IS NOT NULL") }
      // The room itself counts, too.
      #expect(try await world.chat.rooms.forgetRemoved(world.systemScope(), limit: 3) == 3)
      #expect(try await world.chat.rooms.forgetRemoved(world.systemScope(), limit: 3) == 3)
      #expect(try await world.chat.rooms.forgetRemoved(world.systemScope(), limit: 3) == 0)
      #expect(try await world.indexed() == [])
    }
  }

  @Test("the archive is searched, and an edit that brings a message back changes the index")
  func archive() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let old = try await world.post(ada, "plums of old", in: room).id
      for number in 0..<60 { try await world.post(ada, "filler \(number)", in: room) }
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now()) > 0)
      #expect(try await world.found("plums", by: ada) == [old.rawValue])
      _ = try await world.chat.messages.edit(world.scope(ada), old, to: MessageText("pears of old")!)
      #expect(try await world.found("plums", by: ada) == [])
      #expect(try await world.found("pears", by: ada) == [old.rawValue])
    }
  }

  @Test("whoever leaves for good is not found any more")
  func leaving() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      try await world.post(ada, "plums", in: room)
      let other = try await world.post(bob, "plums", in: room)
      try await world.chat.personal.erase(world.systemScope(), everythingOf: ada.id)
      #expect(try await world.found("plums", by: bob) == [other.id.rawValue])
    }
  }

  @Test("phrases, ideographs, prefixes: the index finds what the rule says")
  func grammar() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let texts = [
        "the quick brown fox", "brown quick fox", "東京都に住む", "京東", "a plan", "plain a", "Straße", "ﬁn", "über-cool", "x y z", "quickly",
      ]
      var ids: [Int64] = []
      for text in texts { ids.append(try await world.post(ada, text, in: room).id.rawValue) }
      let queries = [
        "quick", "qu", "q", "\"quick brown\"", "\"brown quick\"", "\"quick bro\"", "東京", "京", "京都", "a", "pla", "strasse", "stra", "fi",
        "uber", "cool uber", "\"x y\"", "\"x z\"", "fox the", "nothing", "AND", "-", "\"", "quick NOT brown", "fox*",
      ]
      for query in queries {
        let expected = zip(ids, texts).filter { !WordQuery(query).isEmpty && WordQuery(query).matches($1) }.map(\.0)
        #expect(try await world.found(query, by: ada) == expected.reversed(), "\(query)")
      }
    }
  }

  @Test("what was there before the index is added in bites, newest first, and no change is overtaken")
  func completing() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<250 { try await world.post(ada, "plum n\(number)", in: room) }
      let gone = try await world.post(ada, "plum gone", in: room).id
      #expect(try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now()) > 0)
      _ = try await world.chat.messages.delete(world.scope(ada), gone)
      let before = try await world.indexed()
      try await world.database.run("DELETE FROM search_documents")
      let fresh = try await world.post(ada, "plum fresh", in: room).id.rawValue
      let subjects = SubjectsFeature(work: UnitOfWork(world.database), database: world.database, kinds: ChatFeature.subjectKinds)
      try await subjects.index.complete(world.systemScope())
      #expect(try await world.indexed().dropLast() == before[...])
      #expect(try await world.found("plum", by: ada).first == fresh)
      #expect(try await world.found("plum", by: ada).count == 251)
      // Nothing is left to do, and nothing that changes later is added again.
      try await world.database.run("DELETE FROM search_documents")
      #expect(try await subjects.index.complete(world.systemScope()) == 0)
      #expect(try await world.indexed() == [])
    }
  }

  @Test("a merge leaves nothing of a deleted text in the files of the index")
  func merging() async throws {
    try await World.with { world in
      guard world.database.dialect == .sqlite else { return }
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<40 { try await world.post(ada, "filler words \(number)", in: room) }
      let secret = try await world.post(ada, "zebrafinch", in: room).id
      for number in 0..<40 { try await world.post(ada, "more words \(number)", in: room) }
      _ = try await world.chat.messages.delete(world.scope(ada), secret)
      let subjects = SubjectsFeature(work: UnitOfWork(world.database), database: world.database, kinds: ChatFeature.subjectKinds)
      try await subjects.index.merge(world.systemScope())
      let blocks = try await world.database.values("SELECT block FROM search_documents_data", as: [UInt8].self)
      #expect(!blocks.contains { String(decoding: $0, as: UTF8.self).contains("ebrafin") })
      #expect(try await world.found("words", by: ada).count == 80)
    }
  }

  @Test("fifty edits flip one message between two words: always exactly one of the two finds it")
  func flipping() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(ada, "apple", in: room).id
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for turn in 1...50 {
            _ = try await world.chat.messages.edit(world.scope(ada), id, to: MessageText(turn % 2 == 1 ? "banana" : "apple")!)
          }
        }
        group.addTask {
          for _ in 0..<50 {
            // One snapshot for both questions.
            let search = SearchRepository(world.database)
            let counts = try await world.database.read { snapshot in
              var counts = 0
              for word in ["apple", "banana"] {
                let request = SearchRequest(query: WordQuery(word), viewer: ada.id, rooms: [])
                counts += try await search.find(request, below: .highest, limit: 10, at: snapshot).count
              }
              return counts
            }
            #expect(counts == 1)
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
