import AccountsTesting
import Core
import CoreTesting
import Engine
import SQL
import Testing

@testable import Accounts

@Suite struct ChangesOfAddressWithMail {
  private static let password = Password(TestAccounts.password)

  /// A member, and the letters of a change that was asked for.
  private func asked(_ email: String = "new@example.org") async throws -> (
    TestAccounts, TestMailbox, TestMember, confirm: String, stop: String
  ) {
    let box = TestMailbox()
    let house = try await TestAccounts.open(mail: box)
    let ada = try await house.member("ada")
    _ = try await box.open()
    try await house.accounts.addresses.change(house.scope(of: ada), to: email, password: Self.password)
    let letters = try await box.open()
    #expect(letters.map(\.to) == [ada.email, email])
    return (house, box, ada, try #require(letters[1].token), try #require(letters[0].token))
  }

  private func email(_ house: TestAccounts, _ member: TestMember) async throws -> String? {
    try await house.database.value("SELECT email FROM users WHERE id = \(member.id)")
  }

  @Test func theOldAddressCountsUntilTheNewOneIsConfirmed() async throws {
    let (house, box, ada, confirm, _) = try await asked()
    let addresses = house.accounts.addresses
    #expect(try await email(house, ada) == ada.email)
    #expect(try await addresses.state(house.scope(of: ada)).pending == "new@example.org")
    _ = try await house.signIn(ada.email)
    #expect(await failure { try await house.signIn("new@example.org") }?.code == .invalidCredentials)
    let events = try await verifyAction(in: house, watching: [ada]) { outbox in
      try await addresses.confirm(house.guest(outbox: outbox), with: confirm, password: nil)
    }
    #expect(events == [.memberChanged(ada.id)])
    #expect(try await email(house, ada) == "new@example.org")
    #expect(try await addresses.state(house.scope(of: ada)) == .init(pending: nil, isConfirmed: true, sendsMail: true))
    #expect(try await box.open().map(\.to) == [ada.email])
    #expect(await failure { try await addresses.confirm(house.guest(), with: confirm, password: nil) }?.code == .gone)
  }

  @Test func aLinkIsGoodForADay() async throws {
    let (house, _, ada, confirm, _) = try await asked()
    house.clock.advance(by: .hours(24))
    #expect(await failure { try await house.accounts.addresses.confirm(house.guest(), with: confirm, password: nil) }?.code == .gone)
    #expect(try await email(house, ada) == ada.email)
  }

  @Test(arguments: [true, false]) func theHolderOfTheOldAddressStopsIt(isConfirmed: Bool) async throws {
    let (house, _, ada, confirm, stop) = try await asked()
    let addresses = house.accounts.addresses
    if isConfirmed { try await addresses.confirm(house.guest(), with: confirm, password: nil) }
    // Meanwhile the address is nobody else's, so that it can be given back.
    #expect(await failure { try await house.member("eve", email: ada.email) }?.code == .emailExists)
    house.clock.advance(by: .hours(72) - .seconds(1))
    let again = try await house.again(ada)
    let events = try await verifyAction(in: house, watching: [ada, again]) { outbox in
      try await addresses.stop(house.guest(outbox: outbox), with: stop)
    }
    #expect(events == [.sessionsRevoked(ada.id, except: nil, reason: "revoked")])
    #expect(try await email(house, ada) == ada.email)
    #expect(await failure { try await addresses.confirm(house.guest(), with: confirm, password: nil) }?.code == .gone)
    #expect(await failure { try await addresses.stop(house.guest(), with: stop) }?.code == .gone)
  }

  @Test func afterThreeDaysTheChangeStands() async throws {
    let (house, _, ada, confirm, stop) = try await asked()
    try await house.accounts.addresses.confirm(house.guest(), with: confirm, password: nil)
    house.clock.advance(by: .hours(72))
    #expect(await failure { try await house.accounts.addresses.stop(house.guest(), with: stop) }?.code == .gone)
    #expect(try await email(house, ada) == "new@example.org")
    _ = try await house.member("eve", email: ada.email)
  }

  @Test func stoppingAnEarlyChangeTakesBackAllThatFollowed() async throws {
    let (house, box, ada, confirm, stop) = try await asked()
    let addresses = house.accounts.addresses
    try await addresses.confirm(house.guest(), with: confirm, password: nil)
    _ = try await box.open()
    try await addresses.change(house.scope(of: ada), to: "third@example.org", password: Self.password)
    let second = try #require(try await box.open().last?.token)
    try await addresses.confirm(house.guest(), with: second, password: nil)
    #expect(try await email(house, ada) == "third@example.org")
    try await addresses.stop(house.guest(), with: stop)
    #expect(try await email(house, ada) == ada.email)
  }

  @Test func fiftyConfirmationsAtOnceAreOne() async throws {
    let (house, _, _, confirm, _) = try await asked()
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for _ in 0..<50 {
        group.addTask { await failure { try await house.accounts.addresses.confirm(house.guest(), with: confirm, password: nil) }?.code }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.allSatisfy { $0 == nil || $0 == .gone })
  }

  @Test func anAddressTakenMeanwhileIsRefused() async throws {
    let (house, _, ada, confirm, _) = try await asked()
    _ = try await house.member("eve", email: "new@example.org")
    #expect(await failure { try await house.accounts.addresses.confirm(house.guest(), with: confirm, password: nil) }?.code == .emailExists)
    #expect(try await email(house, ada) == ada.email)
  }

  @Test func signUpSendsALetterAndItCanBeAskedForAgain() async throws {
    let box = TestMailbox()
    let house = try await TestAccounts.open(mail: box)
    let ada = try await house.member("ada")
    let first = try #require(try await box.open().first?.token)
    let addresses = house.accounts.addresses
    #expect(await failure { try await addresses.sendAgain(house.scope(of: ada)) }?.code == .rateLimited)
    house.clock.advance(by: .minutes(5))
    try await addresses.sendAgain(house.scope(of: ada))
    let second = try #require(try await box.open().first?.token)
    #expect(await failure { try await addresses.confirm(house.guest(), with: first, password: nil) }?.code == .gone)
    try await addresses.confirm(house.guest(), with: second, password: nil)
    #expect(try await addresses.state(house.scope(of: ada)).isConfirmed)
  }

  @Test func thePagesDoNothingByBeingOpenedAndTellNobodyWhereTheyStand() async throws {
    let box = TestMailbox()
    let site = try await TestSite.open(mail: box)
    let ada = try await site.house.member("ada")
    let token = try #require(try await box.open().first?.token)
    for _ in 0..<2 {
      let page = try await site.send(.get, "/address/confirm?token=\(token)")
      #expect(page.status == 200 && page.headers["Referrer-Policy"] == "no-referrer" && page.text.contains("@ada"))
    }
    #expect(try await site.send(.post, "/address/confirm", form: [("token", token)]).status == 200)
    #expect(try await site.send(.post, "/address/confirm", form: [("token", token)]).status == 410)
    let wanted = [("email", "new@example.org"), ("email_password", TestAccounts.password)]
    let asked = try await site.send(.post, "/settings/email", form: wanted, token: ada.token)
    #expect(asked.status == 303)
    let stop = try #require(try await box.open().first?.token)
    #expect(try await site.send(.get, asked.location ?? "", token: ada.token).text.contains("The address counts once you confirm it there"))
    let page = try await site.send(.get, "/address/stop?token=\(stop)")
    #expect(page.status == 200 && page.text.contains("new@example.org") && page.headers["Referrer-Policy"] == "no-referrer")
    #expect(try await site.send(.post, "/address/stop", form: [("token", stop)]).status == 200)
    #expect(await site.house.refusal(ada.token) == .authInvalid)
  }
}

@Suite struct WhatVoidsAMembersLinks {
  enum Deed: CaseIterable { case password, address, ban, role, staffEnds, others, everywhere, recovered }

  @Test(arguments: Deed.allCases) func isEveryChangeOfWhoMayComeIn(deed: Deed) async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let (recovery, scope) = (house.accounts.recovery, try await house.scope(of: ada))
    let token = try await recovery.issue(house.system(), for: ada.id)
    let right = Password(TestAccounts.password)
    switch deed {
    case .password:
      let form = [(name: "password", value: "another horse"), ("current_password", TestAccounts.password)]
      _ = try await house.accounts.settings.change(scope, Fields.read(Fields(form: form)) { AccountChange(reading: &$0) })
    case .address: try await house.accounts.addresses.change(scope, to: "new@example.org", password: right)
    case .ban: try await house.accounts.moderation.ban(house.system(), ada.id)
    case .role: try await house.accounts.moderation.setRole(house.system(), ada.id, to: .moderator)
    case .staffEnds: try await house.accounts.moderation.endSessions(house.system(), ada.id)
    case .others: _ = try await house.accounts.sessions.revokeOthers(scope)
    case .everywhere: try await house.accounts.sessions.revokeAll(scope)
    case .recovered:
      let second = try await recovery.issue(house.system(), for: ada.id)
      try await recovery.recover(house.guest(), with: second, password: Password("a third horse"))
    }
    #expect(await failure { try await recovery.owner(of: token, at: house.clock.now) }?.code == .gone)
    #expect(await failure { try await recovery.recover(house.guest(), with: token, password: Password("mine now, ha")) }?.code == .gone)
  }

  @Test func aPendingAddressGoesWithThemAndTheMemberIsTold() async throws {
    let box = TestMailbox()
    let house = try await TestAccounts.open(mail: box)
    let ada = try await house.member("ada")
    try await house.accounts.addresses.change(house.scope(of: ada), to: "evil@example.org", password: Password(TestAccounts.password))
    let confirm = try #require(try await box.open().last?.token)
    let form = [(name: "password", value: "another horse"), ("current_password", TestAccounts.password)]
    _ = try await house.accounts.settings.change(
      house.scope(of: ada), Fields.read(Fields(form: form)) { AccountChange(reading: &$0) })
    #expect(await failure { try await house.accounts.addresses.confirm(house.guest(), with: confirm, password: nil) }?.code == .gone)
    let letters = try await box.open()
    #expect(letters.map(\.to) == [ada.email] && letters.map(\.subject) == ["Your password has changed"])
    let token = try await house.accounts.recovery.issue(house.system(), for: ada.id)
    try await house.accounts.recovery.recover(house.guest(), with: token, password: Password("a third horse"))
    #expect(try await box.open().map(\.subject) == ["Your password has changed"])
  }
}
