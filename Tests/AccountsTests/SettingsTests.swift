import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Accounts

@Suite struct ChangingWhatOneIsCalled {
  @Test func theOldNameLeadsToTheMemberForNinetyDaysAndIsKeptFromOthers() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let events = try await verifyAction(in: house, watching: [ada, eve]) { outbox in
      try await house.accounts.usernames.rename(house.scope(of: ada, outbox: outbox), to: "countess")
    }
    #expect(events == [.memberChanged(ada.id)])
    #expect(try await house.presentName(of: "ada") == "countess")
    #expect(try await house.scope(of: ada).member?.username == "countess")
    #expect(await failure { try await house.accounts.usernames.rename(house.scope(of: eve), to: "Ada") }?.code == .usernameExists)
    #expect(await failure { try await house.member("ada", email: "other@example.org") }?.code == .usernameExists)
    house.clock.advance(by: .days(90) - .seconds(1))
    #expect(await failure { try await house.member("ada", email: "other@example.org") }?.code == .usernameExists)
    house.clock.advance(by: .seconds(1))
    #expect(try await house.presentName(of: "ada") == nil)
    _ = try await house.member("ada", email: "other@example.org")
  }

  @Test func oneTakesOnesOwnNameBackOrChangesItsCase() async throws {
    let house = try await TestAccounts.open(settings: .init(delays: .init { _ in }, renames: Limit.rename.lifted))
    let ada = try await house.member("ada")
    for name in ["ADA", "countess", "Ada"] { try await house.accounts.usernames.rename(house.scope(of: ada), to: name) }
    #expect(try await house.scope(of: ada).member?.username == "Ada")
    #expect(try await house.presentName(of: "countess") == "Ada")
    #expect(try await house.presentName(of: "ada") == nil, "it is the present one")
  }

  @Test func onceADayAndAFailureDoesNotCount() async throws {
    let house = try await TestAccounts.open()
    let (ada, _) = (try await house.member("ada"), try await house.member("eve"))
    let usernames = house.accounts.usernames
    func rename(_ name: String) async -> AppError? { await failure { try await usernames.rename(house.scope(of: ada), to: name) } }
    #expect(await rename("eve")?.code == .usernameExists)
    #expect(await rename("countess") == nil)
    let refused = await rename("lovelace")
    #expect(refused?.code == .rateLimited && refused?.retryAfter == .days(1))
    house.clock.advance(by: .days(1) - .seconds(1))
    #expect(await rename("lovelace")?.retryAfter == .seconds(1))
    house.clock.advance(by: .seconds(1))
    #expect(await rename("lovelace") == nil)
  }

  @Test func fiftyRenamesAtOnceAreOne() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<50 {
        group.addTask { await failure { try await house.accounts.usernames.rename(house.scope(of: ada), to: "name\(number)") }?.code }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.allSatisfy { $0 == nil || $0 == .rateLimited })
    #expect(try await house.count("former_usernames") == 1)
  }

  @Test func twoFormerNamesLeadOnAndOlderOnesAreFree() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    for name in ["second", "third", "fourth"] {
      try await house.accounts.usernames.rename(house.scope(of: ada), to: name)
      house.clock.advance(by: .days(1))
    }
    for name in ["third", "second"] {
      #expect(try await house.presentName(of: name) == "fourth")
      #expect(await failure { try await house.member(name, email: "\(name)@b.org") }?.code == .usernameExists)
    }
    #expect(try await house.presentName(of: "ada") == nil)
    _ = try await house.member("ada", email: "another@example.org")
  }

  @Test func theMutedChangeNoNameThatOthersRead() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    try await house.accounts.moderation.mute(house.system(), ada.id, for: .hours(1))
    let scope = try await house.scope(of: ada)
    func change(_ fields: [(name: String, value: String)]) async -> AppError? {
      await failure { try await house.accounts.settings.change(scope, Fields.read(Fields(form: fields)) { AccountChange(reading: &$0) }) }
    }
    #expect(await change([(name: "name", value: "They muted me")])?.code == .forbidden)
    #expect(await failure { try await house.accounts.usernames.rename(scope, to: "muted_me") }?.code == .forbidden)
    #expect(await change([(name: "name", value: "Ada")]) == nil)
    #expect(await change([(name: "password", value: "another horse"), ("current_password", TestAccounts.password)]) == nil)
    house.clock.advance(by: .hours(1))
    let later = try await house.scope(of: ada)
    _ = try await house.accounts.settings.change(
      later, Fields.read(Fields(form: [(name: "name", value: "Free")])) { AccountChange(reading: &$0) })
  }

  @Test func fiftyWhoWantOneNameMakeOneOwner() async throws {
    let house = try await TestAccounts.open()
    var members: [TestMember] = []
    for number in 0..<50 { members.append(try await house.member("member\(number)")) }
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for member in members {
        group.addTask { await failure { try await house.accounts.usernames.rename(house.scope(of: member), to: "prize") }?.code }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1)
    #expect(codes.allSatisfy { $0 == nil || $0 == .usernameExists || $0 == .conflict })
  }

  @Test func anotherAddressNeedsThePasswordAndMustBeFree() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let addresses = house.accounts.addresses
    let right = Password(TestAccounts.password)
    #expect(
      await failure { try await addresses.change(house.scope(of: ada), to: "a@b.org", password: Password("wrong")) }?.code
        == .validation)
    #expect(await failure { try await addresses.change(house.scope(of: ada), to: eve.email, password: right) }?.code == .emailExists)
    let events = try await verifyAction(in: house, watching: [ada, eve]) { outbox in
      try await addresses.change(house.scope(of: ada, outbox: outbox), to: "a@b.org", password: right)
    }
    #expect(events == [.memberChanged(ada.id)])
    _ = try await house.signIn("a@b.org")
    #expect(await failure { try await house.signIn(ada.email) }?.code == .invalidCredentials)
  }
}

@Suite struct LeavingForGood {
  @Test func takesFourteenDaysInWhichOneMayStay() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let departures = house.accounts.departures
    #expect(await failure { try await departures.request(house.scope(of: ada), password: Password("wrong")) }?.code == .validation)
    #expect(try await departures.due(house.scope(of: ada)) == nil)
    try await departures.request(house.scope(of: ada), password: Password(TestAccounts.password))
    let due = house.clock.now + .days(14)
    #expect(try await departures.due(house.scope(of: ada)) == due)
    try await departures.withdraw(house.scope(of: ada))
    #expect(try await departures.due(house.scope(of: ada)) == nil)
    #expect(await failure { try await departures.due(house.scope(of: ada), limit: 1) }?.code == .forbidden)
  }

  @Test func leavesNothingThatNamesOneAndNoWayBack() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let departures = house.accounts.departures
    try await departures.request(house.scope(of: ada), password: Password(TestAccounts.password))
    house.clock.advance(by: .days(14) - .seconds(1))
    #expect(try await departures.due(house.system(), limit: 10) == [])
    try await departures.close(house.system(), ada.id)
    _ = try await house.signIn("ada")
    house.clock.advance(by: .seconds(1))
    #expect(try await departures.due(house.system(), limit: 10) == [ada.id])
    let events = try await verifyAction(in: house, watching: [ada, eve]) { outbox in
      try await departures.close(house.system(outbox: outbox), ada.id)
    }
    #expect(events == [.sessionsRevoked(ada.id, except: nil, reason: "left"), .memberChanged(ada.id)])
    #expect(await failure { try await house.signIn("ada") }?.code == .invalidCredentials)
    let name: String? = try await house.database.value("SELECT username FROM users WHERE id = \(ada.id)")
    #expect(await failure { try await house.signIn(#require(name)) }?.code == .invalidCredentials)
    let left: Int? = try await house.database.value(
      "SELECT COUNT(*) FROM users WHERE lower(username) LIKE 'ada%' OR email LIKE 'ada%' OR name LIKE 'Ada%'")
    #expect(left == 0)
    // Nobody else is called so for 90 days, and meanwhile the name leads nowhere.
    #expect(await failure { try await house.member("Ada", email: "new@example.org") }?.code == .usernameExists)
    let mallory = try await house.member("mallory")
    #expect(await failure { try await house.accounts.usernames.rename(house.scope(of: mallory), to: "ada") }?.code == .usernameExists)
    #expect(try await house.presentName(of: "ada") == nil)
    #expect(try await departures.due(house.system(), limit: 10) == [])
    // What other features keep is erased a minute later, as often as it takes.
    #expect(try await departures.closed(house.system(), limit: 10) == [])
    house.clock.advance(by: .seconds(60))
    #expect(try await departures.closed(house.system(), limit: 10) == [ada.id])
    try await departures.finish(house.system(), ada.id)
    #expect(try await departures.closed(house.system(), limit: 10) == [])
    let late = try await house.member("late")
    for deed in [departures.close, departures.finish] {
      #expect(await failure { try await deed(house.scope(of: late), eve.id) }?.code == .forbidden)
    }
    house.clock.advance(by: .days(90))
    _ = try await house.member("ada")
  }
}

private struct Unexpected: Error {}

extension TestAccounts {
  /// The name of the member who had this one and is still found by it.
  fileprivate func presentName(of username: String) async throws -> String? {
    try await database.value(
      """
      SELECT u.username FROM former_usernames f JOIN users u ON u.id = f.user_id
      WHERE f.username = \(username) AND f.kept_until > \(clock.now) AND u.left_at IS NULL
      """)
  }
}
