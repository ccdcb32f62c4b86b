import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Accounts

@Suite struct ComingInByInvitation {
  private func house() async throws -> (TestAccounts, TestMember) {
    // Somebody has to be there first.
    let house = try await TestAccounts.open()
    return (house, try await house.member("boss", role: .moderator))
  }

  private func signUp(_ house: TestAccounts, as mode: SignUpMode, _ name: String, invite: String?) async -> AppError? {
    let node = house.anotherNode(.init(signUp: mode, delays: .init { _ in }))
    return await failure {
      var form = [(name: "name", value: name), ("username", name), ("email", "\(name)@example.org"), ("password", TestAccounts.password)]
      if let invite { form.append(("invite", invite)) }
      let account = try Fields.read(Fields(form: form)) { NewAccount(reading: &$0, as: .page) }
      return try await node.signUp.signUp(house.guest(), account, from: UserAgent("a test"), for: .standard)
    }
  }

  @Test func fiftyWhoShareAnInvitationForThreeAreThree() async throws {
    let (house, boss) = try await house()
    let code = try await house.accounts.invites.create(house.scope(of: boss), uses: 3, days: 1)
    let refusals = await withTaskGroup(of: AppError?.self) { group in
      for number in 0..<50 { group.addTask { await signUp(house, as: .invite, "guest\(number)", invite: code) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(refusals.count { $0 == nil } == 3)
    #expect(refusals.compactMap(\.self).allSatisfy { $0.code == .forbidden })
    #expect(try await house.count("users") == 4)
    #expect(try await house.accounts.invites.list(house.scope(of: boss)).map(\.uses) == [3])
  }

  @Test func nobodyComesInWithoutOneOrAfterItsTimeOrWhenItIsWithdrawn() async throws {
    let (house, boss) = try await house()
    let invites = house.accounts.invites
    let code = try await invites.create(house.scope(of: boss), uses: 10, days: 1)
    #expect(await signUp(house, as: .invite, "ada", invite: nil)?.code == .forbidden)
    #expect(await signUp(house, as: .invite, "ada", invite: "guessed")?.code == .forbidden)
    #expect(await signUp(house, as: .closed, "ada", invite: code)?.code == .forbidden)
    house.clock.advance(by: .days(1) - .seconds(1))
    #expect(await signUp(house, as: .invite, "ada", invite: code) == nil)
    house.clock.advance(by: .seconds(1))
    #expect(await signUp(house, as: .invite, "bob", invite: code)?.code == .forbidden)
    let other = try await invites.create(house.scope(of: boss), uses: 10, days: 1)
    let id = try #require(try await invites.list(house.scope(of: boss)).first?.id)
    try await invites.revoke(house.scope(of: boss), id)
    #expect(await signUp(house, as: .invite, "bob", invite: other)?.code == .forbidden)
    #expect(await failure { try await invites.revoke(house.scope(of: boss), id) }?.code == .notFound)
  }

  @Test func strangersLearnNothingOfAccountsWithoutAnInvitation() async throws {
    let hasher = CountingHasher()
    let house = try await TestAccounts.open(hasher: hasher)
    let boss = try await house.member("boss", role: .moderator)
    let code = try await house.accounts.invites.create(house.scope(of: boss), uses: 1, days: 1)
    let node = AccountsFeature(
      work: house.work, repositories: AccountsRepositories(house.database), signer: house.signer, hasher: hasher,
      settings: .init(signUp: .invite, delays: .init { _ in }))
    func signUp(_ name: String, _ invite: String?) async throws -> AppError? {
      var form = [(name: "name", value: name), ("username", name), ("email", "\(name)@example.org"), ("password", TestAccounts.password)]
      if let invite { form.append(("invite", invite)) }
      let account = try Fields.read(Fields(form: form)) { NewAccount(reading: &$0, as: .page) }
      return await failure { try await node.signUp.signUp(house.guest(), account, from: UserAgent("a test"), for: .standard) }
    }
    hasher.reset()
    for invite in [nil, "guessed"] {
      let (known, unknown) = (try await signUp("boss", invite), try await signUp("nobody", invite))
      #expect(known == unknown && known?.code == .forbidden)
    }
    #expect(hasher.hashed == 0)
    // Whoever was invited is told, and has not used the invitation up.
    #expect(try await signUp("boss", code)?.code == .emailExists)
    #expect(try await signUp("guest", code) == nil)
  }

  @Test(arguments: [(0, 1, "uses"), (1_001, 1, "uses"), (1, 0, "days"), (1, 91, "days")] as [(Int64, Int64, String)])
  func itsBoundsHold(_ uses: Int64, _ days: Int64, _ field: String) async throws {
    let (house, boss) = try await house()
    let refused = await failure { try await house.accounts.invites.create(house.scope(of: boss), uses: uses, days: days) }
    #expect(refused?.code == .validation && refused?.details[field] != nil)
  }

  @Test func moderatorsMakeThemAndNobodyElse() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    #expect(await failure { try await house.accounts.invites.create(house.scope(of: ada), uses: 1, days: 1) }?.code == .forbidden)
    #expect(await failure { try await house.accounts.invites.create(house.guest(), uses: 1, days: 1) }?.code == .unauthorized)
    #expect(await failure { try await house.accounts.invites.list(house.scope(of: ada)) }?.code == .forbidden)
  }
}

@Suite struct LinksForANewPassword {
  @Test func workOnceForADayAndEndAllSessions() async throws {
    let house = try await TestAccounts.open()
    let (boss, ada) = (try await house.member("boss", role: .admin), try await house.member("ada"))
    let recovery = house.accounts.recovery
    let first = try await recovery.issue(house.scope(of: boss), for: ada.id)
    let token = try await recovery.issue(house.scope(of: boss), for: ada.id)
    #expect(await failure { try await recovery.recover(house.guest(), with: first, password: Password("a new password")) }?.code == .gone)
    #expect(try await recovery.owner(of: token, at: house.clock.now).id == ada.id)
    let events = try await verifyAction(in: house, watching: [ada, boss]) { outbox in
      try await recovery.recover(house.guest(outbox: outbox), with: token, password: Password("a new password"))
    }
    #expect(events == [.sessionsRevoked(ada.id, except: nil, reason: "password_changed")])
    _ = try await house.signIn("ada", "a new password")
    #expect(await failure { try await house.signIn("ada") }?.code == .invalidCredentials)
    #expect(await failure { try await recovery.recover(house.guest(), with: token, password: Password("another one")) }?.code == .gone)
    let late = try await recovery.issue(house.scope(of: boss), for: ada.id)
    house.clock.advance(by: .hours(24))
    #expect(await failure { try await recovery.recover(house.guest(), with: late, password: Password("another one")) }?.code == .gone)
  }

  @Test func fiftyAtOnceSetOnePassword() async throws {
    let house = try await TestAccounts.open()
    let (boss, ada) = (try await house.member("boss", role: .admin), try await house.member("ada"))
    let token = try await house.accounts.recovery.issue(house.scope(of: boss), for: ada.id)
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<50 {
        group.addTask {
          await failure {
            try await house.accounts.recovery.recover(house.guest(), with: token, password: Password("password \(number)"))
          }?.code
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.allSatisfy { $0 == nil || $0 == .gone })
  }

  @Test func areMadeForThoseBelowAlone() async throws {
    let house = try await TestAccounts.open()
    let (boss, peer) = (try await house.member("boss", role: .admin), try await house.member("peer", role: .admin))
    let ada = try await house.member("ada")
    #expect(await failure { try await house.accounts.recovery.issue(house.scope(of: boss), for: peer.id) }?.code == .forbidden)
    let mod = try await house.member("mod", role: .moderator)
    for other in [mod, ada] {
      #expect(await failure { try await house.accounts.recovery.issue(house.scope(of: other), for: ada.id) }?.code == .forbidden)
    }
    #expect(try await house.accounts.recovery.issue(house.system(), email: "BOSS@example.org").count == 43)
  }

  @Test func keepNothingInTheDatabaseThatWouldLetAnybodyIn() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let token = try await house.accounts.recovery.issue(house.system(), for: ada.id)
    let kept: Int? = try await house.database.value("SELECT COUNT(*) FROM recovery_links WHERE token_digest = \(token)")
    #expect(kept == 0)
  }
}

@Suite struct TheDirectory {
  @Test func isPagedByNameAndSearchedByItsBeginningOrByAddress() async throws {
    let house = try await TestAccounts.open()
    let boss = try await house.member("boss", role: .moderator)
    for number in 0..<120 { _ = try await house.member(number % 2 == 0 ? "Cat\(number)" : "cat-\(number)") }
    let directory = house.accounts.directory
    var names: [String] = []
    var after = ""
    repeat {
      let page = try await directory.members(house.scope(of: boss), matching: "CAT", after: after)
      names += page.members.map { $0.username.lowercased() }
      after = page.next ?? ""
    } while !after.isEmpty
    #expect(names.count == 120 && names == names.sorted())
    let scope = try await house.scope(of: boss)
    #expect(try await directory.members(scope, matching: "cat-1", after: "").members.allSatisfy { $0.username.hasPrefix("cat-1") })
    #expect(try await directory.members(scope, matching: "BOSS@example.org", after: "").members.map(\.id) == [boss.id])
    #expect(try await directory.members(scope, matching: "nobody%", after: "").members.isEmpty)
    let ada = try await house.member("ada")
    #expect(await failure { try await directory.members(house.scope(of: ada), matching: "", after: "") }?.code == .forbidden)
  }
}

@Suite struct TheAuditLog {
  @Test func saysWhoDidWhatToWhomAndWhatCameToNothingIsNotInIt() async throws {
    let house = try await TestAccounts.open()
    let (boss, ada) = (try await house.member("boss", role: .admin), try await house.member("ada"))
    let moderation = house.accounts.moderation
    try await moderation.mute(house.scope(of: boss), ada.id, for: .hours(1))
    try await moderation.unmute(house.scope(of: boss), ada.id)
    try await moderation.unmute(house.scope(of: boss), ada.id)
    try await moderation.setException(house.scope(of: boss), ada.id, .deny, .createRoom, for: nil)
    try await moderation.removeException(house.scope(of: boss), ada.id, .deny, .createRoom)
    try await moderation.setRole(house.scope(of: boss), ada.id, to: .moderator)
    try await moderation.endSessions(house.scope(of: boss), ada.id)
    try await moderation.ban(house.scope(of: boss), ada.id)
    try await moderation.unban(house.scope(of: boss), ada.id)
    _ = await failure { try await moderation.ban(house.scope(of: boss), boss.id) }
    let log = try await house.accounts.directory.log(house.scope(of: boss), before: .max).entries
    #expect(
      log.reversed().map(\.action) == [
        "member.mute", "member.unmute", "member.deny", "member.undeny", "member.role", "member.end_sessions", "member.ban", "member.unban",
      ])
    #expect(log.allSatisfy { $0.actor == "boss" && $0.subject == "user:\(ada.id)" })
    #expect(log.first { $0.action == "member.role" }?.details == #"{"role":"moderator"}"#)
    let moderator = try await house.member("moderator", role: .moderator)
    #expect(await failure { try await house.accounts.directory.log(house.scope(of: moderator), before: .max) }?.code == .forbidden)
  }
}
