import AccountsTesting
import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Cats

@Suite("Members and cats") struct MemberTests {
  @Test("50 pets at once: one row, one ack")
  func pets() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let acks = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<50 {
        group.addTask {
          let replay = ReplayKey(key: "r\(number)", digest: [UInt8(number)])
          let refusal = await failure { try await house.keeping.pet(house.scope(ada, replay: replay), .miso) }
          #expect(refusal == nil || (refusal?.code == .rateLimited && refusal?.retryAfter == .minutes(10)))
          return refusal == nil ? 1 : 0
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(acks == 1)
    #expect(try await house.rows(of: .miso).count == 1)
    house.house.clock.advance(by: .minutes(10) - .milliseconds(1))
    let early = await failure { try await house.keeping.pet(house.scope(ada), .miso) }
    #expect(early?.retryAfter == .milliseconds(1))
    house.house.clock.advance(by: .milliseconds(1))
    try await verifyAction(in: house) { _ = try await house.keeping.pet(house.scope(ada, outbox: $0), .miso) }
    #expect(try await house.rows(of: .miso).count == 2)
  }

  @Test("a retried pet is one row and the same ack")
  func retry() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let replay = ReplayKey(key: "r", digest: [1])
    let first = try await house.keeping.pet(house.scope(ada, replay: replay), .tofu)
    let (outbox, again) = (Outbox(), ReplayKey(key: "r", digest: [1]))
    #expect(try await house.keeping.pet(house.scope(ada, outbox: outbox, replay: again), .tofu) == first)
    #expect(outbox.take().isEmpty)
    #expect(try await house.rows(of: .tofu).count == 1)
    #expect(try JSONValue(parsing: first)["cat"]?["id"]?.string == "tofu")
  }

  @Test("three memories of a deed live at once, and what ends leaves a fifth")
  func bonds() async throws {
    let house = try await CatHouse.open()
    let (ada, clock) = (try await house.member("ada"), house.house.clock)
    for _ in 0..<5 {
      try await house.raise(.friendAdded, by: ada)
      clock.advance(by: .minutes(2))
    }
    func affinity() async throws -> Affinity { try await house.cats.look(house.scope(ada), .tofu).you.affinity }
    #expect(try await house.cats.look(house.scope(ada), .tofu).you.memories.count == 3)
    clock.advance(by: .days(1))
    let virtual = try await affinity()
    #expect(virtual.status != .stranger && (8_900...9_000).contains(virtual.value))
    while try await house.keeping.endMemories(house.system()) > 0 {}
    #expect(try await affinity() == virtual, "the same whoever looks, whenever")
    #expect(try await house.house.database.value("SELECT count(*) FROM cat_memories", as: Int64.self) == 0)
    clock.advance(by: .days(30))
    #expect(abs(try await affinity().value - virtual.value / 2) <= 20)
  }

  @Test("another's memories or name nowhere: a row says whose it was to them alone")
  func privacy() async throws {
    let house = try await CatHouse.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    try await house.raise(.postCreated, by: ada)
    let hers = try await house.cats.ledger(house.scope(ada), of: .neon, before: nil, limit: 50)
    let others = try await house.cats.ledger(house.scope(eve), of: .neon, before: nil, limit: 50)
    #expect(hers.rows.map(\.who) == [.you] && others.rows.map(\.who) == [.someone])
    let card = try await house.rows.all().first { $0.cat == .neon }
    #expect(card?.reason?.hasPrefix("Someone made something new: ") == true)
    #expect(try await house.cats.export(eve.id, at: house.now).rows.isEmpty)
    #expect(try await house.cats.export(ada.id, at: house.now).rows.count == 8)
    try await house.house.work.transaction { try await house.opinions.erase(ada.id, in: $0) }
    #expect(try await house.cats.ledger(house.scope(eve), of: .neon, before: nil, limit: 50).rows.map(\.who) == [nil])
    #expect(try await house.count() == 8)
    #expect(try await house.cats.export(ada.id, at: house.now).rows.isEmpty)
  }

  @Test("a reset sends a cat home, and it forgets everybody")
  func reset() async throws {
    let house = try await CatHouse.open()
    let (ada, admin) = (try await house.member("ada"), try await house.member("boss", role: .admin))
    try await house.raise(.friendAdded, by: ada)
    let refusal = await failure { try await house.keeping.reset(house.scope(ada), .tofu) }
    #expect(refusal?.code == .forbidden)
    try await verifyAction(in: house) { _ = try await house.keeping.reset(house.scope(admin, outbox: $0), .tofu) }
    let look = try await house.cats.look(house.scope(ada), .tofu)
    #expect(look.mood.state == Cat.tofu.nature.home && look.you.affinity.status == .stranger)
    #expect(try await house.rows(of: .tofu).map(\.cause) == [.deed(.friendAdded), .reset])
    let audited = try await house.house.database.values("SELECT action FROM audit_log ORDER BY id", as: String.self)
    #expect(audited == ["cat.reset"])
  }

  @Test("look back to any moment")
  func past() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    try await house.raise(.contentRemoved)
    let then = try await house.cats.look(house.scope(ada), .root)
    house.house.clock.advance(by: .minutes(90))
    try await house.raise(.systemError)
    house.house.clock.advance(by: .minutes(30))
    let back = try await house.cats.look(house.scope(ada), .root, ago: 120)
    #expect(back.mood == then.mood && back.reasons.map(\.text) == then.reasons.map(\.text))
    #expect(try await house.cats.look(house.scope(ada), .root, ago: 121).mood.row == 0)
    #expect(try await house.cats.look(house.scope(ada), .root).mood.row == 2)
  }
}
