import Core
import Testing

@testable import Chat

@Suite("Bytes of posts")
struct PostPaceTests {
  private func limits(_ kilobytes: Int) -> Limits {
    var limits = Limits()
    limits[.postKilobytes] = Limit.postKilobytes.with(.minute(kilobytes))
    return limits
  }

  @Test("are limited as they are rendered, edits included; short posts are not")
  func counted() async throws {
    try await World.with(limits: limits(4)) { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let long = MessageText(String(repeating: "w", count: 4_000))!
      let id = try await world.chat.messages.post(world.scope(ada), in: room, long).id
      _ = try await world.chat.messages.edit(world.scope(ada), id, to: long)
      for act in [
        { try await world.chat.messages.post($0, in: room, long) }, { try await world.chat.messages.edit($0, id, to: long) },
      ] as [@Sendable (Scope) async throws -> MessageAck] {
        try await world.refuses(.rateLimited, room, world.scope(ada)) { _ = try await act($0) }
      }
      for number in 0..<30 { try await world.post(ada, "short \(number)", in: room) }
    }
  }

  @Test("count what a short text becomes")
  func amplified() async throws {
    try await World.with(limits: limits(8)) { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let text = MessageText(String(repeating: "<&>", count: 1_300))!
      _ = try await world.chat.messages.post(world.scope(ada), in: room, text)
      try await world.refuses(.rateLimited, room, world.scope(ada)) { _ = try await world.chat.messages.post($0, in: room, text) }
    }
  }
}
