import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import Relations
import SQL
import Subjects
import Testing

@testable import Walls

@Suite("Walls") struct WallTests {
  @Test("a new account has a wall with a text and below it a guestbook")
  func newWall() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let wall = try await house.send(.get, "/api/walls/ADA", as: ada)
    #expect(wall.status == 200)
    #expect(wall.data["seq"]?.int == 3 && wall.data["owner"]?["username"] == "ada")
    #expect(wall.data["modules"]?.array?.compactMap { $0["kind"]?.string } == ["text", "guestbook"])
    #expect(wall.data["arrangement"]?.array?.count == 2 && wall.data["entries"]?.array == [])
    let can: JSONValue = wall.data["can"] ?? .null
    #expect(can["edit"] == .bool(true) && can["sign"] == .bool(true) && can["place"] == .bool(true) && can["moderate"] == .bool(false))
  }

  @Test("accounts from before the migration get the same wall as new ones; down and up again")
  func migration() async throws {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all())
    let ada = try await house.member("ada")
    let migrator = try Migrator(
      house.database,
      AccountsMigrations.all() + CoreMigrations.all() + RelationsMigrations.all() + SubjectsMigrations.all() + MediaMigrations.all()
        + WallsMigrations.all())
    let names = try WallsMigrations.all().map(\.name)
    #expect(try await migrator.up() == names)
    let schema = try await house.database.schemaDump()
    let feature = WallsFeature(work: house.work, repositories: WallsRepositories(house.database))
    _ = try await EpochRepository(house.database).current(random: house.random)
    let wall = try await feature.walls.wall(house.scope(of: ada), of: "ada")
    #expect(wall.modules.map(\.kind) == [.text, .guestbook] && wall.head.sequence == 3)
    #expect(wall.modules[0].content == .text(NewWallRepository.firstText))
    #expect(wall.modules.map(\.position) == [FractionalIndex.start, FractionalIndex.between(FractionalIndex.start, nil)])
    #expect(try await migrator.down(names.count) == names.reversed())
    #expect(try await !house.database.schemaDump().contains("wall"))
    #expect(try await migrator.up() == names)
    #expect(try await house.database.schemaDump() == schema)
  }

  enum Who: Callers { case guest, stranger, owner, moderator, others }

  /// What each gets of a wall, by its visibility.
  static let sight: [(visibility: WallVisibility, statuses: Statuses<Who>)] = [
    (.public, [.others: 200]), (.members, [.guest: 401, .others: 200]), (.followers, [.guest: 401, .owner: 200, .others: 404]),
    (.private, [.guest: 401, .owner: 200, .others: 404]),
  ]

  @Test("are seen by whom they are meant for: the wall, its modules and its guestbook alike", arguments: sight.indices)
  func visibility(_ index: Int) async throws {
    let (visibility, statuses) = Self.sight[index]
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let cast: [Who: TestMember] = [
      .owner: ada, .stranger: try await house.house.member("bob"), .moderator: try await house.house.member("mo", role: .moderator),
    ]
    let module = try await house.add("words", as: ada), sticker = try await house.stick(on: ada, as: ada)
    try await house.send(.patch, "/api/profile", #"{"visibility":"\#(visibility.rawValue)"}"#, as: ada)
    let paths = [
      "/api/walls/ada", "/api/walls/ada/modules?ids=\(module)", "/api/modules/\(module)", "/api/walls/ada/guestbook",
    ]
    for who in Who.allCases where who != .others {
      for path in paths {
        let answer = try await house.send(.get, path, as: cast[who])
        #expect(answer.status == statuses[who], "\(who) \(path): \(answer.text)")
        guard answer.status == 404 else { continue }
        // Nothing tells it from what does not exist.
        let none = path.replacing("/ada", with: "/nobody").replacing("modules/\(module)", with: "modules/999")
        #expect(try await house.send(.get, none, as: cast[who]).json == answer.json)
        // Seen comes before allowed and valid.
        #expect(try await house.send(.put, "/api/modules/\(module)", "nonsense", as: cast[who]).status == 404)
        #expect(try await house.send(.delete, "/api/modules/\(module)", as: cast[who]).status == 404)
        #expect(try await house.send(.post, "/api/walls/ada/guestbook", "nonsense", as: cast[who]).status == 404)
        #expect(try await house.send(.post, "/api/walls/ada/stickers", "nonsense", as: cast[who]).status == 404)
        #expect(try await house.send(.patch, "/api/stickers/\(sticker)", "nonsense", as: cast[who]).status == 404)
        #expect(try await house.send(.delete, "/api/stickers/\(sticker)", as: cast[who]).status == 404)
      }
    }
    let viewers = cast.values.map { Viewer($0.id, of: .wall(ada.id)) }
    let ended = try await house.feature.places[0].ended(among: viewers).map(\.viewer.user)
    #expect(Set(ended) == Set(cast.filter { statuses[$0.key] == 404 }.map(\.value.id)))
  }

  @Test("of the banned and the departed exist for nobody, and their entries are shown nowhere")
  func banned() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let admin = try await house.house.member("root", role: .admin)
    try await house.send(.post, "/api/walls/bob/guestbook", #"{"text":"hello"}"#, as: ada)
    try await house.house.accounts.moderation.ban(house.house.system(), ada.id)
    for who in [nil, bob, admin] {
      #expect(try await house.send(.get, "/api/walls/ada", as: who).status == (who == nil ? 401 : 404))
    }
    #expect(try await house.send(.get, "/api/walls/bob", as: bob).data["entries"]?.array == [])
  }

  @Test("what a banned member put on other walls leaves as deleted objects and returns with the next sequences")
  func bans() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.send(.post, "/api/walls/ada/guestbook", #"{"text":"from bob"}"#, as: bob)
    try await house.stick(on: ada, as: bob)
    try await house.stick(on: ada, as: ada)
    let place = PlaceID.wall(ada.id), history = house.history()
    for isBanned in [true, false] {
      let before = try await history.head(of: place)
      let outbox = Outbox(), system = house.house.system(outbox: outbox)
      if isBanned {
        try await house.house.accounts.moderation.ban(system, bob.id)
      } else {
        try await house.house.accounts.moderation.unban(system, bob.id)
      }
      let told = outbox.take().filter { $0.audience == .place(place) }
      #expect(told.map(\.sequence) == [before.sequence + 1, before.sequence + 2])
      for event in told {
        let object = try JSONValue(parsing: event.data)
        #expect(object["deleted"] == .bool(isBanned))
        #expect(!isBanned || !String(decoding: event.data, as: UTF8.self).contains("bob"))
      }
      let cursor = HistoryCursor(epoch: before.epoch, sequence: before.sequence)
      guard case .page(let page) = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
      #expect(try JSONValue(parsing: page.objects).array == told.map { try JSONValue(parsing: $0.data) })
      let wall = try await house.send(.get, "/api/walls/ada", as: ada)
      #expect(wall.data["stickers"]?.array?.count == (isBanned ? 1 : 2) && wall.data["entries"]?.array?.count == (isBanned ? 0 : 1))
    }
  }

  @Test("beyond two hundred at once, viewers start over")
  func many() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for _ in 0..<200 { try await house.send(.post, "/api/walls/ada/guestbook", #"{"text":"x"}"#, as: bob) }
    func told(_ change: (Scope) async throws -> Void) async throws -> [Event] {
      let outbox = Outbox()
      try await change(house.house.system(outbox: outbox))
      return outbox.take().ofWalls.filter { $0.nodeEvent != .banned(bob.id) && $0.nodeEvent != .memberChanged(bob.id) }
    }
    #expect(try await told { try await house.house.accounts.moderation.ban($0, bob.id) }.count == 200)
    #expect(try await told { try await house.house.accounts.moderation.unban($0, bob.id) }.count == 200)
    try await house.house.database.run(
      "INSERT INTO guestbook_entries (owner_id, author_id, text, seq, created_at) VALUES (\(ada.id), \(bob.id), 'one more', 1, 1)")
    let events = try await told { try await house.house.accounts.moderation.ban($0, bob.id) }
    #expect(events.map(\.nodeEvent) == [.placeReset(.wall(ada.id))])
    #expect(try await house.history().head(of: .wall(ada.id)).sequence == 3 + 200 + 200 + 200 + 1)
    let old = HistoryCursor(epoch: try await house.history().head(of: .wall(ada.id)).epoch, sequence: 600)
    #expect(try await house.history().page(in: .wall(ada.id), after: old, for: ada.id) == .reset(epoch: old.epoch))
  }

  @Test("of somebody banned or renamed close with the reason, for everybody but those who may see them")
  func closing() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let source = house.feature.places[0], viewers = [Viewer(ada.id, of: .wall(ada.id)), Viewer(bob.id, of: .wall(ada.id))]
    #expect(source.checksEachChange && source.places(of: ada.id) == [.wall(ada.id)])
    #expect(try await source.names(of: [.wall(ada.id)]) == [.wall(ada.id): "wall:ada"])
    try await house.send(.patch, "/api/profile", #"{"visibility":"private"}"#, as: ada)
    #expect(try await source.ended(among: viewers) == [EndedView(viewers[1], because: .private)])
    try await house.house.accounts.usernames.rename(try await house.scope(ada), to: "ada-two")
    #expect(try await source.names(of: [.wall(ada.id)]) == [.wall(ada.id): "wall:ada-two"])
    #expect(try await house.send(.get, "/api/walls/ada", as: ada).data["owner"]?["username"] == "ada-two")
    try await house.house.accounts.moderation.ban(house.house.system(), ada.id)
    #expect(try await source.ended(among: viewers) == viewers.map { EndedView($0, because: .gone) })
  }

  @Test("a profile keeps what is said, refuses what is not allowed, and tells its watchers")
  func profile() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let good =
      ##"{"bio":"*hi*\n# no heading","status_emoji":"🐈","now_kind":"reading","now_activity":"a book","##
      + ##""accent":"#a3e635","theme":"zen"}"##
    let answer = try await house.send(.patch, "/api/profile", good, as: ada)
    let profile = answer.data["profile"] ?? .null
    #expect(answer.status == 200 && answer.headers["ETag"] == "\"4\"" && profile["version"]?.int == 4)
    #expect(profile["accent"] == "#A3E635" && profile["theme"] == "zen" && profile["banner"] == .null)
    let html = profile["bio_html"]?.string ?? ""
    #expect(html.contains("<em>hi</em>") && html.contains("# no heading") && !html.contains("<h"))
    let events = house.events.take()
    #expect(events.count == 1 && events[0].audience == .place(.wall(ada.id)))
    #expect(try JSONValue(parsing: events[0].data) == profile)
    #expect(try await house.send(.get, "/api/profile", as: ada).data["profile"] == profile)
    let bad: [(String, String)] = [
      (#"{"now_kind":null}"#, "now_kind"), (#"{"accent":"red"}"#, "accent"), (#"{"theme":"loud"}"#, "theme"), (#"{"theme":null}"#, "theme"),
      (#"{"banner":"x"}"#, "banner"), (#"{"bio":"\#(String(repeating: "x", count: 161))"}"#, "bio"), (#"{"age":7}"#, "age"),
      (#"{"display_name":""}"#, "display_name"), (#"{"status_message":"a\nb"}"#, "status_message"),
    ]
    for (body, field) in bad {
      let refused = try await house.send(.patch, "/api/profile", body, as: ada)
      #expect(refused.status == 422 && refused.details[ShortName(field)] != nil, "\(body): \(refused.text)")
    }
    #expect(try await house.send(.patch, "/api/profile", "{}", as: ada).status == 422)
    #expect(try await house.send(.patch, "/api/profile", #"{"bio":null}"#, as: ada, headers: [("If-Match", "\"3\"")]).status == 412)
    let cleared = try await house.send(.patch, "/api/profile", #"{"bio":"","now_kind":null,"now_activity":""}"#, as: ada)
    #expect(cleared.data["profile"]?["bio"] == .null && cleared.data["profile"]?["now_kind"] == .null)
    let named = try await house.send(.patch, "/api/profile", #"{"display_name":"Countess"}"#, as: ada)
    #expect(named.data["profile"]?["user"]?["display_name"] == "Countess")
  }

  @Test("show a name that was changed in the settings: as another version, to those who watch, and in the feed")
  func renamed() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    try await house.send(.patch, "/api/profile", #"{"visibility":"public"}"#, as: ada)
    let before = try await house.send(.get, "/api/profile", as: ada)
    let feed = try await house.send(.get, "/@ada/feed.atom", as: ada)
    let outbox = Outbox()
    let change = try Fields.read(Fields(form: [("name", "Countess")])) { AccountChange(reading: &$0) }
    try await house.house.accounts.settings.change(try await house.scope(ada, outbox: outbox), change)
    let told = outbox.take().filter { $0.audience == .place(.wall(ada.id)) }
    #expect(told.count == 1 && String(decoding: told.first?.data ?? [], as: UTF8.self).contains("Countess"))
    let after = try await house.send(.get, "/api/profile", as: ada)
    #expect(after.data["profile"]?["user"]?["display_name"] == "Countess" && after.headers["ETag"] != before.headers["ETag"])
    let seq = after.data["profile"]?["seq"]?.int
    #expect(seq == 5 && after.data["profile"]?["version"]?.int == seq)
    let stale = [(name: "If-Match", value: before.headers["ETag"] ?? "")]
    #expect(try await house.send(.patch, "/api/profile", #"{"bio":"x"}"#, as: ada, headers: stale).status == 412)
    let unchanged = [(name: "If-None-Match", value: feed.headers["ETag"] ?? "")]
    let newer = try await house.send(.get, "/@ada/feed.atom", as: ada, headers: unchanged)
    #expect(newer.status == 200 && newer.text.contains("Countess"))
    // The same name again is no change.
    try await house.house.accounts.settings.change(try await house.scope(ada, outbox: outbox), change)
    #expect(outbox.take().allSatisfy { $0.audience != .place(.wall(ada.id)) })
  }

  @Test("what a member said and left is exported, and erased with them; others are told")
  func personal() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.send(.post, "/api/walls/bob/guestbook", #"{"text":"from ada"}"#, as: ada)
    try await house.send(.post, "/api/walls/bob/stickers", #"{"kind":"art","art":"beans","x":1.5,"y":2}"#, as: ada)
    for part in house.feature.personalData {
      let json = String(decoding: try await part.json(ada.id), as: UTF8.self)
      #expect(
        ["profile": "visibility", "modules": "This wall is new", "guestbook": "from ada", "stickers": "\"art\":\"beans\""][part.name].map(
          json.contains) == true)
    }
    let outbox = Outbox()
    try await house.feature.erase(house.house.system(outbox: outbox), everythingOf: ada.id)
    let told = outbox.take()
    #expect(told.count == 2 && told.allSatisfy { $0.audience == .place(.wall(bob.id)) })
    #expect(!String(decoding: told[0].data, as: UTF8.self).contains("from ada"))
    #expect(try await house.house.database.value("SELECT count(*) FROM walls WHERE user_id = \(ada.id)", as: Int.self) == 0)
    #expect(try await house.house.database.value("SELECT count(*) FROM wall_modules WHERE user_id = \(ada.id)", as: Int.self) == 0)
    #expect(try await house.send(.get, "/api/walls/bob", as: bob).data["entries"]?.array == [])
    #expect(try await house.send(.get, "/api/walls/bob", as: bob).data["stickers"]?.array == [])
  }
}
