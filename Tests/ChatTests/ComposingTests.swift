import Core
import JSON
import SQL
import Testing

@testable import Chat

@Suite("What was typed becomes")
struct ComposingTests {
  @Test("sanitised HTML that links the people it names, as they spell themselves")
  func mentions() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("Bob"))
      let room = try await world.room("den", .public, ada, bob)
      let id = try await world.post(ada, "**hi** @BOB, @nobody and `@ada` <script>alert(1)</script>", in: room).id
      let html = try await world.message(id, in: room)["html"]!.string!
      #expect(html.contains("<strong>hi</strong>") && html.contains("href=\"/@Bob\""))
      let words = html[html.firstRange(of: "class=\"prose\"")!.lowerBound...]
      #expect(!html.contains("<script") && !words.contains("href=\"/@nobody\"") && !words.contains("href=\"/@ada\""))
      #expect(try await world.message(id, in: room)["content"] == "**hi** @BOB, @nobody and `@ada` <script>alert(1)</script>")
    }
  }

  @Test("at most 20 people named")
  func manyMentions() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      var names: [String] = []
      for number in 0..<25 {
        let member = try await world.member("p\(number)")
        _ = try await world.chat.rooms.join(world.scope(member), room)
        names.append("@p\(number)")
      }
      try await world.post(ada, names.joined(separator: " "), in: room)
      let named = try await world.database.value("SELECT COUNT(*) FROM mentions", as: Int.self)
      #expect(named == 20)
    }
  }

  @Test("nothing that would not fit a page of history")
  func tooMuch() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let address = "[a]: http://example.org/" + String(repeating: "🐈", count: 700)
      let bomb = address + "\n\n" + String(repeating: "[a] ", count: 30) + String(repeating: "🐈", count: 3_000)
      let scope = world.scope(ada)
      _ = try await world.chat.messages.post(scope, in: room, MessageText(bomb)!)
      #expect(scope.outbox.take()[0].data.count < HistoryPage.mostBytes)
      let fits = MessageText(String(repeating: "&\"<'>", count: 800))!
      _ = try await world.chat.messages.post(scope, in: room, fits)
      #expect(scope.outbox.take()[0].data.count < HistoryPage.mostBytes)
    }
  }
}
