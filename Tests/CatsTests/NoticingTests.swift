import Accounts
import AccountsTesting
import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Cats

@Suite("Deeds") struct NoticingTests {
  @Test("make rows, objects and memories of those whom they concern")
  func notice() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let told = try await verifyAction(in: house) { try await house.raise(.friendAdded, by: ada, outbox: $0) }
    let noticing: [Cat] = [.beans, .glitch, .tofu, .hex, .neon, .miso, .patch]
    #expect(told == noticing.count)
    for cat in Cat.allCases { #expect(try await house.rows(of: cat).count == (noticing.contains(cat) ? 1 : 0), "\(cat)") }
    let look = try await house.cats.look(house.scope(ada), .tofu)
    #expect(look.you.affinity.value == 15_000 && look.you.affinity.status == .acquaintance)
    #expect(look.reasons.map(\.who) == [.you] && look.reasons[0].text.hasPrefix("You made a friend: "))
    let eve = try await house.member("eve")
    let others = try await house.cats.look(house.scope(eve), .tofu)
    #expect(others.you.affinity.status == .stranger && others.reasons.map(\.who) == [.someone])
  }

  @Test("of nobody leave no memory")
  func nobodys() async throws {
    let house = try await CatHouse.open()
    try await house.raise(.loginFailure)
    #expect(try await house.count() == 7)
    #expect(try await house.house.database.value("SELECT count(*) FROM cat_memories", as: Int64.self) == 0)
  }

  @Test("50 sign-ins at once: one row per noticing cat")
  func manySignIns() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 { group.addTask { try await house.raise(.loginSuccess, by: ada) } }
      try await group.waitForAll()
    }
    #expect(try await house.count() == 7)
    for cat in Cat.noticing(.loginSuccess) { #expect(try await house.rows(of: cat).map(\.number) == [1]) }
  }

  @Test("are signing in again from the fourth session of a day on")
  func signInAgain() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.house.member("ada")
    let member = try await house.house.scope(of: ada).requireMember()
    var form = Fields(form: [("login", "ada"), ("password", TestAccounts.password)])
    let attempt = SignInAttempt(reading: &form, login: .emailOrUsername)
    for number in 2...5 {
      house.house.clock.advance(by: .minutes(5))
      _ = try await house.house.accounts.signIn.signIn(
        house.house.guest(), attempt, from: UserAgent("a test"),
        for: .standard)
      try await house.raise(.loginSuccess, by: member)
      #expect(try await house.rows(of: .neon).count == max(0, number - 3), "session \(number)")
    }
  }

  @Test("are the same rows when they are replayed")
  func replay() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    let deeds = Deed.allCases.filter { $0 != .pet && $0 != .loginSuccess }
    for step in 0..<40 {
      house.house.clock.advance(by: .seconds(37 * (step + 1)))
      try await verifyAction(in: house) { try await house.raise(deeds[step * 5 % deeds.count], by: step % 3 == 0 ? nil : ada, outbox: $0) }
    }
    for kept in try await house.rows.all() {
      var again = CatMood(kept.cat)
      for row in try await house.rows(of: kept.cat) {
        guard case .deed(let deed) = row.cause else { continue }
        #expect(again.take(deed, row.event, at: row.at, gain: row.gain, house.clock) == row)
      }
      #expect(again.last == kept.last)
    }
  }

  @Test("clock set back an hour: at never goes back")
  func clockSetBack() async throws {
    let house = try await CatHouse.open()
    try await house.raise(.idle)
    let first = try await house.rows(of: .ash)
    house.house.clock.advance(by: .hours(-1))
    try await house.raise(.idle)
    try await house.raise(.contentRemoved)
    let rows = try await house.rows(of: .ash)
    #expect(rows.map(\.cause) == [.deed(.idle), .deed(.contentRemoved)])
    #expect(rows[1].at == first[0].at)
    let look = try await house.cats.look(house.scope(house.member("ada")), .ash)
    #expect(look.mood.row == 2)
  }

  @Test("leave the ledger as it is: no row is changed, no newest row erased")
  func appendOnly() async throws {
    let house = try await CatHouse.open()
    let ada = try await house.member("ada")
    try await house.raise(.stickerPlaced, by: ada)
    let database = house.house.database
    await #expect(throws: SQLError.self) { try await database.run("UPDATE cat_ledger SET after_p = 0") }
    await #expect(throws: SQLError.self) { try await database.run("DELETE FROM cat_ledger") }
    #expect(try await database.run("UPDATE cat_ledger SET member_id = NULL") == 5)
    let eve = try await house.member("eve")
    await #expect(throws: SQLError.self) { try await database.run("UPDATE cat_ledger SET member_id = \(eve.id)") }
  }

  @Test("older than 90 days go, each cat's newest stays")
  func retention() async throws {
    let house = try await CatHouse.open()
    for _ in 0..<3 {
      try await house.raise(.contentRemoved)
      house.house.clock.advance(by: .hours(1))
    }
    house.house.clock.advance(by: .days(90))
    #expect(try await house.keeping.eraseOld(house.system()) > 0)
    #expect(try await house.keeping.eraseOld(house.system()) == 0)
    #expect(try await house.rows(of: .ash).map(\.number) == [3])
    #expect(try await house.rows(of: .beans).isEmpty)
  }

  @Test("that were not done make an hour idle, once")
  func idle() async throws {
    let house = try await CatHouse.open()
    let (ada, clock) = (try await house.member("ada"), house.house.clock)
    clock.advance(by: .seconds(30))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<10 { group.addTask { try await house.keeping.noticeIdleHour(house.system()) } }
      try await group.waitForAll()
    }
    #expect(try await house.rows(of: .ash).map(\.event) == ["idle:2026-11-20T09"])
    try await house.raise(.contentRemoved, by: ada)
    clock.advance(by: .hours(1))
    try await house.keeping.noticeIdleHour(house.system())
    #expect(try await house.rows(of: .ash).count == 2, "something was done in that hour")
    clock.advance(by: .hours(1) + .minutes(1))
    try await house.keeping.noticeIdleHour(house.system())
    #expect(try await house.rows(of: .ash).count == 2, "the minute after it is over")
  }

  @Test("a sleeping cat notices nothing; its mood fades home")
  func asleep() async throws {
    let house = try await CatHouse.open()
    let admin = try await house.member("root2", role: .admin)
    try await house.raise(.contentRemoved)
    try await verifyAction(in: house) {
      _ = try await house.keeping.change(house.scope(admin, outbox: $0), .ash, gain: 0, isAwake: false)
    }
    house.house.clock.advance(by: .days(3))
    try await house.raise(.contentRemoved)
    #expect(try await house.rows(of: .ash).count == 1)
    let look = try await house.cats.look(house.scope(admin), .ash)
    #expect(look.mood.state.arousal == Cat.ash.nature.home.arousal && look.reasons.isEmpty)
    let refusal = await failure { try await house.keeping.pet(house.scope(admin), .ash) }
    #expect(refusal?.code == .conflict)
  }

  @Test("time alone is told when it gives a cat another label")
  func look() async throws {
    let house = try await CatHouse.open()
    try await house.raise(.contentRemoved)
    var told = 0
    for _ in 0..<48 {
      house.house.clock.advance(by: .minutes(30))
      told += try await verifyAction(in: house) { try await house.keeping.look(house.system(outbox: $0)) }
      for kept in try await house.rows.all() {
        let (now, shown) = (kept.mood(at: house.now.milliseconds, house.clock), kept.mood(at: kept.shownAt, house.clock))
        #expect(now.label == shown.label)
      }
    }
    #expect(told > 0)
  }
}
