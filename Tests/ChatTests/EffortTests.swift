import Core
import CoreTesting
import SQL
import Synchronization
import Testing

@testable import Chat

/// What the writer's thread and a reader do for one request, counted in statements.
@Suite("Effort")
struct EffortTests {
  @Test("a post is three statements, one of them for the search, one more to be made once, and one for a member's first at a node")
  func posting() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      #expect(try await statements(world) { try await world.post(ada, "hello", in: room) } == 4)
      #expect(try await statements(world) { try await world.post(ada, "hello", in: room) } == 3)
      let scope = world.scope(ada, request: "r", digest: "d")
      #expect(try await statements(world) { try await world.chat.messages.post(scope, in: room, MessageText("hello")!) } == 4)
    }
  }

  @Test("joining asks once for the member's standing, and a right that has ended is noticed")
  func joining() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let scope = world.scope(ada)
      // The standing, where the history stands, the number of members.
      #expect(try await statements(world) { try await world.chat.rooms.join(scope, room) } == 3)
      let bob = try await world.member("bob")
      #expect(await failure { try await world.chat.rooms.join(world.scope(bob), room) { _ throws(AppError) in throw .joinFirst } } != nil)
      #expect(try await world.chat.rooms.join(world.scope(bob), room).room.memberCount == 2)
    }
  }

  @Test("a page costs the same for one message as for fifty, whatever their authors and reactions")
  func pages() async throws {
    try await World.with { world in
      let people = [try await world.member("ada"), try await world.member("bob"), try await world.member("cy")]
      let room = try await world.room("den", .public, people[0], people[1], people[2])
      let id = try await world.id(of: room)
      try await say(world, people, 1, in: room)
      let one = try await statements(world) { try await world.chat.live.newest(in: id) }
      try await say(world, people, 49, in: room)
      let fifty = try await statements(world) { try await world.chat.live.newest(in: id) }
      #expect(fifty == one && one <= 4)
      let cursor = HistoryCursor(epoch: world.epoch, sequence: 0)
      #expect(try await statements(world) { try await world.chat.live.page(in: id, after: cursor) } <= 4)
      #expect(try await statements(world) { try await world.chat.pages.room(world.scope(people[0]), room) } <= 6)
    }
  }

  @Test("who missed the same gets the same page, read once for all, and never what was deleted since")
  func sharing() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<5 { try await world.post(ada, "n\(number)", in: room) }
      let id = try await world.id(of: room)
      let cursor = HistoryCursor(epoch: world.epoch, sequence: 2)
      let first = try await world.chat.live.page(in: id, after: cursor)
      let effort = try await statements(world) {
        let again = try await world.chat.live.page(in: id, after: cursor)
        #expect(again == first)
      }
      #expect(effort == 1)
      let elsewhere = HistoryCursor(epoch: world.epoch, sequence: 3)
      #expect(try await world.chat.live.page(in: id, after: elsewhere) != first)
      _ = try await world.chat.messages.delete(world.scope(ada), MessageID(4))
      guard case .page(let page) = try await world.chat.live.page(in: id, after: cursor) else { return #expect(Bool(false)) }
      #expect(page.sequence == 6 && !String(decoding: page.objects, as: UTF8.self).contains("n3"))
    }
  }

  @Test("a shared page is given for a second and no longer")
  func forgetting() {
    let clock = Mutex(ContinuousClock.now)
    let pages = SharedPages(now: { clock.withLock { $0 } })
    let page = HistoryPage(epoch: "e", objects: [], sequence: 1, isComplete: true, hasOlder: false)
    let cursor = HistoryCursor(epoch: "e", sequence: 0)
    let place = SharedPages.Place(room: RoomID(1), after: cursor, limit: 200, head: 1)
    pages.keep(page, at: place)
    clock.withLock { $0 += .milliseconds(999) }
    #expect(pages.page(at: place) == page)
    #expect(pages.page(at: .init(room: RoomID(1), after: cursor, limit: 200, head: 2)) == nil)
    clock.withLock { $0 += .milliseconds(1) }
    #expect(pages.page(at: place) == nil)
  }

  private func say(_ world: World, _ people: [Member], _ count: Int, in room: RoomName) async throws {
    for number in 0..<count {
      let id = try await world.post(people[number % 3], "n\(number)", in: room).id
      for person in people { _ = try await world.chat.messages.react(world.scope(person), to: id, with: Emoji(face(number % 5))!) }
    }
  }

  private func statements<Result>(_ world: World, _ action: () async throws -> Result) async throws -> Int {
    let before = world.database.metrics.statements
    _ = try await action()
    return world.database.metrics.statements - before
  }
}
