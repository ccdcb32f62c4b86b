import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Synchronization
import Telemetry
import Testing

@testable import Codeground

@Suite("Who watches a script") struct WatchingTests {
  private func world() async throws -> (house: CodeHouse, ada: TestMember, bob: TestMember, script: ScriptID, presence: PresenceService) {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.make(as: ada)
    try await house.send(.put, "/api/scripts/\(id)/hands/bob", as: ada)
    return (house, ada, bob, ScriptID(id), service(house, "one"))
  }

  private func service(_ house: CodeHouse, _ node: String) -> PresenceService {
    PresenceService(work: house.house.work, drafts: house.feature.rows.drafts, watchers: house.feature.rows.watchers, node: node)
  }

  private func names(_ event: Event?) throws -> [String]? {
    try event.map { try JSONValue(parsing: $0.data)["users"]?.array?.compactMap { $0["username"]?.string } ?? [] }
  }

  @Test("present names owner and hands who watch, on any node")
  func present() async throws {
    let (house, ada, bob, script, one) = try await world()
    let cat = try await house.house.member("cat")
    let place = PlaceID.script(script)
    let asked = [ada, bob, cat].map { Viewer($0.id, of: place) }
    #expect(Set(try await one.working(among: asked).map(\.user)) == [ada.id, bob.id])
    let now = house.house.clock.now
    let first = try await one.write([ada.id], of: script, at: now)
    #expect(try names(first.event) == ["ada"] && first.event?.shownTo == [ada.id, bob.id])
    let two = service(house, "two")
    #expect(try names(try await two.write([bob.id], of: script, at: now).event) == ["ada", "bob"])
    let again = try await two.write([ada.id, bob.id], of: script, at: now)
    #expect(try again.event == nil && names(again.welcome) == ["ada", "bob"], "nothing changed: only those who came are told")
    #expect(try await one.write([], of: script, at: now).event == nil, "ada watches on the other node")
    #expect(try names(try await two.write([bob.id], of: script, at: now).event) == ["bob"])
    // The second node is gone without a word.
    #expect(try await one.renew(at: now + .seconds(34)).isEmpty)
    let faded = try await one.renew(at: now + .seconds(36))
    #expect(try faded.count == 1 && names(faded.first) == [])
  }

  @Test("the pen ends 15 s after its holder's last socket has left, and not when they come back")
  func away() async throws {
    let (house, _, bob, script, one) = try await world()
    let clock = house.house.clock
    let path = "/api/scripts/\(script)/pen"
    try await house.send(.put, path, as: bob)
    func release() async throws -> Int { try await house.feature.hands.releaseOverdue(house.house.system()) }
    clock.advance(by: .seconds(20))
    #expect(try await release() == 0, "as long as no socket has watched, it is held for 60 s")
    _ = try await one.write([bob.id], of: script, at: clock.now)
    _ = try await service(house, "two").write([bob.id], of: script, at: clock.now)
    _ = try await one.write([], of: script, at: clock.now)
    clock.advance(by: .seconds(16))
    #expect(try await release() == 0, "one still watches on the other node")
    _ = try await service(house, "two").write([], of: script, at: clock.now)
    clock.advance(by: .seconds(10))
    _ = try await one.write([bob.id], of: script, at: clock.now)
    clock.advance(by: .seconds(10))
    #expect(try await release() == 0, "they came back")
    try await house.send(.put, path, as: bob)
    _ = try await one.write([], of: script, at: clock.now)
    clock.advance(by: .seconds(14))
    #expect(try await release() == 0)
    clock.advance(by: .seconds(1))
    #expect(try await release() == 1)
    #expect(try await house.send(.get, "/api/scripts/\(script)/draft", as: bob).data["draft"]?["pen"] == .null)
  }

  @Test("the pen ends when the session through which it was taken is signed out")
  func signedOut() async throws {
    let (house, ada, bob, script, _) = try await world()
    let path = "/api/scripts/\(script)"
    try await house.send(.put, path + "/pen", as: bob)
    #expect(try await house.send(.put, path + "/pen", #"{"to":"ada"}"#, as: ada).status == 409)
    try await house.house.database.run("UPDATE sessions SET revoked_at = 1 WHERE user_id = \(bob.id)")
    #expect(try await house.send(.get, path + "/draft", as: ada).data["draft"]?["pen"] == .null, "at once")
    let outbox = Outbox()
    #expect(try await house.feature.hands.releaseOverdue(house.house.system(outbox: outbox)) == 1)
    #expect(outbox.take().map(\.type) == [Event.changed])
    try await house.send(.put, path + "/pen", as: ada)
    #expect(try await house.send(.put, path + "/pen", #"{"to":"bob"}"#, as: ada).data["draft"]?["pen"]?["user"]?["username"] == "bob")
  }

  @Test("a node asks once about each viewer, and again when somebody begins to watch")
  func questions() {
    let (one, two) = (PlaceID.script(ScriptID(1)), PlaceID.script(ScriptID(2)))
    let (ada, bob) = (UserID(1), UserID(2))
    var state = PresenceState()
    #expect(state.question([one: [ada], two: [bob]], [one, two]).count == 2)
    let first = state.answered([Viewer(ada, of: one)])
    #expect(first == [.init(place: one, users: [ada])])
    for change in first { state.wrote(change) }
    #expect(state.question([one: [ada], two: [bob]], []).isEmpty)
    #expect(state.answered([]).isEmpty)
    #expect(state.question([one: [ada, bob], two: [bob]], [one]) == [Viewer(ada, of: one), Viewer(bob, of: one)])
    let second = state.answered([Viewer(ada, of: one)])
    #expect(second == [.init(place: one, users: [ada])], "who came is told, though nothing is new")
    for change in second { state.wrote(change) }
    #expect(state.question([two: [bob]], []).isEmpty)
    #expect(state.answered([]) == [.init(place: one, users: [])])
    // It could not be written: the same comes again.
    state.forgetQuestion()
    _ = state.question([two: [bob]], [])
    #expect(state.answered([]) == [.init(place: one, users: [])])
  }

  @Test("the teller tells those who begin to watch, and all when somebody leaves")
  func teller() async throws {
    let (house, ada, bob, script, presence) = try await world()
    let place = PlaceID.script(script)
    let publisher = WatchedLog()
    let teller = PresenceTeller(presence: presence, now: { house.house.clock.now }, log: .silent)
    let task = Task { try await teller.run(publisher) }
    defer { task.cancel() }
    publisher.set([place: [ada.id, bob.id]])
    teller.welcome(place)
    while publisher.told.isEmpty { await Task.yield() }
    #expect(try publisher.told.last.flatMap { try names($0) } == ["ada", "bob"])
    publisher.set([place: [ada.id]])
    while publisher.told.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(try publisher.told.last.flatMap { try names($0) } == ["ada"])
  }
}

/// A publisher with viewers.
private final class WatchedLog: EventPublisher {
  private let state = Mutex<(viewers: [PlaceID: Set<UserID>], events: [Event])>(([:], []))

  var told: [Event] { state.withLock { $0.events } }

  func set(_ viewers: [PlaceID: Set<UserID>]) { state.withLock { $0.viewers = viewers } }
  func publish(_ events: [Event]) { state.withLock { $0.events += events } }
  func viewersHere(_ kind: PlaceKind) -> [PlaceID: Set<UserID>] { state.withLock { $0.viewers } }
}
