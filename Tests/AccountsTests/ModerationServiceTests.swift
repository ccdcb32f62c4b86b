import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Accounts

@Suite struct ActingOnMembers {
  enum Deed: String, CaseIterable, Sendable {
    case mute, unmute, ban, unban

    func carryOut(_ moderation: ModerationService, _ scope: Scope, _ target: UserID) async throws {
      switch self {
      case .mute: try await moderation.mute(scope, target, for: .hours(1))
      case .unmute: try await moderation.unmute(scope, target)
      case .ban: try await moderation.ban(scope, target)
      case .unban: try await moderation.unban(scope, target)
      }
    }
  }

  /// Who may do anything to whom: actor, target, allowed.
  private static let table: [(Role, Role, AppError.Code?)] = [
    (.guest, .member, .unauthorized), (.member, .member, .forbidden), (.member, .moderator, .forbidden), (.member, .admin, .forbidden),
    (.moderator, .member, nil), (.moderator, .moderator, .forbidden), (.moderator, .admin, .forbidden), (.admin, .member, nil),
    (.admin, .moderator, nil), (.admin, .admin, .forbidden),
  ]

  @Test(arguments: Deed.allCases) func nobodyActsOnEqualsOrSuperiors(deed: Deed) async throws {
    for (index, (actor, target, refusal)) in Self.table.enumerated() {
      let house = try await TestAccounts.open()
      let acting = try await house.member("actor\(index)", role: actor == .guest ? .member : actor)
      let suffering = try await house.member("target\(index)", role: target)
      if deed == .unban { try await house.accounts.moderation.ban(house.system(), suffering.id) }
      if deed == .unmute { try await house.accounts.moderation.mute(house.system(), suffering.id, for: .hours(2)) }
      let events = try await verifyAction(in: house, watching: [acting, suffering]) { outbox in
        let scope = actor == .guest ? house.guest(outbox: outbox) : try await house.scope(of: acting, outbox: outbox)
        let refused = await failure { try await deed.carryOut(house.accounts.moderation, scope, suffering.id) }
        #expect(refused?.code == refusal, "\(actor) \(deed) \(target)")
      }
      #expect(events.count == (refusal == nil ? 1 : 0), "\(actor) \(deed) \(target)")
    }
  }

  @Test(arguments: Deed.allCases) func nobodyActsOnThemselvesOrOnNobody(deed: Deed) async throws {
    let house = try await TestAccounts.open()
    let admin = try await house.member("admin", role: .admin)
    let scope = try await house.scope(of: admin)
    #expect(await failure { try await deed.carryOut(house.accounts.moderation, scope, admin.id) }?.code == .forbidden)
    #expect(await failure { try await deed.carryOut(house.accounts.moderation, scope, UserID(999)) }?.code == .notFound)
    #expect(scope.outbox.take().isEmpty)
  }

  @Test func configuredAdministratorsStandAsHighAsThoseMadeSo() async throws {
    let house = try await TestAccounts.open(settings: .init(admins: AdminAddresses(["boss@example.org"]), delays: .init { _ in }))
    let (boss, admin) = (try await house.member("boss"), try await house.member("admin", role: .admin))
    let moderator = try await house.member("moderator", role: .moderator)
    for (actor, target) in [(admin, boss), (boss, admin), (moderator, boss)] {
      let scope = try await house.scope(of: actor)
      #expect(await failure { try await house.accounts.moderation.ban(scope, target.id) }?.code == .forbidden)
    }
    try await house.accounts.moderation.mute(house.scope(of: boss), moderator.id, for: .minutes(10))
  }

  @Test func aMutedModeratorStaysOutOfReachOfOthersAndCanStillModerate() async throws {
    let house = try await TestAccounts.open()
    let (one, two) = (try await house.member("one", role: .moderator), try await house.member("two", role: .moderator))
    let ada = try await house.member("ada")
    try await house.accounts.moderation.ban(house.system(), two.id)
    #expect(await failure { try await house.accounts.moderation.unban(house.scope(of: one), two.id) }?.code == .forbidden)
    try await house.accounts.moderation.mute(house.system(), one.id, for: .hours(1))
    try await house.accounts.moderation.mute(house.scope(of: one), ada.id, for: .hours(1))
  }

  @Test func aMuteTakesPostingAwayUntilItEndsAndTheNextReplacesIt() async throws {
    let house = try await TestAccounts.open()
    let (ada, moderator) = (try await house.member("ada"), try await house.member("moderator", role: .moderator))
    func mayPost() async throws -> Bool { try await house.worth(ada.token).get().member.permissions.contains(.postMessage) }
    #expect(try await mayPost())
    for duration in [Duration.hours(5), .minutes(10)] {
      let events = try await verifyAction(in: house, watching: [ada, moderator]) { outbox in
        try await house.accounts.moderation.mute(house.scope(of: moderator, outbox: outbox), ada.id, for: duration)
      }
      #expect(events == [.memberChanged(ada.id)])
      #expect(try await !mayPost())
    }
    house.clock.advance(by: .minutes(10))
    #expect(try await mayPost())
    #expect(try await house.worth(ada.token).get().member.permissions == Role.member.permissions)
  }

  @Test func aBanEndsEverySessionAndTakesEverything() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let laptop = try await house.again(ada)
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      try await house.accounts.moderation.ban(house.system(outbox: outbox), ada.id)
    }
    #expect(events == [.banned(ada.id)])
    for member in [ada, laptop] {
      let banned = try await house.worth(member.token).get()
      #expect(banned.isBanned && banned.member.permissions == .none)
    }
    #expect(try await house.database.value("SELECT count(*) FROM sessions WHERE revoked_at IS NULL", as: Int.self) == 1)
    let since: Timestamp? = try await house.database.value("SELECT banned_at FROM users WHERE id = \(ada.id)")
    house.clock.advance(by: .hours(1))
    let again = try await verifyAction(in: house, watching: [ada, eve]) { outbox in
      try await house.accounts.moderation.ban(house.system(outbox: outbox), ada.id)
    }
    #expect(again.isEmpty, "a second ban is none")
    #expect(try await house.database.value("SELECT banned_at FROM users WHERE id = \(ada.id)") == since)
  }

  @Test func whatWasNeverDoneIsUndoneWithoutAWord() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    for deed in [Deed.unmute, .unban] {
      let events = try await verifyAction(in: house, watching: [ada]) { outbox in
        try await deed.carryOut(house.accounts.moderation, house.system(outbox: outbox), ada.id)
      }
      #expect(events.isEmpty)
    }
  }
}

@Suite struct MakingAdministrators {
  @Test func theServerItselfMakesTheFirst() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let events = try await verifyAction(in: house, watching: [ada]) { outbox in
      let user = try await house.accounts.moderation.grantAdmin(house.system(outbox: outbox), email: "ADA@example.org")
      #expect(user.id == ada.id && user.role == .admin)
    }
    #expect(events == [.memberChanged(ada.id)])
    #expect(try await house.worth(ada.token).get().member.permissions == .all)
    let again = try await verifyAction(in: house, watching: [ada]) { outbox in
      _ = try await house.accounts.moderation.grantAdmin(house.system(outbox: outbox), email: "ada@example.org")
    }
    #expect(again.isEmpty)
  }

  @Test func onlyAdministratorsMakeMoreAndOnlyOfAccounts() async throws {
    let house = try await TestAccounts.open()
    let (ada, moderator) = (try await house.member("ada"), try await house.member("moderator", role: .moderator))
    let admin = try await house.member("admin", role: .admin)
    for actor in [ada, moderator] {
      let scope = try await house.scope(of: actor)
      #expect(await failure { try await house.accounts.moderation.grantAdmin(scope, email: ada.email) }?.code == .forbidden)
    }
    #expect(await failure { try await house.accounts.moderation.grantAdmin(house.guest(), email: ada.email) }?.code == .unauthorized)
    #expect(
      await failure { try await house.accounts.moderation.grantAdmin(house.system(), email: "nobody@example.org") }?.code == .notFound)
    #expect(try await house.accounts.moderation.grantAdmin(house.scope(of: admin), email: ada.email).role == .admin)
  }
}
