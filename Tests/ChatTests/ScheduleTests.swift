import Core
import JSON
import RandomTesting
import Testing

@testable import Chat

/// Folding live events and folding backfill give equal state, whatever happened and whatever was missed.
@Suite("Any history")
struct ScheduleTests {
  @Test("folds to one state from every cursor", arguments: 0..<12 as Range<UInt64>)
  func random(_ seed: UInt64) async throws {
    try await World.with { world in
      var dice = SeededRandom(seed: seed)
      let people = [try await world.member("ada"), try await world.member("bob"), try await world.member("cy", .moderator)]
      let room = try await world.room("den", .public, people[0], people[1], people[2])
      var live = Copy()
      var checkpoints: [(seq: Int64, copy: Copy)] = [(0, Copy())]
      var ids: [MessageID] = []
      for _ in 0..<120 {
        let scope = world.scope(people.randomElement(using: &dice)!)
        do {
          if let posted = try await act(world, scope, room, ids, &dice) { ids.append(posted) }
        } catch is AppError {
          #expect(scope.outbox.take().isEmpty)
          continue
        }
        for event in scope.outbox.take().ofRooms {
          try live.take(event)
          checkpoints.append((event.sequence!, live))
        }
      }
      #expect(checkpoints.map(\.seq) == Array(0...Int64(checkpoints.count - 1)), "every change takes the next number")
      #expect(try await world.loaded(room) == live)
      for (seq, copy) in checkpoints where seq % 7 == 0 || seq > checkpoints.count - 3 {
        var copy = copy
        try await world.catchUp(&copy, room, from: seq)
        #expect(copy == live, "from \(seq)")
      }
      var newest = Copy()
      try newest.take(await world.chat.live.newest(in: world.id(of: room)))
      for (id, message) in newest.messages { #expect(live.messages[id] == message) }
      #expect(newest.messages.keys.sorted() == Array(live.messages.keys.sorted().suffix(50)))
    }
  }

  /// One thing somebody does; the id of what they posted.
  private func act(
    _ world: World, _ scope: Scope, _ room: RoomName, _ ids: [MessageID], _ dice: inout SeededRandom
  ) async throws -> MessageID? {
    let messages = world.chat.messages
    let target = ids.randomElement(using: &dice)
    let emoji = ["👍", "🐈", "🎉"].map { Emoji($0)! }.randomElement(using: &dice)!
    switch (Int.random(in: 0..<10, using: &dice), target) {
    case (0..<4, _), (_, nil):
      let answers = Bool.random(using: &dice) ? target : nil
      let text = MessageText("say \(ids.count) to @bob and @ada <b>&")!
      return try await messages.post(scope, in: room, text, replyTo: answers).id
    case (4, let id?): _ = try await messages.edit(scope, id, to: MessageText("edit \(UInt8.random(in: 0...9, using: &dice))")!)
    case (5, let id?): _ = try await messages.delete(scope, id)
    case (6, let id?): _ = try await messages.unreact(scope, to: id, with: emoji)
    case (_, let id?): _ = try await messages.react(scope, to: id, with: emoji)
    }
    return nil
  }
}
