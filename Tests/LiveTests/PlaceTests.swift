import Bus
import Core
import Engine
import JSON
import Synchronization
import Testing

@testable import Live

/// A place of notes in memory: objects with sequences, some hidden from some members.
final class TestPlace: PlaceHistory {
  struct Note {
    let id: Int64
    var seq: Int64
    var text: String
    var isDeleted = false
    var hiddenFrom: [UserID] = []

    var json: [UInt8] {
      guard !isDeleted else { return PlaceObject.tombstone("note", id, sequence: seq).json }
      return PlaceObject("note", id, sequence: seq, order: "\(id)") { $0.field("text", text) }.json
    }
  }

  struct State {
    var last: Int64 = 0
    var collected: Int64 = 0
    var notes: [Note] = []
    var closed: [UserID: ClosedReason] = [:]
    var name = "notes:five"
  }

  let checksEachChange: Bool

  init(checksEachChange: Bool = false) { self.checksEachChange = checksEachChange }

  static let id = PlaceID(PlaceKind("notes"), 5)
  let state = Mutex(State())
  let pageSize = 3

  var kind: PlaceKind { PlaceKind("notes") }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard name.lowercased() == "five", state.withLock({ $0.closed[member.id] }) == nil else { return nil }
    return Place(Self.id, named: state.withLock { $0.name })
  }

  func places(of member: UserID) -> [PlaceID] { member == UserID(5) ? [Self.id] : [] }

  /// Signals named `secret` reach no one.
  func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] {
    String(decoding: signal, as: UTF8.self).contains("secret") ? [] : places
  }

  func names(of places: [PlaceID]) async throws -> [PlaceID: String] { [Self.id: state.withLock { $0.name }] }

  func head(of place: PlaceID) async throws -> PlaceHead { PlaceHead(epoch: "e1", sequence: state.withLock { $0.last }) }

  func newest(in place: PlaceID, for viewer: UserID) async throws -> [HistoryPage] {
    state.withLock { state in
      let shown = state.notes.filter { !$0.isDeleted && !$0.hiddenFrom.contains(viewer) }
      let pages = stride(from: 0, to: max(1, shown.count), by: pageSize).map { Array(shown[$0..<min($0 + pageSize, shown.count)]) }
      return pages.enumerated().map { index, notes in
        page(notes, at: index == pages.count - 1 ? state.last : 0, isComplete: index == pages.count - 1)
      }
    }
  }

  func page(in place: PlaceID, after cursor: HistoryCursor, for viewer: UserID) async throws -> HistoryRead {
    state.withLock { state in
      guard cursor.epoch == "e1", (state.collected...max(state.collected, state.last)).contains(cursor.sequence) else {
        return .reset(epoch: "e1")
      }
      let changed = state.notes.filter { $0.seq > cursor.sequence && !$0.hiddenFrom.contains(viewer) }.sorted { $0.seq < $1.seq }
      let isComplete = changed.count <= pageSize
      return .page(
        page(Array(changed.prefix(pageSize)), at: isComplete ? state.last : changed[pageSize - 1].seq, isComplete: isComplete))
    }
  }

  private func page(_ notes: [Note], at sequence: Int64, isComplete: Bool) -> HistoryPage {
    var json = JSONWriter()
    json.array { json in for note in notes { json.raw(note.json) } }
    return HistoryPage(epoch: "e1", objects: json.bytes, sequence: sequence, isComplete: isComplete)
  }

  func lastSequences(of places: [PlaceID]) async throws -> [PlaceID: Int64] { [Self.id: state.withLock { $0.last }] }

  func changes(in place: PlaceID, after sequence: Int64, limit: Int) async throws -> [PlaceChange] {
    state.withLock { state in
      state.notes.filter { $0.seq > sequence }.sorted { $0.seq < $1.seq }.prefix(limit).map {
        PlaceChange(type: Event.changed, sequence: $0.seq, data: $0.json, hiddenFrom: $0.hiddenFrom)
      }
    }
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    state.withLock { state in viewers.compactMap { viewer in state.closed[viewer.user].map { EndedView(viewer, because: $0) } } }
  }

  /// Commits a change and gives its event, which has not been told yet.
  func put(_ id: Int64, _ text: String, isDeleted: Bool = false, hiddenFrom: [UserID] = []) -> Event {
    state.withLock { state in
      state.last += 1
      let note = Note(id: id, seq: state.last, text: text, isDeleted: isDeleted, hiddenFrom: hiddenFrom)
      state.notes.removeAll { $0.id == id }
      state.notes.append(note)
      let object =
        isDeleted
        ? PlaceObject.tombstone("note", id, sequence: note.seq, hiddenFrom: hiddenFrom)
        : PlaceObject("note", id, sequence: note.seq, order: "\(id)", hiddenFrom: hiddenFrom) { $0.field("text", text) }
      return Event(changed: object, in: Self.id)
    }
  }
}

extension TestSocket {
  /// Watches and waits for the last page.
  func watch(_ place: String, after cursor: Int64? = nil, epoch: String = "e1", at location: SourceLocation = #_sourceLocation) async {
    let before = completed
    var data: [ShortName: JSONValue] = ["place": .string(place)]
    if let cursor {
      data["epoch"] = .string(epoch)
      data["after_seq"] = .int(cursor)
    }
    await say("watch", .object(data), id: "w")
    await until("catching up with \(place)", at: location) { $0.completed > before }
  }

  private var completed: Int {
    frames("changes").count { $0["data"]?["complete"] == .bool(true) || $0["data"]?["reset"] == .bool(true) }
  }

  /// The place as the socket's frames fold.
  var folded: [Int64: JSONValue] {
    var objects: [Int64: JSONValue] = [:]
    for frame in frames {
      let data = frame["data"]!
      switch frame["type"]?.string {
      case "changed": Self.fold(data["object"]!, into: &objects)
      case "changes":
        if data["reset"] == .bool(true) { objects = [:] }
        for object in data["objects"]?.array ?? [] { Self.fold(object, into: &objects) }
      default: break
      }
    }
    return objects.filter { $0.value["deleted"] == .bool(false) }
  }

  private static func fold(_ object: JSONValue, into objects: inout [Int64: JSONValue]) {
    let id = object["id"]!.int!
    if let known = objects[id], known["seq"]!.int! >= object["seq"]!.int! { return }
    objects[id] = object
  }

  var error: String? { frames("error").last?["data"]?["code"]?.string }
}

@Suite struct WatchingPlaces {
  private func house(_ place: TestPlace, exchange: LocalExchange = LocalExchange(), node: String = "n1") -> LiveHouse {
    LiveHouse(exchange: exchange, node: node, places: [place])
  }

  @Test func beginsWithWhatIsThereAndGoesOnLive() async throws {
    let place = TestPlace()
    for id in 1...7 as ClosedRange<Int64> { _ = place.put(id, "n\(id)") }
    let house = house(place)
    let ada = try await house.socket(1)
    await ada.watch("Notes:FIVE")
    let watching = try #require(ada.frames("watching").first)
    #expect(watching["data"] == ["place": "notes:five", "epoch": "e1", "seq": 7] && watching["meta"] == ["request_id": "w"])
    let pages = ada.frames("changes")
    // Only the last page of a fresh look is a cursor.
    #expect(pages.map { $0["data"]!["seq"]!.int! } == [0, 0, 7] && pages.map { $0["data"]!["complete"] } == [false, false, true])
    #expect(ada.folded.count == 7)
    house.live.publish([
      place.put(3, "changed"), place.put(1, "", isDeleted: true), Event(signal: "hello", in: TestPlace.id) { $0.field("n", 1) },
    ])
    await ada.until("the signal") { !$0.frames("signal").isEmpty }
    #expect(ada.frames("changed").map { $0["data"]!["object"]!["seq"]!.int! } == [8, 9])
    #expect(ada.frames("changed")[0]["data"]?["place"] == "notes:five")
    #expect(
      ada.frames("changed")[1]["data"]?["object"]
        == ["type": "note", "id": 1, "seq": 9, "deleted": true, "html": .null])
    #expect(ada.frames("signal")[0]["data"] == ["place": "notes:five", "name": "hello", "n": 1])
    #expect(ada.folded[3]?["text"] == "changed" && ada.folded.count == 6)
  }

  @Test("a signal for places of a kind reaches those that their source picks, on all nodes and in order")
  func judgesSignals() async throws {
    let place = TestPlace()
    let exchange = LocalExchange()
    let here = house(place, exchange: exchange), there = house(place, exchange: exchange, node: "n2")
    let ada = try await here.socket(1), bob = try await there.socket(2), cleo = try await here.socket(3)
    for socket in [ada, bob] { await socket.watch("notes:five") }
    here.live.publish(
      ["first", "secret", "second"].map { name in Event(signal: name, inPlacesOf: TestPlace.id.kind) { $0.field("n", 1) } }
        + [Event(signal: "elsewhere", inPlacesOf: .me)])
    for socket in [ada, bob] {
      await socket.until("both signals") { $0.frames("signal").count == 2 }
      #expect(
        socket.frames("signal").map { $0["data"] } == [
          ["place": "notes:five", "name": "first", "n": 1], ["place": "notes:five", "name": "second", "n": 1],
        ])
    }
    #expect(cleo.frames("signal").isEmpty)
  }

  @Test func resumesFromACursorAndResetsWhatCannotBeContinued() async throws {
    let place = TestPlace()
    for id in 1...7 as ClosedRange<Int64> { _ = place.put(id, "n\(id)") }
    place.state.withLock { $0.collected = 2 }
    let house = house(place)
    let ada = try await house.socket(1)
    await ada.watch("notes:five", after: 3)
    #expect(ada.frames("changes").map { $0["data"]!["seq"]!.int! } == [6, 7])
    for (cursor, epoch) in [(1, "e1"), (8, "e1"), (7, "e0")] as [(Int64, String)] {
      await ada.watch("notes:five", after: cursor, epoch: epoch)
      #expect(ada.last == ["place": "notes:five", "epoch": "e1", "reset": true], "\(cursor) \(epoch)")
      // The view is over.
      house.live.publish([place.put(9, "later")])
      #expect(ada.frames("changed").isEmpty)
      place.state.withLock {
        $0.notes.removeAll { $0.id == 9 }; $0.last = 7
      }
    }
  }

  @Test func anObjectHiddenFromOneOfThreeReachesTheOthers() async throws {
    let place = TestPlace()
    let house = house(place)
    let sockets = [try await house.socket(1), try await house.socket(2), try await house.socket(3)]
    for socket in sockets { await socket.watch("notes:five") }
    house.live.publish([place.put(1, "for all"), place.put(2, "not for two", hiddenFrom: [UserID(2)]), place.put(3, "for all")])
    for socket in sockets { await socket.until("the last") { $0.folded[3] != nil } }
    #expect(sockets.map { $0.folded.keys.sorted() } == [[1, 2, 3], [1, 3], [1, 2, 3]])
    #expect(!sockets[1].frames.contains { String(decoding: $0.bytes, as: UTF8.self).contains("not for two") })
    let late = try await house.socket(2)
    await late.watch("notes:five")
    #expect(late.folded == sockets[1].folded)
    let back = try await house.socket(2)
    await back.watch("notes:five", after: 0)
    #expect(back.folded == sockets[1].folded)
  }

  @Test func whatIsLostOnTheWayIsHealedAndStaysHidden() async throws {
    let place = TestPlace()
    let house = house(place)
    let ada = try await house.socket(1), bob = try await house.socket(2)
    for socket in [ada, bob] { await socket.watch("notes:five") }
    _ = place.put(1, "lost")
    _ = place.put(2, "lost and hidden", hiddenFrom: [UserID(2)])
    house.live.publish([place.put(3, "told")])
    await house.pass(until: "the gap is healed") { ada.folded.count == 3 && bob.folded.count == 2 }
    _ = place.put(4, "lost, and nothing follows")
    await house.pass(until: "looking finds it", step: .milliseconds(500)) { ada.folded.count == 4 && bob.folded.count == 3 }
  }

  @Test func aViewEndsWithItsReason() async throws {
    let exchange = LocalExchange()
    let place = TestPlace()
    let time = TestTime(), sessions = TestSessions()
    let here = LiveHouse(exchange: exchange, node: "n1", time: time, places: [place], sessions: sessions)
    let there = LiveHouse(exchange: exchange, node: "n2", time: time, places: [place], sessions: sessions)
    let ada = try await here.socket(1), bob = try await there.socket(2), cleo = try await there.socket(3)
    for socket in [ada, bob, cleo] { await socket.watch("notes:five") }
    place.state.withLock { $0.closed = [UserID(1): .private, UserID(2): .blocked] }
    here.live.publish([Event(node: .placeChanged(TestPlace.id))])
    await ada.until("closed here") { !$0.frames("place_closed").isEmpty }
    await bob.until("closed there") { !$0.frames("place_closed").isEmpty }
    #expect(ada.last == ["place": "notes:five", "reason": "private"] && bob.last == ["place": "notes:five", "reason": "blocked"])
    here.live.publish([place.put(1, "after")])
    await cleo.until("the others go on") { $0.folded[1] != nil }
    #expect(ada.frames.last?["type"] == "place_closed" && bob.frames.last?["type"] == "place_closed")
    await ada.say("watch", ["place": "notes:five"], id: "again")
    #expect(ada.error == "NOT_FOUND")
    // Without any message: the database is compared every few seconds.
    place.state.withLock { $0.closed[UserID(3)] = .gone }
    await here.pass(until: "noticed", step: .seconds(1)) { !cleo.frames("place_closed").isEmpty }
  }

  @Test func unwatchingEndsItAndUnknownPlacesAreRefused() async throws {
    let place = TestPlace()
    let house = house(place)
    let ada = try await house.socket(1)
    await ada.watch("notes:five")
    await ada.say("unwatch", ["place": "NOTES:five"], id: "u")
    #expect(ada.frames.last?["type"] == "ack")
    house.live.publish([place.put(1, "unseen")])
    #expect(ada.frames("changed").isEmpty)
    for name in ["notes:six", "notes", "notes:", "nothing", "room:r1", "r1", ":", "Ж", "verylongkind:x"] {
      await ada.say("watch", ["place": .string(name)], id: "x")
      #expect(ada.error == "NOT_FOUND", "\(name)")
      await ada.say("unwatch", ["place": .string(name)], id: "x")
      #expect(ada.frames.last?["type"] == "ack", "\(name)")
    }
    for data: JSONValue in [
      [:], ["place": ""], ["place": .string(String(repeating: "x", count: 129))], ["place": 1],
      ["place": "notes:five", "epoch": "e1"], ["place": "notes:five", "after_seq": 1],
      ["place": "notes:five", "after_seq": -1, "epoch": "e1"],
      ["place": "notes:five", "colour": "red"],
    ] {
      await ada.say("watch", data, id: "x")
      #expect(ada.error == "VALIDATION_ERROR", "\(data)")
    }
    await ada.say("signal", ["place": "notes:five", "name": "wave", "on": true], id: "s")
    #expect(ada.error == "VALIDATION_ERROR" && ada.frames("error").last?["data"]?["details"]?["name"] != nil)
    await ada.say("signal", ["place": "notes:six", "name": "wave"], id: "s")
    #expect(ada.error == "NOT_FOUND")
  }

  @Test func placesCountWithTheRoomsOfASocket() async throws {
    let place = TestPlace()
    var limits = Limits.lifted
    limits[.roomsPerSocket] = 2
    let house = LiveHouse(limits: limits, places: [place])
    house.open(1)
    house.open(2)
    let ada = try await house.socket(1)
    await ada.join("r1")
    await ada.watch("notes:five")
    await ada.say("join_room", ["room": "r2"], id: "j")
    #expect(ada.error == "LIMIT_EXCEEDED")
    await ada.watch("notes:five")
    await ada.say("close_room", ["room": "r1"], id: "c")
    await ada.join("r2")
  }
}
