import Core
import JSON
import Testing

@testable import Chat

@Suite("All at once")
struct RaceTests {
  @Test("one request, made 50 times, posts one message and gets one answer")
  func sameRequest() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let acks = try await together(50) { _ in
        try await world.chat.messages.post(world.scope(ada, request: "r", digest: "d"), in: room, MessageText("race")!)
      }
      #expect(Set(acks).count == 1)
      #expect(try await world.loaded(room).messages.count == 1)
    }
  }

  @Test("51 people react to one message and none is lost")
  func reactions() async throws {
    try await World.with { world in
      var people: [Member] = []
      for number in 0..<51 { people.append(try await world.member("p\(number)")) }
      let room = try await world.room("den", .public, people[0])
      for person in people.dropFirst() { _ = try await world.chat.rooms.join(world.scope(person), room) }
      let id = try await world.post(people[0], "everybody", in: room).id
      let acks = try await together(51) { [people] number in
        try await world.chat.messages.react(world.scope(people[number]), to: id, with: Emoji("🎉")!)
      }
      #expect(Set(acks.map(\.seq)) == Set(2...52))
      let reactions = try await world.message(id, in: room)["reactions"]!
      #expect(reactions[0]?["count"] == 51)
      #expect(Set(reactions[0]!["user_ids"]!.array!) == Set(people.map { .int($0.id.rawValue) }))
    }
  }

  @Test("the last place among 20 emoji goes to one of 30")
  func lastPlace() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(ada, "all of them", in: room).id
      let placed = try await together(30) { number in
        do {
          _ = try await world.chat.messages.react(world.scope(ada), to: id, with: Emoji(face(number))!)
          return true
        } catch let error as AppError where error.code == .limitExceeded {
          return false
        }
      }
      #expect(placed.filter { $0 }.count == 20)
      #expect(try await world.message(id, in: room)["reactions"]?.array?.count == 20)
    }
  }

  @Test("one name makes one room")
  func roomNames() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let made = try await together(50) { _ in
        do {
          _ = try await world.chat.rooms.create(world.scope(ada), RoomName("mine")!, topic: .none, kind: .public)
          return 1
        } catch let error as AppError where error.code == .conflict {
          return 0
        }
      }
      #expect(made.reduce(0, +) == 1)
    }
  }

  @Test("posts, edits, deletions and reactions of many fold to what is stored")
  func storm() async throws {
    try await World.with { world in
      var people: [Member] = []
      for number in 0..<8 { people.append(try await world.member("p\(number)")) }
      let room = try await world.room("den", .public, people[0])
      for person in people.dropFirst() { _ = try await world.chat.rooms.join(world.scope(person), room) }
      let id = try await world.post(people[0], "target", in: room).id
      let events = try await together(200) { [people] number in
        let scope = world.scope(people[number % 8])
        let messages = world.chat.messages
        switch number % 4 {
        case 0: _ = try await messages.post(scope, in: room, MessageText("n\(number)")!)
        case 1: _ = try await messages.react(scope, to: id, with: Emoji(face(number % 7))!)
        case 2: _ = try await messages.unreact(scope, to: id, with: Emoji(face(number % 7))!)
        default: _ = try? await messages.edit(scope, id, to: MessageText("e\(number)")!)
        }
        return scope.outbox.take().ofRooms
      }
      var copy = Copy()
      try await world.catchUp(&copy, room, from: 0)
      var folded = Copy()
      folded.take(try await world.message(id, in: room))
      for event in events.joined() { try folded.take(event) }
      #expect(folded == copy)
      let seqs = events.joined().map { $0.sequence! }.sorted()
      #expect(seqs == Array(2...Int64(seqs.count + 1)))
    }
  }
}

func face(_ number: Int) -> String { String(UnicodeScalar(0x1F600 + UInt32(number))!) }

/// Runs the body so many times at once; the results in order.
func together<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Result) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    for number in 0..<count { group.addTask { (number, try await body(number)) } }
    var results: [Int: Result] = [:]
    for try await (number, result) in group { results[number] = result }
    return (0..<count).map { results[$0]! }
  }
}
