import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Codeground

@Suite("The place of a script") struct ScriptPlaceTests {
  /// The state of a place as pages fold.
  private func fold(_ pages: [HistoryPage], into objects: inout [String: JSONValue]) throws {
    for page in pages {
      for object in try JSONValue(parsing: page.objects).array ?? [] {
        objects["\(object["type"]?.string ?? "") \(object["id"]?.int ?? 0)"] = object
      }
    }
  }

  @Test("what changes and is folded is what a fresh look gives, for the owner and for readers")
  func folding() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(as: ada)
    let place = PlaceID.script(ScriptID(id))
    let history = house.history()
    var states: [UserID: [String: JSONValue]] = [:]
    var cursors: [UserID: HistoryCursor] = [:]
    for who in [ada, bob] {
      let pages = try await history.newest(in: place, for: who.id)
      states[who.id] = [:]
      try fold(pages, into: &states[who.id]!)
      cursors[who.id] = HistoryCursor(epoch: pages[0].epoch, sequence: pages[pages.count - 1].sequence)
    }
    #expect(Set(states[ada.id]!.keys) == ["script \(id)", "revision 1", "draft \(id)"])
    #expect(Set(states[bob.id]!.keys) == ["script \(id)", "revision 1"])
    try await house.save(id, "two", base: 2, as: ada)
    try await house.publish(id, as: ada)
    try await house.save(id, "three", base: 3, as: ada)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)
    try await house.send(.patch, "/api/scripts/\(id)", #"{"summary":"new"}"#, as: ada)
    try await house.save(id, "four", base: 4, as: ada)
    for who in [ada, bob] {
      guard case .page(let page) = try await history.page(in: place, after: cursors[who.id]!, for: who.id) else {
        Issue.record("the cursor is good")
        continue
      }
      try fold([page], into: &states[who.id]!)
      var fresh: [String: JSONValue] = [:]
      let pages = try await history.newest(in: place, for: who.id)
      try fold(pages, into: &fresh)
      #expect(states[who.id] == fresh)
      #expect(page.sequence == pages[0].sequence)
      let highest = fresh.values.compactMap { $0["seq"]?.int }.max()
      #expect(page.sequence == highest, "the place goes as far as what the viewer sees")
      #expect(try await history.head(of: place, for: who.id).sequence == highest)
    }
    // A cursor that only the draft's numbers can give is none for a reader.
    let head = try await history.head(of: place)
    #expect(
      try await history.page(in: place, after: HistoryCursor(epoch: head.epoch, sequence: head.sequence), for: bob.id)
        == .reset(epoch: head.epoch))
  }

  @Test("the draft is told to owner and hands alone, and holds no code")
  func draftEvents() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.published(as: ada)
    _ = house.events.take()
    try await house.save(id, "secret()", base: 2, as: ada)
    let events = house.events.take()
    #expect(events.count == 1 && events[0].shownTo == [ada.id])
    #expect(!String(decoding: events[0].data, as: UTF8.self).contains("secret"))
  }

  @Test("who may watch, and why a view ends")
  func views() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(as: ada)
    let place = ScriptPlace(scripts: house.feature.rows.scripts)
    let viewer = Viewer(bob.id, of: .script(ScriptID(id)))
    func reason() async throws -> ClosedReason? { try await place.ended(among: [viewer]).first?.reason }
    let member = try #require(try await house.scope(bob).member)
    #expect(try await place.find("\(id)", for: member)?.name == "script:\(id)")
    #expect(try await place.find("7", for: member) == nil)
    #expect(try await reason() == nil)
    try await house.send(.patch, "/api/scripts/\(id)", #"{"visibility":"private"}"#, as: ada)
    #expect(try await reason() == .private)
    #expect(try await place.find("\(id)", for: member) == nil)
    try await house.send(.patch, "/api/scripts/\(id)", #"{"visibility":"public"}"#, as: ada)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)
    #expect(try await reason() == nil, "watchers get the tombstone")
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
    #expect(try await reason() == .blocked)
    try await house.send(.delete, "/api/scripts/\(id)", as: ada)
    #expect(try await reason() == .gone)
  }
}
