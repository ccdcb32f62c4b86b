import Accounts
import Core
import CoreTesting
import JSON
import Relations
import SQL
import Testing

@testable import Chat
@testable import Media

@Suite("Media in messages")
struct MediaTests {
  @Test("stands in the message in the order given, with its description")
  func posting() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let (picture, sound) = (try await world.upload(ada, 1), try await world.upload(ada, 2, kind: .audio))
      let ack = try await world.verify(room, as: world.scope(ada), tells: ["new_message"]) { scope in
        try await world.chat.messages.post(
          scope, in: room, .none, attaching: [Attachment(sound), Attachment(picture, alt: "A cat")])
      }
      let message = try await world.message(ack.id, in: room)
      let media = try #require(message["media"]?.array)
      #expect(media.map { $0["id"] } == [.string(sound.rawValue), .string(picture.rawValue)])
      #expect(media.map { $0["kind"] } == ["audio", "image"] && media.map { $0["alt"] } == [.null, "A cat"])
      #expect(media[0]["duration"]?.double == 12 && media[0]["waveform"]?.array?.count == 50 && media[0]["width"] == .null)
      #expect(media[1]["sizes"]?["320"]?.string == "/media/\(picture)/320.webp" && media[1]["width"]?.int == 800)
      #expect(
        Set(media[1].object!.keys.map(\.description)) == [
          "id", "kind", "alt", "width", "height", "frames", "duration", "waveform", "sizes",
        ])
      #expect(message["content"] == "")
      let other = try await world.post(ada, "words", in: room)
      #expect(try await world.message(other.id, in: room)["media"] == .array([]))
    }
  }

  @Test("must be the author's own, each once, at most four, with short descriptions")
  func refusing() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      var own: [MediaID] = []
      for number in 0..<5 { own.append(try await world.upload(ada, number)) }
      let theirs = try await world.upload(bob, 9)
      let desk = SocketDesk(world)
      func refusal(_ media: JSONValue, content: JSONValue = "") async -> Set<String>? {
        await desk.refusal("post_message", .object(["room": "den", "content": content, "media": media]), as: ada)?.fields
      }
      func one(_ id: String, alt: JSONValue = .null) -> JSONValue { .object(["id": .string(id), "alt": alt]) }
      let before = try await world.loaded(room)
      for wrong: JSONValue in [
        .array([]), .array(own.map { one($0.rawValue) }), .array([one(own[0].rawValue), one(own[0].rawValue)]),
        .array([one(theirs.rawValue)]), .array([one("x")]), .array([.string(own[0].rawValue)]), .string(own[0].rawValue),
        .array([one(own[0].rawValue, alt: .string(String(repeating: "a", count: 501)))]), .array([one(own[0].rawValue, alt: 1)]),
        .array([.object(["id": .string(own[0].rawValue), "size": 1])]), .array([.object([:])]),
        .array([one("3f2504e0-4f89-41d3-9a0c-0305e82c3301")]),
      ] { #expect(await refusal(wrong, content: "x") == ["media"], "\(wrong)") }
      #expect(await refusal(.null) == ["content"], "null is none, and then there must be words")
      #expect(await refusal(.array([one(own[0].rawValue)]), content: .string(String(repeating: "a", count: 4_001))) == ["content"])
      #expect(try await world.loaded(room) == before)
      #expect(try await world.database.value("SELECT COUNT(*) FROM media_uses", as: Int64.self) == 0)
      let longest = String(repeating: "a", count: 500)
      #expect(await refusal(.array(own.prefix(4).map { one($0.rawValue, alt: .string(longest)) })) == nil)
      #expect(await refusal(.array([one(own[4].rawValue)]), content: .string(String(repeating: "a", count: 4_000))) == nil)
      #expect(await desk.refusal("post_message", .object(["room": "den", "media": .array([one(own[4].rawValue)])]), as: ada) == nil)
    }
  }

  @Test("goes with its message, unless something else shows it")
  func deleting() async throws {
    try await World.with { world in
      let (ada, staff) = (try await world.member("ada"), try await world.member("staff", .moderator))
      let room = try await world.room("den", .public, ada, staff)
      let (only, shared) = (try await world.upload(ada, 1), try await world.upload(ada, 2))
      let first = try await world.show(ada, only, shared, saying: "both", in: room)
      let second = try await world.show(ada, shared, in: room)
      let scope = world.scope(ada, request: "r")
      try await world.verify(room, as: scope, tells: ["message_deleted"]) { try await world.chat.messages.delete($0, first.id) }
      let gone = try await world.message(first.id, in: room)
      #expect(gone["media"] == .array([]) && gone["html"]?.string?.contains("media") == false)
      #expect(try await !world.exists(only))
      #expect(try await world.exists(shared))
      #expect(world.removed.keys.count == 1)
      #expect(try await !world.sees(staff, only))
      #expect(try await world.sees(staff, shared))
      // A second time, nothing happens.
      try await world.verify(room, as: world.scope(ada), tells: []) { try await world.chat.messages.delete($0, first.id) }
      #expect(world.removed.keys.count == 1)
      try await world.verify(room, as: world.scope(ada), tells: ["message_deleted"]) {
        try await world.chat.messages.delete($0, second.id)
      }
      #expect(try await !world.exists(shared))
      #expect(world.removed.keys.count == 2)
      #expect(try await world.database.value("SELECT bytes FROM media_usage WHERE user_id = \(ada.id)", as: Int64.self) == 0)
    }
  }

  @Test("is posted once under one request, also after it was deleted")
  func repeating() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      func post() async throws -> MessageAck {
        try await world.chat.messages.post(world.scope(ada, request: "r"), in: room, .none, attaching: [Attachment(file)])
      }
      let first = try await post()
      #expect(try await post() == first)
      _ = try await world.chat.messages.delete(world.scope(ada), first.id)
      #expect(try await post() == first)
      #expect(try await world.message(first.id, in: room)["deleted"] == true)
      #expect(try await !world.exists(file))
    }
  }

  @Test("stays as it is when the text is edited, even to nothing")
  func editing() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      let shown = try await world.show(ada, file, saying: "look", in: room)
      let said = try await world.post(ada, "words", in: room)
      try await world.verify(room, as: world.scope(ada), tells: ["message_edited"]) {
        try await world.chat.messages.edit($0, shown.id, to: .none)
      }
      let message = try await world.message(shown.id, in: room)
      #expect(message["content"] == "" && message["media"]?.array?.count == 1 && message["edited"] == true)
      try await world.refuses(.validation, room, world.scope(ada)) { _ = try await world.chat.messages.edit($0, said.id, to: .none) }
      let desk = SocketDesk(world)
      func edit(_ content: JSONValue) async -> Set<String>? {
        await desk.refusal("edit_message", .object(["id": .int(shown.id.rawValue), "content": content]), as: ada)?.fields
      }
      #expect(await edit("back") == nil)
      #expect(await edit("") == nil)
      #expect(await edit(.null) == ["content"])
      #expect(await edit("\u{200B}") == ["content"])
      #expect(await edit(.string(String(repeating: "a", count: 4_001))) == ["content"])
    }
  }

  @Test("is seen by the members of the room and by its owner")
  func seeing() async throws {
    try await World.with { world in
      let (ada, bob, eve) = (try await world.member("ada"), try await world.member("bob"), try await world.member("eve"))
      let staff = try await world.member("staff", .moderator)
      let den = try await world.room("den", .private, ada, bob)
      let hall = try await world.room("hall", .public, ada, bob)
      let (hidden, open) = (try await world.upload(ada, 1), try await world.upload(ada, 2))
      try await world.show(ada, hidden, in: den)
      try await world.show(ada, open, in: hall)
      func who(_ file: MediaID) async throws -> [Bool] {
        var all: [Bool] = []
        for viewer in [ada, bob, eve, staff, nil] { all.append(try await world.sees(viewer, file)) }
        return all
      }
      #expect(try await who(hidden) == [true, true, false, false, false])
      #expect(try await who(open) == [true, true, false, false, false])
      _ = try await world.chat.rooms.join(world.scope(eve), hall)
      #expect(try await who(open) == [true, true, true, false, false])
      // In the archive it is seen as before.
      for number in 0..<60 { try await world.post(ada, "n\(number)", in: hall) }
      try await world.chat.archive.archive(world.systemScope(), writtenBefore: world.now())
      #expect(try await world.database.value("SELECT COUNT(*) FROM messages_archive WHERE media IS NOT NULL", as: Int64.self) == 1)
      #expect(try await who(open) == [true, true, true, false, false])
      let page = try await world.chat.live.page(in: world.id(of: hall), after: HistoryCursor(epoch: world.epoch, sequence: 0))
      guard case .page(let page) = page else { return #expect(Bool(false)) }
      #expect(String(decoding: page.objects, as: UTF8.self).contains(open.rawValue))
      try await world.chat.rooms.removeMember(world.scope(ada), "bob", from: den)
      #expect(try await who(hidden) == [true, false, false, false, false])
      try await world.chat.rooms.leave(world.scope(eve), hall)
      #expect(try await who(open) == [true, true, false, false, false])
      // A removed room shows nothing, and its authors may delete what they had shown there.
      try await world.chat.rooms.remove(world.scope(staff), hall)
      #expect(try await who(open) == [true, false, false, false, false])
      try await world.media.media.delete(world.scope(ada), open)
      await #expect(throws: AppError.self) { try await world.media.media.delete(world.scope(ada), hidden) }
    }
  }

  @Test("names the message that shows it")
  func uses() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      let id = try await world.show(ada, file, in: room).id
      let uses = try await world.media.media.item(world.scope(ada), file).uses
      #expect(uses == [MediaUse(kind: "message", label: "a message", subject: id.rawValue, link: "/rooms/den/messages/\(id)")])
      #expect(await failure { try await world.media.media.delete(world.scope(ada), file) }?.code == .conflict)
    }
  }

  @Test("of one file survives fifty posts and deletions at once")
  func crowd() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      let acks = try await withThrowingTaskGroup(of: MessageAck.self) { group in
        for _ in 0..<50 { group.addTask { try await world.show(ada, file, in: room) } }
        return try await group.reduce(into: [MessageAck]()) { $0.append($1) }
      }
      #expect(Set(acks.map(\.id)).count == 50)
      // All but one are deleted while ten more are posted.
      let kept = acks[0].id
      let more = try await withThrowingTaskGroup(of: MessageID?.self) { group in
        for ack in acks.dropFirst() {
          group.addTask {
            _ = try await world.chat.messages.delete(world.scope(ada), ack.id)
            return nil
          }
        }
        for _ in 0..<10 { group.addTask { try await world.show(ada, file, in: room).id } }
        return try await group.reduce(into: [MessageID]()) { if let id = $1 { $0.append(id) } }
      }
      #expect(try await world.exists(file))
      #expect(world.removed.keys.isEmpty)
      for id in more { _ = try await world.chat.messages.delete(world.scope(ada), id) }
      #expect(try await world.exists(file))
      _ = try await world.chat.messages.delete(world.scope(ada), kept)
      #expect(try await !world.exists(file))
      #expect(world.removed.keys.count == 1)
    }
  }

  @Test("shown a moment before it would be erased stays, or is refused")
  func lastMessage() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      for number in 0..<20 {
        let file = try await world.upload(ada, number)
        let first = try await world.show(ada, file, in: room).id
        async let deletion = world.chat.messages.delete(world.scope(ada), first)
        async let again = try? world.show(ada, file, in: world.room("r\(number)", .public, ada))
        _ = try await deletion
        let isShown = await again != nil
        #expect(try await world.exists(file) == isShown)
      }
    }
  }

  @Test("is exported with the message")
  func exporting() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      try await world.show(ada, file, in: room)
      let export = try JSONValue(parsing: await WrittenPart.json { try await world.chat.personal.export(of: ada.id, to: $0) }).array!
      #expect(export[0]["media"]?.array?.first?["id"] == .string(file.rawValue))
    }
  }

  @Test("costs a page no statement")
  func effort() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.id(of: room)
      for number in 0..<25 { try await world.post(ada, "n\(number)", in: room) }
      func statements() async throws -> Int {
        let before = world.database.metrics.statements
        _ = try await world.chat.live.newest(in: id)
        return world.database.metrics.statements - before
      }
      let without = try await statements()
      for number in 0..<25 { try await world.show(ada, world.upload(ada, number), in: room) }
      #expect(try await statements() == without)
    }
  }

  @Test("leaves a word in its place when its schema is taken back")
  func downAndUp() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      let id = try await world.show(ada, file, in: room).id
      let migrator = try Migrator(
        world.database, World.migrations())
      var undone: [String] = []
      while undone.last != "0005_media" { undone += try await migrator.down(1) }
      try await migrator.up()
      let message = try await world.message(id, in: room)
      #expect(message["content"] == "*A picture or a sound*" && message["media"] == .array([]))
      let unused = try await world.database.value("SELECT COUNT(*) FROM media WHERE unused_since IS NOT NULL", as: Int64.self)
      #expect(unused == 1)
    }
  }

  @Test("is looked up by keys")
  func plans() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      try await world.show(ada, file, in: room)
      let serving = world.media.rows.served.statement(file, for: ada.id, with: ada.permissions)
      let served = try await world.database.explain(serving).joined(separator: "\n")
      for table in ["m", "x", "n", "p", "r"] { #expect(!served.contains("SCAN \(table)"), "\(served)") }
      let room1 = try await world.id(of: room)
      let removal = try await world.database.explain(MessageRepository.showingMedia(in: room1)).joined(separator: "\n")
      #expect(!removal.contains("SCAN messages"), "\(removal)")
    }
  }

  @Test("can be attached by those who may upload, on a page that may record")
  func attaching() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob", without: [.uploadMedia]))
      try await world.room("den", .public, ada)
      let browser = Browser(world)
      let page = try await browser.get("/rooms/den", as: ada)
      for part in [#"id="attach""#, #"id="record""#, #"name="file""#, #"id="attachment-template""#] { #expect(page.text.contains(part)) }
      #expect(page.permissions == "geolocation=(), camera=(), microphone=(self), payment=(), usb=()")
      let other = try await browser.get("/rooms/den", as: bob)
      #expect(!other.text.contains(#"id="attach""#) && !other.text.contains(#"name="file""#) && other.text.contains(#"id="composer""#))
    }
  }

  @Test("comes with a form, which keeps what was uploaded when it is refused")
  func form() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let file = try await world.upload(ada, 1)
      let browser = Browser(world)
      let sent = try await browser.post("/rooms/den", "content=&media_id=\(file)&alt.1=A+cat", as: ada)
      #expect(sent.status == 303)
      let message = try await world.message(MessageID(1), in: room)
      #expect(message["media"]?.array?.first?["alt"] == "A cat")
      let long = String(repeating: "a", count: 4_001)
      let refused = try await browser.post("/rooms/den", "content=\(long)&media_id=\(file)&alt.1=Two+cats", as: ada)
      #expect(refused.status == 422)
      #expect(refused.text.contains(#"name="media_id" value="\#(file)""#) && refused.text.contains(#"value="Two cats""#))
      #expect(refused.text.contains(long))
      #expect(try await browser.post("/rooms/den", "content=", as: ada).status == 422)
      #expect(try await browser.post("/rooms/den/messages/1", "content=", as: ada).status == 303)
    }
  }
}
