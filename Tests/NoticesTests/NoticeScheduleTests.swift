import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import RandomTesting
import SQL
import SQLTesting
import Testing

@testable import Notices

@Suite("Notifications live") struct NoticeScheduleTests {
  /// Objects by type and id, tombstones too.
  private typealias Fold = [String: JSONValue]

  private func fold(_ objects: [JSONValue], into copy: inout Fold) throws {
    for object in objects {
      let key = "\(try #require(object["type"]?.string))-\(try #require(object["id"]?.int))"
      if let known = copy[key], known["seq"]!.int! >= object["seq"]!.int! { continue }
      copy[key] = object
    }
  }

  private func notices(_ copy: Fold) -> [JSONValue] {
    copy.values.filter { $0["type"] == "notification" && $0["deleted"] == .bool(false) }.sorted {
      $0["order"]!.string! < $1["order"]!.string!
    }
  }

  @Test("a cursor, the live events and the list reloaded give the same, whatever happened", arguments: [3, 4])
  func schedules(seed: UInt64) async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy", "dee")
    let ada = people[0], place = PlaceID.me(people[0].id), history = house.history()
    var chance = SeededRandom(seed: seed)
    var (live, resumed): (Fold, Fold) = ([:], [:])
    var cursor = HistoryCursor(epoch: try await history.head(of: place).epoch, sequence: 0)
    var banned: Set<Int> = []
    for step in 0..<120 {
      let who = Int.random(in: 1...3, using: &chance), subject = Int64.random(in: 1...4, using: &chance)
      let kind: any NoticeKind = Bool.random(using: &chance) ? WaveNotice() : RingNotice()
      let last = try await house.list(of: ada).randomElement(using: &chance)
      let outbox = Outbox()
      var told: [Event] = []
      switch Int.random(in: 0..<12, using: &chance) {
      case 0...5: told = try await house.raise(kind, by: people[who], about: subject, to: ada, target: subject % 2)
      case 6...7: told = try await house.withdraw(kind, by: Bool.random(using: &chance) ? people[who] : nil, about: subject)
      case 8: _ = try await house.feature.service.read(house.house.scope(of: ada, outbox: outbox), .upTo(last?["last"]?.int ?? 0))
      case 9:
        guard let id = last?["id"]?.int else { continue }
        _ = try await house.feature.service.delete(house.house.scope(of: ada, outbox: outbox), NoticeID(id))
      case 10:
        let moderation = house.house.accounts.moderation
        if banned.remove(who) != nil {
          try await moderation.unban(house.house.system(outbox: outbox), people[who].id)
        } else {
          banned.insert(who)
          try await moderation.ban(house.house.system(outbox: outbox), people[who].id)
        }
      default:
        let isHidden = Bool.random(using: &chance)
        told = try await house.change {
          try await house.notices.setHidden(isHidden, kind, of: ada.id, at: house.house.clock.now, in: $0)
        }
      }
      try fold((told + outbox.take()).filter { $0.audience == .place(place) }.objects, into: &live)
      let list = try await house.list(of: ada)
      #expect(notices(live) == list, "step \(step)")
      if let desk = live["desk-\(ada.id)"] { #expect(try await desk["unread_notifications"]?.int == house.unread(of: ada), "step \(step)") }
      #expect(list.allSatisfy { $0["count"]!.int! >= $0["actors"]!.array!.count })
      guard step % 9 == 0 else { continue }
      guard case .page(let page) = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
      try fold(try JSONValue(parsing: page.objects).array ?? [], into: &resumed)
      cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
      #expect(notices(resumed) == list && resumed["desk-\(ada.id)"] == live["desk-\(ada.id)"])
      let fresh = try JSONValue(parsing: try await history.newest(in: place, for: ada.id)[0].objects).array ?? []
      #expect(fresh.filter { $0["type"] == "notification" } == Array(list.prefix(20)))
    }
  }

  @Test("fifty at once end in one row, and each is counted once")
  func races() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let ada = people[0]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 { group.addTask { _ = try await house.raise(by: people[1 + number % 2], to: ada) } }
      try await group.waitForAll()
    }
    #expect(try await house.list(of: ada).map { $0["count"]?.int } == [2])
    #expect(try house.events.take().words.sorted() == ["desk 1", "notification", "notification"])
    // Raised, taken back and read at the same time: the list and what was told agree.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          switch number % 3 {
          case 0: _ = try await house.raise(by: people[1], about: Int64(number), to: ada)
          case 1: _ = try await house.withdraw(about: Int64(number - 1))
          default: _ = try await house.send(.post, "/api/notifications/read", #"{"up_to":9999}"#, as: ada)
          }
        }
      }
      try await group.waitForAll()
    }
    var live: Fold = [:]
    let events = house.events.take()
    #expect(events.compactMap(\.sequence).count == Set(events.compactMap(\.sequence)).count)
    try fold(events.objects, into: &live)
    let known = try await house.list(of: ada)
    #expect(notices(live).allSatisfy(known.contains))
    #expect(try await house.unread(of: ada) == (known.contains { $0["read"] == .bool(false) } ? 1 : 0))
  }

  @Test("a thousand deeds of one member cost one row, and none of them slows the next")
  func burst() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    try await house.change { transaction in
      var told: [Event] = []
      for number in 1...1_000 {
        let cause = NoticeCause(WaveNotice(), by: people[1].id, about: Int64(number))
        told += try await house.notices.raise(cause, for: [people[0].id], at: house.house.clock.now, in: transaction)
      }
      return told
    }
    let list = try await house.list(of: people[0])
    #expect(list.count == 1 && list[0]["count"]?.int == 1 && list[0]["actors"]?.array?.count == 1)
    #expect(try await house.database.value("SELECT count(*) FROM notices", as: Int.self) == 1)
  }

  @Test("many are told by a few statements, each of whom gets their own")
  func many() async throws {
    let house = try await NoticeHouse.open()
    let bob = try await house.house.member("bob")
    try await house.database.run(
      """
      INSERT INTO users (uuid, username, email, name, password_hash, color, created_at, updated_at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)
      SELECT 'uuid-' || i, 'member' || i, 'member' || i || '@example.org', 'Member', 'x', 0, 1, 1 FROM n
      """)
    let everybody = try await house.database.values("SELECT id FROM users ORDER BY id", as: UserID.self)
    let told = try await house.change {
      try await house.notices.raise(NoticeCause(WaveNotice(), by: bob.id, about: 1), for: everybody, at: house.house.clock.now, in: $0)
    }
    #expect(told.count == 900 && Set(told.map(\.audience)).count == 450)
    #expect(try Set(told.objects.compactMap { $0["link"]?.string }).count == 450)
  }

  @Test("tombstones are erased after a month, and older cursors start over; what a ban hides is kept")
  func erasing() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2]), place = PlaceID.me(people[0].id)
    try await house.raise(by: bob, to: ada)
    try await house.raise(RingNotice(), by: cy, to: ada)
    let head = try await house.history().head(of: place)
    try await house.withdraw(by: bob)
    try await house.house.accounts.moderation.ban(house.house.system(), cy.id)
    let erase = { try await house.feature.service.eraseOld(house.house.system(), limit: 5) }
    #expect(try await erase() == 0)
    await #expect(throws: AppError.self) { try await house.feature.service.eraseOld(house.house.scope(of: ada)) }
    house.house.clock.advance(by: Notice.remembered + .seconds(1))
    #expect(try await erase() == 1)
    #expect(
      try await house.history().page(in: place, after: HistoryCursor(epoch: head.epoch, sequence: head.sequence), for: ada.id)
        == .reset(epoch: head.epoch))
    try await house.house.accounts.moderation.unban(house.house.system(), cy.id)
    // Past the session of ada, which has ended meanwhile.
    let page = try await house.feature.service.own.page(of: ada.id, before: nil, limit: 20)
    #expect(page.notices.map(\.shown?.title) == ["Cy rang at door 0"])
  }

  @Test("are exported, and leave with their member: from the member, and from others")
  func personal() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob", "cy")
    let (ada, bob, cy) = (people[0], people[1], people[2])
    try await house.raise(by: bob, to: ada)
    try await house.raise(by: cy, to: ada)
    try await house.raise(by: ada, to: bob)
    let part = try #require(house.feature.personalData.first { $0.name == "notifications" })
    let exported = try JSONValue(parsing: try await part.json(ada.id)).array ?? []
    #expect(exported.map { $0["title"] } == ["Cy and Bob waved a lot"])
    let outbox = Outbox()
    try await house.feature.erase(house.house.system(outbox: outbox), everythingOf: bob.id)
    #expect(try outbox.take().words == ["notification", "-notification", "desk 0"])
    #expect(try await house.titles(of: ada) == ["Cy waved"])
    for table in ["notices", "notice_events"] as [SQL] {
      #expect(try await house.database.value("SELECT count(*) FROM \(table) WHERE user_id = \(bob.id)", as: Int.self) == 0)
    }
  }
}
