import AccountsTesting
import Core
import CoreTesting
import Engine
import SQL
import Testing

@testable import Accounts

@Suite struct AddressesThatMakeAdministrators {
  private static let boss = "boss@example.org"

  private func house(
    _ trust: AdminAddresses.Trust = .atSignUp, signUp: SignUpMode = .open, mail: TestMailbox? = nil
  ) async throws -> TestAccounts {
    try await TestAccounts.open(
      settings: .init(signUp: signUp, admins: AdminAddresses([Self.boss], trust: trust), delays: .init { _ in }), mail: mail)
  }

  private func role(_ house: TestAccounts, _ id: UserID) async throws -> String? {
    try await house.database.value("SELECT role FROM users WHERE id = \(id)")
  }

  private func change(_ house: TestAccounts, _ member: TestMember, to email: String) async -> AppError? {
    await failure {
      try await house.accounts.addresses.change(house.scope(of: member), to: email, password: Password(TestAccounts.password))
    }
  }

  @Test func doSoForTheOneWhoSignsUpAndForNobodyWhoTakesThemLater() async throws {
    let house = try await house()
    let mallory = try await house.member("mallory")
    let refused = await change(house, mallory, to: Self.boss)
    #expect(refused?.code == .validation && refused?.details["email"] != nil)
    let first = try await house.member("first", email: "BOSS@example.org")
    #expect(try await role(house, first.id) == "admin")
    #expect(try await house.worth(first.token).get().member.permissions == .all)
    let entries: Int? = try await house.database.value(
      "SELECT COUNT(*) FROM audit_log WHERE action = 'member.role' AND subject = \("user:\(first.id)") AND details LIKE '%ADMIN_EMAILS%'")
    #expect(entries == 1)
    // Given up, it keeps its holder's role and makes nobody else an administrator.
    #expect(await change(house, first, to: "quiet@example.org") == nil)
    #expect(try await role(house, first.id) == "admin")
    let second = try await house.member("second", email: Self.boss)
    #expect(try await role(house, second.id) == "member")
    #expect(try await house.worth(second.token).get().member.role == .member)
    #expect(await change(house, mallory, to: Self.boss)?.code == .validation)
  }

  @Test func doSoNoMoreAfterTheirHolderHasLeft() async throws {
    let house = try await house()
    let first = try await house.member("first", email: Self.boss)
    try await house.accounts.departures.request(house.scope(of: first), password: Password(TestAccounts.password))
    house.clock.advance(by: .days(14))
    try await house.accounts.departures.close(house.system(), first.id)
    let second = try await house.member("second", email: Self.boss)
    #expect(try await role(house, second.id) == "member")
  }

  @Test func areRefusedInProductionWhereNothingCanConfirmThem() async throws {
    let house = try await house(.onceConfirmed)
    let refused = await failure { try await house.member("mallory", email: Self.boss) }
    #expect(refused?.code == .validation && refused?.details["email"]?.contains("setup-link") == true)
    #expect(try await house.count("users") == 0)
    _ = try await house.member("ada")
  }

  @Test func needTheirLetterAndTheAccountsPasswordInProduction() async throws {
    let box = TestMailbox()
    let house = try await house(.onceConfirmed, mail: box)
    let boss = try await house.member("boss", email: Self.boss)
    #expect(try await role(house, boss.id) == "member")
    let letter = try #require(try await box.open().first)
    let token = try #require(letter.token)
    #expect(letter.to == Self.boss && letter.text.contains("https://space.example.org/address/confirm?token="))
    let addresses = house.accounts.addresses
    #expect(try await addresses.confirmation(house.guest(), with: token).needsPassword)
    for wrong in [nil, Password("not the password")] {
      let refused = await failure { try await addresses.confirm(house.guest(), with: token, password: wrong) }
      #expect(refused?.code == .validation && refused?.details["password"] != nil)
    }
    #expect(try await role(house, boss.id) == "member")
    let events = try await verifyAction(in: house, watching: [boss]) { outbox in
      try await addresses.confirm(house.guest(outbox: outbox), with: token, password: Password(TestAccounts.password))
    }
    #expect(events == [.memberChanged(boss.id)])
    #expect(try await role(house, boss.id) == "admin")
    #expect(await failure { try await addresses.confirm(house.guest(), with: token, password: nil) }?.code == .gone)
  }

  @Test func keptTheRoleOfThoseWhoHadItBeforeTheUpgrade() async throws {
    let house = try await house()
    let other = try await house.member("other")
    let boss = try await house.member("boss", email: Self.boss)
    try await house.database.run("UPDATE users SET role = 'member'")
    let setup = house.accounts.setup
    // A new database has nothing to make good.
    #expect(try await setup.keepEarlierAdministrators(house.system()) == 0)
    #expect(try await role(house, boss.id) == "member")
    let migrations = try AccountsMigrations.all()
    try await Migrator(house.database, migrations).down(migrations.count - 3)
    try await Migrator(house.database, migrations).up()
    let nodes = (0..<10).map { _ in house.anotherNode(.init(admins: AdminAddresses([Self.boss]), delays: .init { _ in })) }
    let granted = try await withThrowingTaskGroup(of: Int.self) { group in
      for node in nodes { group.addTask { try await node.setup.keepEarlierAdministrators(house.system()) } }
      return try await group.reduce(0, +)
    }
    #expect(granted == 1)
    #expect(try await role(house, boss.id) == "admin")
    #expect(try await role(house, other.id) == "member")
  }
}

@Suite struct SettingUpThePlace {
  private func account(_ name: String) throws -> NewAccount {
    try Fields.read(
      Fields(form: [
        (name: "name", value: name), ("username", name), ("email", "\(name)@example.org"), ("password", TestAccounts.password),
      ])
    ) { NewAccount(reading: &$0, as: .setup) }
  }

  @Test func theLinkMakesTheFirstAdministratorAndThenNobody() async throws {
    let house = try await TestAccounts.open(with: CoreMigrations.all(), settings: .init(signUp: .closed, delays: .init { _ in }))
    let setup = house.accounts.setup
    let voided = try #require(try await setup.offer(house.system()))
    let token = try #require(try await setup.offer(house.system()))
    #expect(token.utf8.count == 43)
    let kept: Int? = try await house.database.value("SELECT COUNT(*) FROM setup_links WHERE token_digest = \(token)")
    #expect(kept == 0)
    for wrong in [voided, "", token + "x"] {
      #expect(await failure { try await setup.check(wrong) }?.code == .notFound)
      #expect(await failure { try await setup.setUp(house.guest(), with: wrong, account("eve"), from: UserAgent(nil)) }?.code == .notFound)
    }
    let signedIn = try await setup.setUp(house.guest(), with: token, account("ada"), from: UserAgent(nil))
    #expect(signedIn.user.role == .admin)
    #expect(try await house.worth(signedIn.token).get().member.permissions == .all)
    #expect(await failure { try await setup.check(token) }?.code == .notFound)
    #expect(try await setup.offer(house.system()) == nil)
  }

  @Test func twentyAtOnceMakeOneAdministrator() async throws {
    let house = try await TestAccounts.open(with: CoreMigrations.all())
    let token = try #require(try await house.accounts.setup.offer(house.system()))
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<20 {
        group.addTask {
          await failure {
            try await house.accounts.setup.setUp(house.guest(), with: token, account("admin\(number)"), from: UserAgent(nil))
          }?.code
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.allSatisfy { $0 == nil || $0 == .notFound })
    #expect(try await house.count("users") == 1)
  }

  @Test func aLinkIsWorthNothingOnceAnAdministratorWasMadeOtherwise() async throws {
    let house = try await TestAccounts.open(with: CoreMigrations.all())
    let token = try #require(try await house.accounts.setup.offer(house.system()))
    _ = try await house.member("boss", role: .admin)
    #expect(await failure { try await house.accounts.setup.check(token) }?.code == .notFound)
    #expect(
      await failure { try await house.accounts.setup.setUp(house.guest(), with: token, account("eve"), from: UserAgent(nil)) }?.code
        == .notFound)
  }

  @Test func thePageIsThereForTheLinkAlone() async throws {
    let site = try await TestSite.open()
    let token = try #require(try await site.house.accounts.setup.offer(site.house.system()))
    #expect(try await site.send(.get, "/setup?token=wrong").status == 404)
    #expect(try await site.send(.post, "/setup", form: [("token", "wrong"), ("name", "")]).status == 404)
    let page = try await site.send(.get, "/setup?token=\(token)")
    #expect(page.status == 200 && page.headers["Referrer-Policy"] == "no-referrer")
    let form = [("token", token), ("name", "Ada"), ("username", "ada"), ("email", "ada@example.org")]
    let refused = try await site.send(.post, "/setup", form: form + [("password", "short")])
    #expect(refused.status == 422 && refused.text.contains(token) && refused.headers["Referrer-Policy"] == "no-referrer")
    let done = try await site.send(.post, "/setup", form: form + [("password", "a good long one")])
    #expect(done.status == 303 && done.location == "/admin" && done.cookie?.isEmpty == false)
    #expect(try await site.send(.get, "/setup?token=\(token)").status == 404)
  }
}
