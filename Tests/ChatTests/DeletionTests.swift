import Core
import JSON
import Testing

@testable import Chat
@testable import SQL

@Suite("What was deleted")
struct DeletionTests {
  @Test("is in no column of any table, nor in anything sent")
  func nowhere() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let secret = "regret8f1c"
      let scope = world.scope(ada, request: "one", digest: "a")
      let id = try await world.chat.messages.post(scope, in: room, MessageText("\(secret) @bob")!).id
      _ = try await world.chat.messages.react(world.scope(bob), to: id, with: Emoji("🐈")!)
      let reply = try await world.post(bob, "so true", in: room, replyTo: id).id
      let edit = world.scope(ada, request: "two", digest: "b")
      _ = try await world.chat.messages.edit(edit, id, to: MessageText("\(secret) again, @bob")!)
      #expect(try await !cells(world, holding: secret).isEmpty, "the search finds what is there")
      let deletion = world.scope(ada)
      _ = try await world.chat.messages.delete(deletion, id)
      try await world.mergeIndex()
      #expect(try await cells(world, holding: secret).isEmpty)
      for table in ["reactions", "mentions"] as [StaticString] {
        #expect(try await world.database.value("SELECT COUNT(*) FROM \(raw: table)", as: Int.self) == 0)
      }
      let sent = deletion.outbox.take().map { String(decoding: $0.data, as: UTF8.self) }.joined()
      let backfill = try await world.chat.live.newest(in: world.id(of: room)).objects
      #expect(!sent.contains(secret) && !String(decoding: backfill, as: UTF8.self).contains(secret))
      let tombstone = try await world.message(id, in: room)
      #expect(tombstone["content"] == .null && tombstone["deleted"] == true && tombstone["reactions"] == [])
      #expect(try await world.message(reply, in: room)["reply_to"]?.int == id.rawValue)
      // The requests that wrote it still have one effect, and answer without it.
      let again = world.scope(ada, request: "one", digest: "a")
      #expect(try await world.chat.messages.post(again, in: room, MessageText("\(secret) @bob")!).id == id)
      #expect(try await cells(world, holding: secret).isEmpty)
    }
  }

  @Test("can be neither edited, reacted to nor answered, and counts as unread for nobody")
  func gone() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.post(ada, "gone", in: room).id
      _ = try await world.chat.messages.delete(world.scope(ada), id)
      let messages = world.chat.messages
      try await world.refuses(.gone, room, world.scope(ada)) { _ = try await messages.edit($0, id, to: MessageText("x")!) }
      for member in [ada, bob] {
        try await world.refuses(.gone, room, world.scope(member)) { _ = try await messages.react($0, to: id, with: Emoji("🐈")!) }
        try await world.refuses(.gone, room, world.scope(member)) { _ = try await messages.unreact($0, to: id, with: Emoji("🐈")!) }
        try await world.refuses(.notFound, room, world.scope(member)) {
          _ = try await messages.post($0, in: room, MessageText("re")!, replyTo: id)
        }
      }
      try await world.refuses(.forbidden, room, world.scope(bob)) { _ = try await messages.edit($0, id, to: MessageText("x")!) }
      try await world.refuses(.forbidden, room, world.scope(bob)) { _ = try await messages.delete($0, id) }
      #expect(try await world.chat.live.unread(for: bob.id).isEmpty)
    }
  }

  /// Every cell of the database that holds the text, as `table.column`.
  private func cells(_ world: World, holding text: String) async throws -> [String] {
    let columns = try await world.database.read { connection in
      try await connection.all(
        """
        \(sqlite: "SELECT m.name, c.name, 'CAST(' || c.name || ' AS TEXT)' FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
          postgres: """
            SELECT table_name::text, column_name::text,
              CASE data_type WHEN 'bytea' THEN 'encode(' || column_name || ', ''escape'')' ELSE column_name || '::text' END
            FROM information_schema.columns WHERE table_schema = 'public'
            """)
        """
      ) { (try $0[0] as String, try $0[1] as String, try $0[2] as String) }
    }
    #expect(columns.count > 40)
    var found: [String] = []
    let search = world.database.dialect == .sqlite ? "instr" : "strpos"
    for (table, column, cell) in columns {
      let count = SQL(verbatim: "SELECT COUNT(*) FROM \(table) WHERE \(search)(\(cell), '\(text)') > 0")
      if try await world.database.value(count, as: Int.self)! > 0 { found.append("\(table).\(column)") }
    }
    return found
  }
}
