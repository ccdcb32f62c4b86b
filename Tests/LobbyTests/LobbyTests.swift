import Accounts
import AccountsTesting
import Chat
import Core
import CoreTesting
import JSON
import Media
import RandomTesting
import Relations
import SQL
import SQLTesting
import Subjects
import Synchronization
import Telemetry
import Testing

@testable import Lobby

/// Members, rooms and who is online.
private struct LobbyHouse {
  let house: TestAccounts
  let people: LobbyRepository
  let online = OnlineMembers()

  init() async throws {
    house = try await TestAccounts.open(
      with: try RelationsMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all() + ChatMigrations.all())
    people = LobbyRepository(database: house.database)
  }

  var service: LobbyService { LobbyService(people: people, online: online) }

  /// Members, online one second after another, in no room.
  func members(_ names: String...) async throws -> [Member] {
    var members: [Member] = []
    for name in names {
      let member = try await house.database.insertMember(name, at: house.clock.now)
      enter(member, after: members.count)
      members.append(member)
    }
    return members
  }

  func enter(_ member: Member, after seconds: Int = 0, rooms: RoomID...) {
    online.update([member.id: OnlineMember(since: house.clock.now + .seconds(seconds), rooms: rooms)])
  }

  func run(_ sql: SQL) async throws { try await house.database.write { _ = try await $0.run(sql) } }

  func scope(of member: Member) -> Scope {
    Scope(caller: .member(member), requestID: "r", now: house.clock.now, random: house.random, outbox: Outbox())
  }

  func names(for viewer: Member) async throws -> [String] {
    let list = try await service.people(scope(of: viewer))
    return list.people.map(\.user.username)
  }
}

@Suite("The lobby") struct LobbyTests {
  @Test("shows everybody who is online, those who are there longest first, and oneself")
  func everybody() async throws {
    let lobby = try await LobbyHouse()
    let people = try await lobby.members("ada", "bob", "cleo")
    let late = try await lobby.house.database.insertMember("dan", at: lobby.house.clock.now)
    #expect(try await lobby.names(for: people[1]) == ["ada", "bob", "cleo"])
    // Without a socket one sees the others and oneself, and is not seen.
    #expect(try await lobby.names(for: late) == ["ada", "bob", "cleo", "dan"])
    lobby.online.update([people[0].id: OnlineMember?.none])
    #expect(try await lobby.names(for: people[1]) == ["bob", "cleo"])
  }

  @Test("shows nobody who may not be seen: each reason by itself")
  func hidden() async throws {
    let lobby = try await LobbyHouse()
    let people = try await lobby.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    let now = lobby.house.clock.now
    let reasons: [(what: String, on: SQL, off: SQL)] = [
      (
        "show_online", "UPDATE users SET show_online = \(false) WHERE id = \(bob.id)",
        "UPDATE users SET show_online = \(true) WHERE id = \(bob.id)"
      ),
      (
        "private", "UPDATE users SET visibility = 'private' WHERE id = \(bob.id)",
        "UPDATE users SET visibility = 'public' WHERE id = \(bob.id)"
      ),
      (
        "followers", "UPDATE users SET visibility = 'followers' WHERE id = \(bob.id)",
        "UPDATE users SET visibility = 'members' WHERE id = \(bob.id)"
      ),
      ("banned", "UPDATE users SET banned_at = \(now) WHERE id = \(bob.id)", "UPDATE users SET banned_at = NULL WHERE id = \(bob.id)"),
      ("left", "UPDATE users SET left_at = \(now) WHERE id = \(bob.id)", "UPDATE users SET left_at = NULL WHERE id = \(bob.id)"),
      ("a bot", "UPDATE users SET is_bot = \(true) WHERE id = \(bob.id)", "UPDATE users SET is_bot = \(false) WHERE id = \(bob.id)"),
      ("blocked", "INSERT INTO blocks VALUES (\(ada.id), \(bob.id), \(now))", "DELETE FROM blocks"),
      ("blocks", "INSERT INTO blocks VALUES (\(bob.id), \(ada.id), \(now))", "DELETE FROM blocks"),
      ("muted", "INSERT INTO mutes VALUES (\(ada.id), \(bob.id), \(now))", "DELETE FROM mutes"),
    ]
    for reason in reasons {
      try await lobby.run(reason.on)
      #expect(try await lobby.names(for: ada) == ["ada"], "\(reason.what)")
      try await lobby.run(reason.off)
      #expect(try await lobby.names(for: ada) == ["ada", "bob"], "\(reason.what)")
    }
    try await lobby.run("INSERT INTO mutes VALUES (\(ada.id), \(bob.id), \(now))")
    // A mute is one-way.
    #expect(try await lobby.names(for: bob) == ["ada", "bob"])
  }

  @Test("shows a closed person to accepted followers alone, unless they muted them")
  func followers() async throws {
    let lobby = try await LobbyHouse()
    let people = try await lobby.members("ada", "bob", "cleo")
    let (ada, bob, cleo) = (people[0], people[1], people[2])
    let now = lobby.house.clock.now
    try await lobby.run("UPDATE users SET visibility = 'followers' WHERE id = \(bob.id)")
    for (follower, accepted) in [(ada, Optional(now)), (cleo, nil)] {
      try await lobby.run(
        "INSERT INTO follows (follower_id, followed_id, requested_at, accepted_at) VALUES (\(follower.id), \(bob.id), \(now), \(accepted))")
    }
    #expect(try await lobby.names(for: ada) == ["ada", "bob", "cleo"])
    #expect(try await lobby.names(for: cleo) == ["ada", "cleo"])
    try await lobby.run("INSERT INTO mutes VALUES (\(ada.id), \(bob.id), \(now))")
    #expect(try await lobby.names(for: ada) == ["ada", "cleo"])
    try await lobby.run("DELETE FROM mutes")
    try await lobby.run("UPDATE users SET visibility = 'private' WHERE id = \(bob.id)")
    #expect(try await lobby.names(for: ada) == ["ada", "cleo"])
  }

  @Test("names the public room that somebody entered last, never a private one")
  func rooms() async throws {
    let lobby = try await LobbyHouse()
    let ada = try await lobby.members("ada")[0]
    let rooms = Dictionary(
      uniqueKeysWithValues: try await lobby.house.database.read { snapshot in
        try await snapshot.all("SELECT name, id FROM rooms") { row in (try row[0] as String, try row[1] as RoomID) }
      })
    let (general, random) = (rooms["general"]!, rooms["random"]!)
    func room(_ ids: RoomID...) async throws -> String? {
      lobby.online.update([ada.id: OnlineMember(since: lobby.house.clock.now, rooms: ids)])
      return try await lobby.service.people(lobby.scope(of: ada)).people.first { $0.user.id == ada.id }?.room?.name
    }
    #expect(try await room(random, general) == "random")
    try await lobby.run("UPDATE rooms SET kind = 'private' WHERE id = \(random)")
    #expect(try await room(random, general) == "general")
    #expect(try await room(random) == nil)
    try await lobby.run("UPDATE rooms SET archived_at = 1 WHERE id = \(general)")
    #expect(try await room(random, general) == nil)
  }

  @Test("is shut to those who may not read rooms")
  func permission() async throws {
    let lobby = try await LobbyHouse()
    let ada = try await lobby.house.database.insertMember("ada", without: [.readRoom], at: lobby.house.clock.now)
    let scope = lobby.scope(of: ada)
    await #expect { try await lobby.service.people(scope) } throws: { ($0 as? AppError)?.code == .forbidden }
    let place = LobbyPlace(teller: LobbyTeller(people: lobby.people, online: lobby.online, log: .silent))
    #expect(try await place.find("", for: ada) == nil)
  }

  @Test("costs as many statements for one as for hundreds")
  func statements() async throws {
    let lobby = try await LobbyHouse()
    let people = try await lobby.members("ada", "bob", "cleo")
    try await lobby.run("UPDATE users SET visibility = 'followers' WHERE id = \(people[0].id)")
    let list = try await lobby.people.crowd(of: lobby.online.all, for: people.map(\.id))
    #expect(list.list(for: people[1].id).others === list.list(for: people[2].id).others)
    // The closed one, too, sees the others as they see each other, and stands on top of them.
    #expect(list.list(for: people[0].id).others === list.list(for: people[1].id).others)
    #expect(list.list(for: people[0].id).own?.id == people[0].id)
  }
}

private func occupant(_ id: Int64, since: Int64? = nil, room: Int64? = nil, isOpen: Bool = true) -> LobbyCrowd.Occupant {
  let user = Person(id: UserID(id), username: "m\(id)", displayName: "Member \(id)", color: 0, role: .member)
  return LobbyCrowd.Occupant(
    person: LobbyPerson(user: user, room: room.map { LobbyRoom(id: RoomID($0), name: "room\($0)") }),
    since: Timestamp(microseconds: since ?? id), isOpen: isOpen)
}

@Suite("A crowd") struct CrowdTests {
  @Test("of 200 fits; of 201 the one who came last is left out, and never oneself")
  func most() {
    func crowd(_ count: Int64) -> LobbyCrowd { LobbyCrowd((1...count).map { occupant($0) }, hidden: [], shown: [], isCut: false) }
    let full = crowd(200).list(for: UserID(200))
    func ids(_ list: LobbyList) -> [UserID] { list.people.map(\.user.id) }
    #expect(ids(full).count == 200 && !full.hasMore)
    let more = crowd(201)
    #expect(ids(more.list(for: UserID(1))).last == UserID(200) && more.list(for: UserID(1)).hasMore)
    let own = more.list(for: UserID(201))
    #expect(ids(own).count == 200 && ids(own).last == UserID(201) && !ids(own).contains(UserID(200)) && own.hasMore)
  }

  @Test("is told by differences whose fold is what a fresh look gives", arguments: 0..<50)
  func folding(seed: UInt64) throws {
    var chance = SeededRandom(seed: seed)
    var copy: [Int: JSONValue] = [:]
    var old: LobbyList?
    for _ in 0..<20 {
      let occupants = (1...12 as ClosedRange<Int64>).filter { _ in Bool.random(using: &chance) }.map { id in
        occupant(id, room: Bool.random(using: &chance) ? Int64.random(in: 1...3, using: &chance) : nil)
      }
      let list = LobbyCrowd(occupants, hidden: [(UserID(99), UserID(3))], shown: [], isCut: false).list(for: UserID(99))
      let fresh = try JSONValue(parsing: LobbyNews.people(list))["people"]!.array!
      if let old {
        if let moved = LobbyNews.moved(from: old.everybody, to: list.everybody) {
          let news = try JSONValue(parsing: moved)
          for id in news["left"]!.array! { #expect(copy.removeValue(forKey: Int(id.int!)) != nil) }
          for person in news["joined"]!.array! { #expect(copy.updateValue(person, forKey: key(person)) == nil) }
          for person in news["moved"]!.array! { #expect(copy.updateValue(person, forKey: key(person)) != nil) }
        }
      } else {
        for person in fresh { copy[key(person)] = person }
      }
      #expect(copy == Dictionary(uniqueKeysWithValues: fresh.map { (key($0), $0) }))
      old = list
    }
  }

  private func key(_ person: JSONValue) -> Int { Int(person["user"]!["id"]!.int!) }

  @Test("has nothing to tell when nothing has changed")
  func quiet() {
    let lists = (0..<2).map { _ in LobbyCrowd([occupant(1), occupant(2)], hidden: [], shown: [], isCut: false).list(for: UserID(1)) }
    #expect(LobbyNews.moved(from: lists[0].others, to: lists[1].others) == nil)
  }

  @Test("stands within the floor, people of a room near each other")
  func seats() throws {
    for room in [nil] + (1...40 as ClosedRange<Int64>).map({ RoomID($0) }) {
      let seats = (1...50 as ClosedRange<Int64>).map { LobbySeat(of: UserID($0), in: room) }
      #expect(seats.allSatisfy { (0...10_000).contains($0.x) && (0...10_000).contains($0.y) })
      #expect(Set(seats).count > 45)
      if room != nil { #expect(seats.map(\.x).max()! - seats.map(\.x).min()! <= 1_800) }
    }
    for (value, text) in [(0, "0"), (5, "0.05"), (50, "0.5"), (1_234, "12.34"), (10_000, "100")] {
      #expect(LobbySeat.decimal(value) == text)
    }
  }
}

@Suite("Telling") struct TellerTests {
  /// What a node's viewers get.
  private final class Publisher: EventPublisher {
    let viewers = Mutex<[UserID]>([])
    let told = Mutex<[(viewer: Int64, news: JSONValue)]>([])

    func publish(_ events: [Event]) { Issue.record("the other nodes tell their own viewers") }
    func publishHere(_ events: [Event]) {
      for event in events {
        guard case .place(let place) = event.audience, let news = try? JSONValue(parsing: event.data) else { continue }
        told.withLock { $0.append((place.number, news)) }
      }
    }
    func watchedHere(_ kind: PlaceKind) -> [PlaceID] { viewers.withLock { $0.map { .lobby(of: $0) } } }

    func until(_ what: String, _ happened: ([(viewer: Int64, news: JSONValue)]) -> Bool) async throws {
      for _ in 0..<2_000 where !happened(told.withLock { $0 }) { try await Task.sleep(for: .milliseconds(10)) }
      #expect(happened(told.withLock { $0 }), "\(what)")
    }
  }

  @Test("begins with everybody and goes on with what changes")
  func tells() async throws {
    let lobby = try await LobbyHouse()
    let people = try await lobby.members("ada", "bob")
    let publisher = Publisher()
    let teller = LobbyTeller(people: lobby.people, online: lobby.online, log: .silent)
    let running = Task { try await teller.run(publisher) }
    defer { running.cancel() }
    publisher.viewers.withLock { $0 = [people[0].id] }
    teller.welcome(people[0].id)
    try await publisher.until("everybody") { $0.contains { $0.news["name"] == "people" && $0.news["people"]?.array?.count == 2 } }
    lobby.online.update([people[1].id: OnlineMember?.none])
    try await publisher.until("who left") { $0.last?.news["left"] == [.int(people[1].id.rawValue)] }
    #expect(publisher.told.withLock { $0.allSatisfy { $0.viewer == people[0].id.rawValue } })
  }
}
