import Accounts
import AccountsTesting
import Chat
import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Cats

@Suite("Cats that talk") struct TalkingTests {
  /// What the cats said to the member that no socket has got yet.
  private func waiting(_ house: CatHouse, _ member: Member) async throws -> JSONValue? {
    let text = try await house.house.database.value(
      "SELECT signal FROM cat_toasts WHERE member_id = \(member.id) AND signal IS NOT NULL", as: String.self)
    return try text.map { try JSONValue(parsing: Array($0.utf8)) }
  }

  /// Raises deeds of the member until a cat says something to them; the moment of the deed.
  private func spoken(_ house: CatHouse, _ member: Member) async throws -> JSONValue {
    for _ in 0..<60 {
      try await house.raise(.friendAdded, by: member)
      if let said = try await waiting(house, member) { return said }
      house.house.clock.advance(by: .minutes(2))
    }
    throw AppError(.serverError, "no cat has said a word in two hours")
  }

  @Test("a toast is one line of a cat that noticed, with the member's name as text")
  func toast() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let said = try await spoken(house, ada)
    let cat = try #require(said["cat"]?.string.flatMap { Cat(rawValue: $0) })
    #expect(Cat.noticing(.friendAdded, petted: nil).contains(cat))
    let line = try #require(said["line"]?.string)
    #expect((1...150).contains(line.unicodeScalars.count))
    #expect(said["name"]?.string == "cat_spoke")
    #expect(said["face"]?.string?.hasPrefix("/cats/\(cat.name)/face/") == true)
    #expect(try await house.rows(of: cat).contains { $0.event == said["event"]?.string && $0.label.name == said["label"]?.string })
  }

  @Test("a name of markup, of emoji or written backwards is text, and its first 40 characters")
  func names() async throws {
    let house = try await CatHouse.open()
    for (number, name) in ["<img src=x onerror=alert(1)>", "\u{202E}gnp.exe", String(repeating: "👩‍👩‍👧‍👦", count: 50)].enumerated() {
      let member = try await house.member("m\(number)")
      try await house.house.database.run("UPDATE users SET name = \(String(name.unicodeScalars.prefix(100))) WHERE id = \(member.id)")
      var html = ""
      for _ in 0..<4 {
        let said = try await spoken(house, member)
        html = try #require(said["html"]?.string)
        #expect(!html.contains("<img src=x"))
        try await house.house.database.run("UPDATE cat_toasts SET signal = NULL WHERE member_id = \(member.id)")
        house.house.clock.advance(by: .minutes(2))
      }
    }
  }

  @Test("one toast in 60 s, never twice the same cat, none that is muted, none when toasts are off")
  func pauses() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    var last: String?
    var told = 0
    for _ in 0..<30 {
      try await house.raise(.friendAdded, by: ada)
      if let said = try await waiting(house, ada) {
        let cat = try #require(said["cat"]?.string)
        #expect(cat != last)
        last = cat
        told += 1
        try await house.house.database.run("UPDATE cat_toasts SET signal = NULL")
        // Deeds of other kinds within the minute move cats, who say nothing.
        house.house.clock.advance(by: .milliseconds(59_999))
        try await house.raise(.postCreated, by: ada)
        #expect(try await waiting(house, ada) == nil)
      }
      house.house.clock.advance(by: .minutes(3))
    }
    #expect(told > 4)
    let awake = CatSet.all.with(.patch, false)
    _ = try await house.talk.change(
      house.scope(ada), to: TalkSettings(muted: awake, mutesAll: false, toasts: true, sounds: false, mode: .pirate))
    for _ in 0..<20 {
      house.house.clock.advance(by: .minutes(3))
      try await house.raise(.friendAdded, by: ada)
      if let said = try await waiting(house, ada) { #expect(said["cat"]?.string == "patch") }
    }
    for settings in [
      TalkSettings(muted: .none, mutesAll: true, toasts: true, sounds: false, mode: .own),
      TalkSettings(muted: .none, mutesAll: false, toasts: false, sounds: false, mode: .own),
    ] {
      try await house.house.database.run("UPDATE cat_toasts SET signal = NULL")
      _ = try await house.talk.change(house.scope(ada), to: settings)
      for _ in 0..<6 {
        house.house.clock.advance(by: .minutes(3))
        try await house.raise(.friendAdded, by: ada)
      }
      #expect(try await waiting(house, ada) == nil)
    }
  }

  @Test("muting one cat by 50 requests at once is one change; two cats at once are both muted")
  func muting() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 { group.addTask { _ = try await house.talk.mute(house.scope(ada), number % 2 == 0 ? .miso : .tofu, true) } }
      try await group.waitForAll()
    }
    #expect(try await house.talk.settings(house.scope(ada)).muted.cats == [.tofu, .miso])
    #expect(try await house.talk.mutesCats(house.scope(ada)))
    _ = try await house.talk.mute(house.scope(ada), .miso, false)
    _ = try await house.talk.mute(house.scope(ada), .tofu, false)
    #expect(try await house.talk.mutesCats(house.scope(ada)) == false)
  }

  // MARK: Rooms

  /// A room of the member's that lets cats in and has the member in it.
  private func room(_ house: CatHouse, _ name: String, of member: Member) async throws -> RoomName {
    let room = RoomName(name)!
    _ = try await house.chat.rooms.create(house.scope(member), room, topic: RoomTopic("")!, kind: .public)
    _ = try await house.rooms.change(house.scope(member), of: room, to: RoomCats(isOn: true, mode: .own, cats: .all))
    return room
  }

  private func view(_ house: CatHouse, _ rooms: RoomName..., by member: Member) async throws {
    var ids: Set<RoomID> = []
    for room in rooms {
      let id = try await house.house.database.value("SELECT id FROM rooms WHERE name = \(room)", as: RoomID.self)
      ids.insert(try #require(id))
    }
    house.online.update([member.id: OnlineMember(since: house.now, rooms: ids.sorted())])
  }

  private func lines(_ house: CatHouse) async throws -> [(room: RoomName, at: Int64, cat: Cat, text: String)] {
    try await house.house.database.read { snapshot in
      try await snapshot.all(
        """
        SELECT r.name, m.created_at, c.position, m.content FROM messages m JOIN rooms r ON r.id = m.room_id JOIN cats c ON c.user_id = m.author_id
        ORDER BY m.id
        """
      ) { row in (try row[0], (try row[1] as Timestamp).milliseconds, try row[2], try row[3]) }
    }
  }

  @Test("cats talk in one room at a time, with its pauses, and name nobody")
  func roomLines() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let (one, two) = (try await room(house, "alley", of: ada), try await room(house, "barn", of: ada))
    try await view(house, one, two, by: ada)
    for number in 0..<220 {
      try await house.raise(Deed.allCases[number % 8], by: ada)
      house.house.clock.advance(by: .seconds(151))
    }
    let said = try await lines(house)
    #expect(said.count > 6)
    #expect(said.allSatisfy { !$0.text.lowercased().contains("ada") && (1...140).contains($0.text.unicodeScalars.count) })
    for name in [one, two] {
      let here = said.filter { $0.room == name }
      for (line, next) in zip(here, here.dropFirst()) {
        #expect(next.at - line.at >= 5 * 60_000 && next.cat != line.cat)
      }
      for line in here { #expect(here.count { $0.at >= line.at && $0.at < line.at + 86_400_000 } <= 12) }
    }
    for (number, line) in said.enumerated() {
      #expect(!said[..<number].contains { $0.cat == line.cat && line.at - $0.at < 10 * 60_000 })
    }
    #expect(try await house.house.database.value("SELECT count(*) FROM mentions", as: Int64.self) == 0)
    #expect(try await house.house.database.value("SELECT count(*) FROM messages WHERE NOT is_aside", as: Int64.self) == 0)
  }

  @Test("without anybody viewing, with cats out, or in announcements, nobody talks")
  func silentRooms() async throws {
    let house = try await CatHouse.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let alley = try await room(house, "alley", of: ada)
    for number in 0..<24 {
      try await house.raise(Deed.allCases[number % 8], by: ada)
      house.house.clock.advance(by: .minutes(6))
    }
    #expect(try await lines(house).isEmpty)
    let refusal = await failure {
      _ = try await house.rooms.change(house.scope(eve), of: alley, to: RoomCats(isOn: false, mode: .own, cats: .all))
    }
    #expect(refusal?.code == .forbidden)
    _ = try await house.rooms.change(house.scope(ada), of: alley, to: RoomCats(isOn: false, mode: .own, cats: .all))
    try await view(house, alley, by: ada)
    for number in 0..<24 {
      try await house.raise(Deed.allCases[number % 8], by: ada)
      house.house.clock.advance(by: .minutes(6))
    }
    #expect(try await lines(house).isEmpty)
    let settings = try await house.rooms.settings(house.scope(eve), of: alley)
    #expect(settings.settings.isOn == false && !settings.mayChange)
  }

  @Test("after a line the best liked cat hears the strongest memory, once, and leaves no bond of it")
  func gossip() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let alley = try await room(house, "alley", of: ada)
    try await view(house, alley, by: ada)
    for _ in 0..<60 {
      try await house.raise(.friendAdded, by: ada)
      house.house.clock.advance(by: .minutes(6))
    }
    let heard = try await house.house.database.read { snapshot in
      try await snapshot.all("SELECT cat, heard_from, event, opinion FROM cat_memories WHERE heard_from IS NOT NULL") { row in
        (cat: try row[0] as Cat, from: try row[1] as Cat, event: try row[2] as String, opinion: try row[3] as Int64)
      }
    }
    #expect(!heard.isEmpty)
    for memory in heard { #expect(memory.cat != memory.from && memory.opinion != 0) }
    // What was heard is told to the member alone.
    let eve = try await house.member("eve")
    for memory in heard { #expect(try await house.cats.look(house.scope(eve), memory.cat).you.memories.isEmpty) }
    house.house.clock.advance(by: .days(3))
    while try await house.keeping.endMemories(house.system()) > 0 {}
    #expect(try await house.house.database.value("SELECT count(*) FROM cat_memories WHERE heard_from IS NOT NULL", as: Int64.self) == 0)
  }
}
