import Core
import JSON
import Synchronization
import Testing

@testable import Chat
@testable import Live

@Suite("Conversations over the socket")
struct ConversationSocketTests {
  @Test("answers have the documented shape")
  func shapes() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let desk = SocketDesk(world)
      let opened = try await desk.send("open_conversation", ["usernames": ["bob"]], as: ada)
      let id = try #require(opened.data?["id"]?.int)
      #expect(opened.data == ["id": .int(id), "room": .string("dm:\(id)")])
      let room = JSONValue.string("dm:\(id)")
      let joined = try await desk.send("join_room", ["room": room], as: ada)
      #expect(joined.data?["room"] == ["id": .int(id), "name": room, "topic": "", "kind": "direct", "member_count": 2])
      _ = try await desk.send("post_message", ["room": room, "content": "hi"], as: ada)
      guard case .message("conversations", _) = try await desk.send("list_conversations", [:], as: bob) else { return #expect(Bool(false)) }
      let listed = try await desk.send("list_conversations", ["limit": 1], as: bob).data
      let conversation = try #require(listed?["conversations"]?.array?.first)
      #expect(listed?["next"] == .null && conversation["members"]?.array?.count == 2)
      #expect(conversation["preview"] == "hi" && conversation["unread"] == 1 && conversation["can_post"] == true)
      #expect(conversation["html"]?.string?.contains(#"id="conversation-\#(id)""#) == true)
      #expect(try await desk.send("clear_conversation", ["room": room], as: bob) == .ack())
      #expect(try await desk.send("list_conversations", [:], as: bob).data == ["conversations": [], "next": .null])
      for limit: JSONValue in [0, 101, "x"] {
        #expect(await desk.refusal("list_conversations", ["limit": limit], as: bob)?.fields == ["limit"])
      }
    }
  }

  @Test("posting counts as a message to somebody, in a room as a message")
  func limits() async throws {
    try await World.with { world in
      let post = try #require(MessageTable(world.chat.socketMessages)["post_message"])
      let ada = try await world.member("ada")
      for (room, limit) in [("general", "post_message"), ("dm:5", "send_dm"), ("dm:x", "post_message")] {
        let counted = Mutex<[String]>([])
        let call = SocketMessage.AnyCall(call: SocketCall(scope: world.scope(ada), viewing: SocketDesk.Views())) {
          limit in counted.withLock { $0.append(limit.name) }
        }
        _ = try? await post.answer(Fields(json: ["room": .string(room), "content": "x"]), call)
        #expect(counted.withLock { $0 } == [limit])
      }
    }
  }
}
