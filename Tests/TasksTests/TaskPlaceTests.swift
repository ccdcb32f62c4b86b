import Accounts
import AccountsTesting
import Composition
import Core
import CoreTesting
import JSON
import RandomTesting
import SQL
import Testing

@testable import Tasks

@Suite("A member's place") struct TaskPlaceTests {
  private func history(_ house: TaskHouse) -> ObjectHistory {
    let accounts = house.house.accounts
    return ObjectHistory(
      accounts.places[0], objects: accounts.placeObjects + house.feature.placeObjects, places: PlaceRepository(house.house.database))
  }

  /// Objects by type and id, tombstones apart.
  private typealias Fold = [String: JSONValue]

  private func fold(_ objects: [JSONValue], into copy: inout Fold) throws {
    for object in objects {
      let key = "\(try #require(object["type"]?.string))-\(try #require(object["id"]?.int))"
      if let known = copy[key], known["seq"]!.int! >= object["seq"]!.int! { continue }
      copy[key] = object
    }
  }

  private func living(_ copy: Fold) -> Fold { copy.filter { $0.value["deleted"] == .bool(false) } }

  @Test("a cursor, the live events and a fresh look give the same, whatever happened")
  func schedules() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let (history, place) = (history(house), PlaceID.me(ada.id))
    var chance = SeededRandom(seed: 11)
    var live: Fold = [:]
    try fold(try JSONValue(parsing: try await history.newest(in: place, for: ada.id)[0].objects).array!, into: &live)
    #expect(live.isEmpty)
    var resumed = live
    var cursor = HistoryCursor(epoch: try await history.head(of: place).epoch, sequence: 0)
    var ids: [TaskID] = []
    for step in 0..<120 {
      let outbox = Outbox()
      let scope = try await house.scope(ada, outbox: outbox)
      let id = ids.randomElement(using: &chance)
      do {
        switch (Int.random(in: 0..<5, using: &chance), id) {
        case (1, let id?): _ = try await house.tasks.toggle(scope, id)
        case (2, let id?): _ = try await house.tasks.delete(scope, id)
        case (3, let id?): _ = try await house.tasks.restore(scope, id)
        default: ids.append(try await house.tasks.create(scope, TaskDraft(title: "task \(step)")).id)
        }
      } catch let error as AppError where error.code == .notFound {}
      try fold(outbox.take().map { try JSONValue(parsing: $0.data) }, into: &live)
      guard step % 7 == 0 else { continue }
      guard case .page(let page) = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
      #expect(page.isComplete)
      let objects = try JSONValue(parsing: page.objects).array!
      #expect(objects.map { $0["seq"]!.int! } == objects.map { $0["seq"]!.int! }.sorted())
      try fold(objects, into: &resumed)
      cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
      #expect(living(resumed) == living(live))
    }
    guard case .page(let rest) = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
    try fold(try JSONValue(parsing: rest.objects).array!, into: &resumed)
    #expect(living(resumed) == living(live))
    let newest = try JSONValue(parsing: try await history.newest(in: place, for: ada.id)[0].objects).array!
    #expect(newest.count == 20)
    for object in newest { #expect(live["\(object["type"]!.string!)-\(object["id"]!.int!)"] == object) }
    let orders = newest.filter { $0["type"] == "task" }.map { $0["order"]!.string! }
    #expect(orders == orders.sorted() && Set(orders).count == 20)
  }

  @Test("more than a page of changes comes in pages that go on from each other")
  func pages() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    for number in 0..<201 {
      _ = try await house.tasks.create(house.scope(ada), TaskDraft(title: "\(number)", description: String(repeating: "x", count: 1_000)))
    }
    let (history, place) = (history(house), PlaceID.me(ada.id))
    var cursor = HistoryCursor(epoch: try await history.head(of: place).epoch, sequence: 0)
    var seen: [Int64] = []
    for _ in 0..<20 {
      guard case .page(let page) = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
      #expect(page.objects.count <= 256 * 1_024)
      seen += try JSONValue(parsing: page.objects).array!.map { $0["seq"]!.int! }
      cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
      if page.isComplete { break }
    }
    #expect(seen == Array(1...201) && cursor.sequence == 201)
    #expect(try await history.lastSequences(of: [place, .me(UserID(999))]) == [place: 201, .me(UserID(999)): 0])
  }

  @Test("when a tombstone is collected, older cursors begin again")
  func collection() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    let made = try await house.make(ada, "one", "two")
    _ = try await house.tasks.delete(house.scope(ada), made[0].id)
    let (history, place) = (history(house), PlaceID.me(ada.id))
    let epoch = try await history.head(of: place).epoch
    house.house.clock.advance(by: .days(31))
    #expect(try await house.tasks.eraseOld(house.house.system()) == 1)
    for sequence in [0, 2] as [Int64] {
      #expect(
        try await history.page(in: place, after: HistoryCursor(epoch: epoch, sequence: sequence), for: ada.id) == .reset(epoch: epoch))
    }
    for (sequence, epoch) in [(4, epoch), (3, "other")] {
      let cursor = HistoryCursor(epoch: epoch, sequence: Int64(sequence))
      guard case .reset = try await history.page(in: place, after: cursor, for: ada.id) else { return #expect(Bool(false)) }
    }
    guard case .page(let page) = try await history.page(in: place, after: HistoryCursor(epoch: epoch, sequence: 3), for: ada.id) else {
      return #expect(Bool(false))
    }
    #expect(page.isComplete && page.objects == Array("[]".utf8))
  }

  @Test("an owner who may not use tasks gets none of them, as long as that holds")
  func denial() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada")
    try await house.make(ada, "secret")
    let (history, place) = (history(house), PlaceID.me(ada.id))
    let start = HistoryCursor(epoch: try await history.head(of: place).epoch, sequence: 0)
    func told() async throws -> String {
      guard case .page(let page) = try await history.page(in: place, after: start, for: ada.id) else { return "reset" }
      #expect(page.isComplete && page.sequence == 1)
      return String(decoding: try await history.newest(in: place, for: ada.id)[0].objects + page.objects, as: UTF8.self)
    }
    func deny(_ permission: Permission, until end: Timestamp?) async throws {
      try await house.database.run("DELETE FROM user_permissions")
      try await house.database.run(
        """
        INSERT INTO user_permissions (user_id, permission, effect, ends_at, created_at)
        VALUES (\(ada.id), \(permission), 'deny', \(end.sqlValue), 0)
        """)
    }
    #expect(try await told().contains("secret"))
    try await deny(.postMessage, until: nil)
    #expect(try await told().contains("secret"))
    try await deny(.useTasks, until: nil)
    #expect(try await !told().contains("secret"))
    let missed = try await history.changes(in: place, after: 0, limit: 10)
    #expect(missed.map(\.sequence) == [1] && missed.map(\.hiddenFrom) == [[ada.id]])
    try await deny(.useTasks, until: house.house.clock.now + .minutes(10))
    #expect(try await !told().contains("secret"))
    house.house.clock.advance(by: .minutes(10))
    #expect(try await told().contains("secret"))
    #expect(try await history.changes(in: place, after: 0, limit: 10).map(\.hiddenFrom) == [[]])
  }

  @Test("nobody else watches it")
  func rights() async throws {
    let house = try await TaskHouse.open()
    let ada = try await house.house.member("ada"), bob = try await house.house.member("bob")
    let history = history(house)
    let member = try #require(try await house.scope(ada).member)
    #expect(try await history.find("", for: member) == Place(.me(ada.id), named: "me"))
    #expect(try await history.find("ada", for: member) == nil)
    #expect(try await history.admits(ada.id, to: .me(ada.id)))
    #expect(try await !history.admits(bob.id, to: .me(ada.id)))
  }
}
