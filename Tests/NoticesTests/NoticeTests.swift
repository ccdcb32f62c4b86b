import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices

@Suite("A notification") struct NoticeTests {
  @Test("stands for the events of its group until it is read; then the next event begins a new one")
  func grouping() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy", "dee", "eve")
    let ada = people[0]
    #expect(try await house.raise(by: people[1], to: ada).words == ["notification", "desk 1"])
    #expect(try await house.titles(of: ada) == ["Bob waved"])
    #expect(try await house.raise(by: people[2], to: ada).words == ["notification"], "as many are unread as before")
    #expect(try await house.titles(of: ada) == ["Cy and Bob waved a lot"])
    for person in people[3...] { try await house.raise(by: person, to: ada) }
    try await house.raise(by: people[1], about: 2, to: ada)

    let notice = try #require(try await house.list(of: ada).first)
    #expect(notice["title"] == "Bob and 3 others waved a lot" && notice["count"]?.int == 4)
    #expect(notice["actors"]?.array?.map { $0["username"] } == ["bob", "eve", "dee"])
    #expect(notice["link"] == "/@ada" && notice["body"] == .null && notice["read"] == .bool(false))
    #expect(notice["html"]?.string?.contains(#"data-order="\#(notice["order"]?.string ?? "-")""#) == true)
    #expect(try await house.unread(of: ada) == 1)

    let id = try #require(notice["id"]?.int)
    #expect(try await house.send(.post, "/api/notifications/read", #"{"ids":[\#(id)]}"#, as: ada).data["unread"]?.int == 0)
    try await house.raise(by: people[2], about: 2, to: ada)
    let both = try await house.list(of: ada)
    #expect(both.map { $0["title"] } == ["Cy waved", "Bob and 3 others waved a lot"])
    #expect(both.map { $0["read"] } == [.bool(false), .bool(true)] && both[0]["last"]!.int! > both[1]["last"]!.int!)

    try await house.raise(RingNotice(), by: people[1], about: 7, to: ada, target: 3)
    try await house.raise(RingNotice(), by: people[1], about: 8, to: ada, target: 4)
    try await house.raise(RingNotice(), by: people[2], about: 9, to: ada, target: 3)
    let rings = try await house.list(of: ada).prefix(2)
    #expect(rings.map { $0["title"] } == ["Cy and Bob rang at door 3", "Bob rang at door 4"])
    #expect(rings.map { $0["link"] } == ["/doors/9", "/doors/8"], "the newest event decides")
    #expect(rings[0]["html"]?.string?.contains(#"action="/doors/cy""#) == true)
  }

  @Test("of the server names nobody, stands alone, and may carry a text")
  func nameless() async throws {
    let house = try await NoticeHouse.open()
    let ada = try await house.house.member("ada")
    for number in 1...2 { try await house.raise(LetterNotice(), by: nil, about: Int64(number), to: ada, body: "<b>\(number)</b>") }
    try await house.raise(LetterNotice(), by: nil, about: 2, to: ada, body: "again")
    let letters = try await house.list(of: ada)
    #expect(letters.map { $0["body"] } == ["<b>2</b>", "<b>1</b>"])
    #expect(letters.allSatisfy { $0["actors"]?.array == [] && $0["count"]?.int == 1 && $0["title"] == "A letter has come" })
    #expect(letters[0]["html"]?.string?.contains("&lt;b>2") == true || letters[0]["html"]?.string?.contains("&lt;b&gt;2") == true)
  }

  @Test("comes once for the same deed while that stands: unread, read or deleted; and again after it was taken back")
  func once() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    try await house.raise(by: bob, to: ada)
    #expect(try await house.raise(by: bob, to: ada).isEmpty)
    try await house.send(.post, "/api/notifications/read", #"{"up_to":99}"#, as: ada)
    #expect(try await house.raise(by: bob, to: ada).isEmpty)
    let id = try await house.list(of: ada)[0]["id"]!.int!
    _ = house.events.take()
    #expect(try await house.send(.delete, "/api/notifications/\(id)", as: ada).data["unread"]?.int == 0)
    #expect(try house.events.take().words == ["-notification"])
    #expect(try await house.raise(by: bob, to: ada).isEmpty)
    #expect(try await house.list(of: ada).isEmpty)
    #expect(try await house.send(.delete, "/api/notifications/\(id)", as: ada).status == 404)
    #expect(try await house.withdraw(by: bob).isEmpty, "its notification is gone already")
    #expect(try await house.raise(by: bob, to: ada).words == ["notification", "desk 1"])
    let own = try await house.list(of: ada)[0]["id"]!.int!
    #expect(try await house.send(.delete, "/api/notifications/\(own)", as: bob).status == 404)
  }

  @Test("shrinks with each event that is taken away, and goes with the last")
  func withdrawing() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    try await house.raise(by: bob, to: ada)
    let first = try await house.list(of: ada)[0]
    try await house.raise(by: bob, about: 2, to: ada)
    try await house.raise(by: cy, about: 3, to: ada)
    #expect(try await house.withdraw(about: 3).words == ["notification"])
    #expect(try await house.titles(of: ada) == ["Bob waved a lot"])
    #expect(try await house.withdraw(about: 2).words == ["notification"])
    let left = try await house.list(of: ada)[0]
    for field in ["id", "title", "count", "last", "created_at", "order", "actors", "read"] {
      #expect(left.object?[ShortName(field)] == first.object?[ShortName(field)], "\(field)")
    }
    #expect(try await house.withdraw(by: cy).isEmpty)
    #expect(try await house.withdraw(by: bob).words == ["-notification", "desk 0"])
    #expect(try await house.list(of: ada).isEmpty)
    #expect(try await house.withdraw(by: bob).isEmpty)
  }

  @Test("tells nobody of what they did themselves, and nobody who is banned, gone or a bot")
  func neverTold() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy", "dee", "eve")
    try await house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(people[1].id)")
    try await house.database.run("UPDATE users SET left_at = 1 WHERE id = \(people[2].id)")
    try await house.database.run("UPDATE users SET is_bot = \(true) WHERE id = \(people[3].id)")
    let cause = NoticeCause(WaveNotice(), by: people[0].id, about: 1)
    let told = try await house.change { try await house.notices.raise(cause, for: people.map(\.id), at: house.house.clock.now, in: $0) }
    #expect(told.map(\.audience) == [.place(.me(people[4].id)), .place(.me(people[4].id))])
  }

  @Test("tells nobody of people they muted, and neither side of a block of the other")
  func unheard() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    let steps = NoticesFeature.relationSteps(with: NoticeHouse.kinds)
    @Sendable func change(_ change: RelationChange) async throws -> [Event] {
      try await house.change { transaction in
        var events: [Event] = []
        for step in steps { events += try await step.relationChanged(change, at: house.house.clock.now, in: transaction) }
        return events
      }
    }
    try await house.raise(by: cy, to: bob)
    try await house.database.run("INSERT INTO mutes (muter_id, muted_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
    try await house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(bob.id), \(cy.id), 1)")
    let desk = try #require(try await change(.hearing(ada.id)).objects.first)
    #expect(desk["type"] == "desk" && desk["hidden"]?.array?.compactMap { $0.int } == [bob.id.rawValue])
    #expect(try await change(.block(bob.id, cy.id)).words == ["-notification", "desk 0"])
    for (actor, recipient, count) in [(bob, ada, 0), (bob, cy, 0), (cy, bob, 0), (ada, bob, 2), (cy, ada, 2)] {
      #expect(try await house.raise(RingNotice(), by: actor, to: recipient).count == count, "\(actor.id) to \(recipient.id)")
    }
    let fresh = try JSONValue(parsing: try await house.history().newest(in: .me(ada.id), for: ada.id)[0].objects).array ?? []
    #expect(fresh.first(where: { $0["type"] == "desk" })?["hidden"] == desk["hidden"])
  }

  @Test("comes back as one, however many of its group were hidden")
  func reviving() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    let hide = { (isHidden: Bool) in
      _ = try await house.change {
        try await house.notices.setHidden(isHidden, RingNotice(), of: ada.id, at: house.house.clock.now, in: $0)
      }
    }
    try await house.raise(RingNotice(), by: bob, about: 1, to: ada, target: 5)
    try await house.house.accounts.moderation.ban(house.house.system(), bob.id)
    try await house.raise(RingNotice(), by: cy, about: 2, to: ada, target: 5)
    try await hide(true)
    try await house.house.accounts.moderation.unban(house.house.system(), bob.id)
    #expect(try await house.titles(of: ada) == [])
    try await hide(false)
    #expect(try await house.titles(of: ada) == ["Cy and Bob rang at door 5"])
    #expect(try await house.unread(of: ada) == 1)
  }

  @Test("loses what a banned member did, and has it back after the ban")
  func bans() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    try await house.raise(by: bob, to: ada)
    try await house.raise(by: cy, to: ada)
    try await house.raise(RingNotice(), by: bob, to: ada, target: 1)
    let before = try await house.titles(of: ada)
    func told(_ change: (Scope) async throws -> Void) async throws -> [String] {
      let outbox = Outbox()
      try await change(house.house.system(outbox: outbox))
      return try outbox.take().filter { $0.type == Event.changed }.words
    }
    let moderation = house.house.accounts.moderation
    #expect(try await told { try await moderation.ban($0, bob.id) } == ["notification", "-notification", "desk 1"])
    #expect(try await house.titles(of: ada) == ["Cy waved"])
    #expect(try await told { try await moderation.unban($0, bob.id) } == ["notification", "notification", "desk 2"])
    #expect(try await house.titles(of: ada) == before)

    // Another event of the group came meanwhile: what comes back joins it.
    try await moderation.ban(house.house.system(), bob.id)
    try await house.raise(RingNotice(), by: cy, about: 2, to: ada, target: 1)
    try await moderation.unban(house.house.system(), bob.id)
    #expect(try await house.titles(of: ada) == ["Cy and Bob rang at door 1", "Cy and Bob waved a lot"])
    #expect(try await house.unread(of: ada) == 2)

    // What is hidden for two reasons needs both to end.
    func hide(_ isHidden: Bool) async throws {
      try await house.change { try await house.notices.setHidden(isHidden, WaveNotice(), of: ada.id, at: house.house.clock.now, in: $0) }
    }
    try await hide(true)
    try await moderation.ban(house.house.system(), bob.id)
    try await hide(false)
    #expect(try await house.titles(of: ada) == ["Cy rang at door 1", "Cy waved"])
    try await moderation.unban(house.house.system(), bob.id)
    #expect(try await house.titles(of: ada) == ["Cy and Bob rang at door 1", "Cy and Bob waved a lot"])
  }

  @Test("of a room is read with its messages, and goes with the right to read them")
  func rooms() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    for (message, door) in [(Int64(10), Int64(1)), (11, 1), (12, 2)] {
      try await house.raise(RingNotice(), by: bob, about: message, to: ada, target: door, in: RoomID(5))
    }
    try await house.raise(RingNotice(), by: bob, about: 10, to: cy, target: 1, in: RoomID(5))
    try await house.raise(RingNotice(), by: bob, about: 13, to: ada, target: 3, in: RoomID(6))
    func read(_ message: Int64) async throws -> [String] {
      try await house.change {
        try await house.notices.markRead(RingNotice(), in: RoomID(5), upTo: message, by: ada.id, at: house.house.clock.now, in: $0)
      }.words
    }
    #expect(try await read(10) == [], "its newest message is not read yet")
    #expect(try await read(11) == ["notification", "desk 2"])
    #expect(try await read(99) == ["notification", "desk 1"])
    #expect(try await read(99) == [])
    func leave(_ user: UserID?) async throws -> [String] {
      try await house.change { try await house.notices.withdraw(room: RoomID(5), from: user, at: house.house.clock.now, in: $0) }.words
    }
    #expect(try await leave(ada.id) == ["-notification", "-notification"])
    #expect(try await leave(nil) == ["-notification", "desk 0"])
    #expect(try await house.titles(of: ada) == ["Bob rang at door 3"])
    #expect(try await house.list(of: cy).isEmpty)
    let told = try await house.change { try await house.notices.withdraw(between: bob.id, and: ada.id, at: house.house.clock.now, in: $0) }
    #expect(try told.words == ["-notification", "desk 0"])
  }
}
