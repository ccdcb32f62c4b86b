import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Song

@Suite("Leases") struct LeaseTests {
  /// Sends a signal as the socket does that is named.
  private static func signal(
    _ house: SongHouse, _ name: String, _ verse: Int64, in story: Int64, as member: TestMember, socket: String = "a", watching: Bool = true
  ) async throws -> JSONValue {
    let outbox = Outbox()
    let sender = SignalSender(scope: try await house.scope(member, outbox: outbox), socket: socket, isWatching: watching)
    let place = house.feature.places[0]
    let signal = try #require(place.signals.first { $0.name == name })
    let data = try await signal.answer(try Fields(json: .object(["verse": .int(verse)])), sender, .story(StoryID(story)))
    house.events.publish(outbox.take())
    return try JSONValue(parsing: data)
  }

  private static func refusal(_ body: () async throws -> JSONValue) async throws -> AppError? {
    do {
      _ = try await body()
      return nil
    } catch let error as AppError { return error }
  }

  /// What those who watch a story are told when the node looks again, if it was told to.
  private static func told(
    _ house: SongHouse, _ news: inout LeaseNews, in story: Int64, isWelcome: Bool = false
  ) async throws -> [JSONValue] {
    let hasChanged = try house.events.take().filter { $0.audience == .watchers(.story) }
      .contains { try JSONValue(parsing: $0.data) == .object(["name": "leases_changed", "story": .int(story)]) }
    guard hasChanged || isWelcome else { return [] }
    let held = try await house.feature.leases.held(in: StoryID(story), at: house.house.clock.now)
    return try news.look(at: .story(StoryID(story)), held, isWelcome: isWelcome).map { event in
      #expect(event.audience == .place(.story(StoryID(story))))
      return try JSONValue(parsing: event.data)
    }
  }

  @Test("are claimed, renewed and released; all watchers are told, and others may not save meanwhile")
  func life() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members""#, as: ada)
    let other = try await house.verse("Other", in: id, as: ada)
    try await house.send(.put, "/stories/\(id)/writers/bob", as: ada)
    _ = house.events.take()
    var news = LeaseNews()
    let claimed = try await Self.signal(house, "claim", root, in: id, as: bob)
    let until = try #require(claimed["until"]?.string)
    let told = try await Self.told(house, &news, in: id)
    #expect(told.count == 1 && told[0]["name"] == "lease" && told[0]["verse"]?.int == root && told[0]["until"]?.string == until)
    #expect(told[0]["user"]?["username"] == "bob")

    let refused = try await Self.refusal { try await Self.signal(house, "claim", root, in: id, as: ada) }
    #expect(refused?.code == .conflict && refused?.details["holder"] == "bob")
    let saved = try await house.save(root, "mine", base: 1, as: ada)
    #expect(saved.status == 409 && saved.json["error"]?["details"]?["holder"] == "bob")
    #expect(try await house.save(root, "", base: 9, as: ada).status == 200, "no change")
    let appended = try await house.send(.post, "/stories/\(id)/verses", #"{"title":"Next","from":\#(root)}"#, as: ada)
    #expect(appended.status == 409 && appended.details == ["holder"])
    _ = try await Self.signal(house, "claim", other, in: id, as: bob)
    #expect(try await house.send(.delete, "/verses/\(other)", as: ada).details == ["holder"])
    #expect(try await house.page("/song/verses/\(root)/edit", as: ada).text.contains(" is writing this verse"))
    #expect(!(try await house.page("/song/verses/\(root)/edit", as: bob).text.contains("is writing this verse")))
    #expect(try await house.save(root, "bob's", base: 1, as: bob).status == 200)
    #expect(try await house.send(.post, "/verses/\(root)/revert", #"{"version":1,"base_version":2}"#, as: ada).details == ["holder"])

    // Nobody else can release it; releasing what one does not hold is no fault.
    _ = try await Self.told(house, &news, in: id)
    #expect(try await Self.signal(house, "release", root, in: id, as: ada) == .object([:]))
    #expect(try await Self.told(house, &news, in: id).isEmpty)
    #expect(try await Self.signal(house, "release", root, in: id, as: bob) == .object([:]))
    let ended = try await Self.told(house, &news, in: id)
    #expect(ended.count == 1 && ended[0]["user"] == .null && ended[0]["until"] == .null)
    #expect(try await house.save(root, "ada's", base: 2, as: ada).status == 200)

    // Deleting it ends the holder's own.
    #expect(try await house.send(.delete, "/verses/\(other)", as: bob).status == 403)
    _ = try await Self.signal(house, "release", other, in: id, as: bob)
    _ = try await Self.signal(house, "claim", other, in: id, as: ada)
    let passedOn = try await Self.told(house, &news, in: id)
    #expect(passedOn.map { $0["user"]?["username"] } == [nil, "ada"], "the end comes before the next holder")
    #expect(try await Self.told(house, &news, in: id, isWelcome: true).map { $0["verse"]?.int } == [other])
    #expect(try await house.send(.delete, "/verses/\(other)", as: ada).status == 200)
    #expect(try await Self.told(house, &news, in: id).map { $0["user"] } == [.null])
  }

  @Test("are refused in the right order, to those who may not and for what is not there")
  func refusals() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members""#, as: ada)
    let (_, foreign) = try await house.story(as: ada)
    let gone = try await house.verse("Gone", in: id, as: ada)
    try await house.send(.delete, "/verses/\(gone)", as: ada)
    func code(_ name: String, _ verse: Int64, as member: TestMember, watching: Bool = true) async throws -> AppError.Code? {
      try await Self.refusal { try await Self.signal(house, name, verse, in: id, as: member, watching: watching) }?.code
    }
    for name in ["claim", "release"] {
      #expect(try await code(name, foreign, as: ada) == .notFound)
      #expect(try await code(name, 99_999, as: ada) == .notFound)
      #expect(try await code(name, gone, as: ada) == .gone)
    }
    #expect(try await code("claim", root, as: bob) == .forbidden)
    #expect(try await code("claim", root, as: ada, watching: false) == .forbidden)
    #expect(try await code("release", root, as: bob) == nil)
    #expect(try await code("claim", root, as: ada) == nil)
    let place = house.feature.places[0]
    let claim = try #require(place.signals.first { $0.name == "claim" })
    let sender = SignalSender(scope: try await house.scope(ada), socket: "a", isWatching: true)
    for (body, field) in [(#"{}"#, "verse"), (#"{"verse":"x"}"#, "verse"), (#"{"verse":1,"more":2}"#, "more")] {
      let refused = try await Self.refusal {
        try JSONValue(parsing: try await claim.answer(try Fields(json: JSONValue(parsing: Array(body.utf8))), sender, .story(StoryID(id))))
      }
      #expect(refused?.code == .validation && refused?.details.keys.sorted() == [field], "\(body)")
    }
  }

  @Test("20 claims at once: one holder")
  func race() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    var members: [TestMember] = []
    for number in 1...20 { members.append(try await house.member("writer\(number)")) }
    let writers = members
    let won = try await house.statuses(20) { index in
      let refused = try await Self.refusal { try await Self.signal(house, "claim", root, in: id, as: writers[index], socket: "s\(index)") }
      #expect(refused == nil || refused?.code == .conflict)
      return refused == nil ? 1 : 0
    }
    #expect(won.reduce(0, +) == 1)
    #expect(try await house.house.database.values("SELECT verse_id FROM verse_leases", as: Int64.self) == [root])
  }

  @Test("run out after a minute, 15 seconds after the last socket has left, and after half an hour without a save")
  func ends() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let clock = house.house.clock
    func isHeld() async throws -> Bool { try await house.save(root, "x\(clock.now.iso8601)", base: 99, as: ada).details == ["holder"] }
    func end() async throws -> Int {
      let outbox = Outbox()
      let system = Scope(caller: .system, requestID: "test", now: clock.now, random: house.house.random, outbox: outbox)
      let count = try await house.feature.leases.endOver(system)
      house.events.publish(outbox.take())
      return count
    }
    _ = try await Self.signal(house, "claim", root, in: id, as: bob, socket: "one")
    var news = LeaseNews()
    #expect(try await Self.told(house, &news, in: id).count == 1)
    clock.advance(by: .seconds(59))
    #expect(try await isHeld())
    #expect(try await end() == 0)
    clock.advance(by: .seconds(1))
    #expect(!(try await isHeld()))
    #expect(try await end() == 1)
    #expect(try await Self.told(house, &news, in: id).map { $0["user"] } == [.null])

    // Two sockets: the last one to leave counts.
    _ = try await Self.signal(house, "claim", root, in: id, as: bob, socket: "one")
    _ = try await Self.signal(house, "claim", root, in: id, as: bob, socket: "two")
    try await house.feature.leases.left("one", StoryID(id), at: clock.now)
    clock.advance(by: .seconds(20))
    #expect(try await isHeld())
    try await house.feature.leases.left("two", StoryID(id), at: clock.now)
    clock.advance(by: .seconds(14))
    #expect(try await isHeld())
    clock.advance(by: .seconds(1))
    #expect(!(try await isHeld()))

    // Half an hour of renewals without a save.
    _ = try await Self.signal(house, "claim", root, in: id, as: bob)
    for _ in 0..<59 {
      clock.advance(by: .seconds(30))
      _ = try await Self.signal(house, "claim", root, in: id, as: bob)
    }
    clock.advance(by: .seconds(29))
    #expect(try await isHeld())
    clock.advance(by: .seconds(1))
    #expect(!(try await isHeld()))
  }

  @Test("end at once with the right to save: a ban, a block, another setting, deletion")
  func lostRights() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let database = house.house.database
    func held() async throws -> Int { try await house.feature.leases.leases.held(in: StoryID(id), at: house.house.clock.now).count }
    func claim() async throws {
      _ = try await Self.signal(house, "claim", root, in: id, as: bob)
      #expect(try await held() == 1)
    }
    try await claim()
    try await database.run("UPDATE users SET banned_at = 1 WHERE id = \(bob.id)")
    #expect(try await held() == 0)
    try await database.run("UPDATE users SET banned_at = NULL WHERE id = \(bob.id)")
    try await claim()
    try await database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
    #expect(try await held() == 0)
    try await database.run("DELETE FROM blocks")
    try await claim()
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"canon":"keeper"}"#, as: ada)
    #expect(try await held() == 0)
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"canon":"open"}"#, as: ada)
    try await claim()
    try await house.send(.delete, "/stories/\(id)", as: ada)
    #expect(try await held() == 0)
  }
}
