import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Accounts

@Suite struct EndingSessions {
  /// Two sessions of Ada's, one of Eve's.
  private func people() async throws -> (TestAccounts, ada: TestMember, laptop: TestMember, eve: TestMember) {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    return (house, ada, try await house.again(ada), try await house.member("eve"))
  }

  @Test func signingOutEndsThisSessionAlone() async throws {
    let (house, ada, laptop, eve) = try await people()
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      try await house.accounts.sessions.signOut(house.scope(of: ada, outbox: outbox))
    }
    #expect(events == [.sessionRevoked(ada.session, reason: "signed_out")])
    #expect(await house.refusal(ada.token) == .authInvalid)
    #expect(await house.refusal(laptop.token) == nil)
    #expect(await house.refusal(eve.token) == nil)
  }

  @Test func aSecondEndIsNoEvent() async throws {
    let (house, ada, laptop, eve) = try await people()
    let scope = try await house.scope(of: ada)
    try await house.accounts.sessions.signOut(scope)
    _ = scope.outbox.take()
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { _ in try await house.accounts.sessions.signOut(scope) }
    #expect(events.isEmpty && scope.outbox.take().isEmpty)
  }

  @Test func oneOfOnesOwnEnds() async throws {
    let (house, ada, laptop, eve) = try await people()
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      try await house.accounts.sessions.revoke(house.scope(of: ada, outbox: outbox), laptop.session)
    }
    #expect(events == [.sessionRevoked(laptop.session, reason: "revoked")])
    #expect(await house.refusal(laptop.token) == .authInvalid)
  }

  @Test func nobodyEndsAnothersOrWhatIsNot() async throws {
    let (house, ada, laptop, eve) = try await people()
    for session in [eve.session, SessionID("none"), SessionID("")] {
      let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
        let scope = try await house.scope(of: ada, outbox: outbox)
        #expect(await failure { try await house.accounts.sessions.revoke(scope, session) }?.code == .notFound)
      }
      #expect(events.isEmpty)
    }
    #expect(await house.refusal(eve.token) == nil)
  }

  @Test func allOthersEndAndThisOneStays() async throws {
    let (house, ada, laptop, eve) = try await people()
    let phone = try await house.again(ada)
    let events = try await verifyAction(in: house, watching: [ada, laptop, phone, eve]) { outbox in
      let count = try await house.accounts.sessions.revokeOthers(house.scope(of: phone, outbox: outbox))
      #expect(count == 2)
    }
    #expect(events == [.sessionsRevoked(ada.id, except: phone.session, reason: "revoked")])
    #expect(await house.refusal(phone.token) == nil)
    #expect(await house.refusal(ada.token) == .authInvalid)
    let again = try await verifyAction(in: house, watching: [phone]) { outbox in
      let count = try await house.accounts.sessions.revokeOthers(house.scope(of: phone, outbox: outbox))
      #expect(count == 0)
    }
    #expect(again.isEmpty)
  }

  @Test func everythingEnds() async throws {
    let (house, ada, laptop, eve) = try await people()
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      try await house.accounts.sessions.revokeAll(house.scope(of: ada, outbox: outbox))
    }
    #expect(events == [.sessionsRevoked(ada.id, except: nil, reason: "revoked")])
    #expect(await house.refusal(ada.token) == .authInvalid)
    #expect(await house.refusal(laptop.token) == .authInvalid)
    #expect(await house.refusal(eve.token) == nil)
  }

  @Test func signingInAgainEndsTheBrowsersLastSession() async throws {
    let (house, ada, laptop, eve) = try await people()
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      try await house.accounts.sessions.endReplaced(house.scope(of: ada, outbox: outbox))
    }
    #expect(events == [.sessionRevoked(ada.session, reason: "signed_in_again")])
  }

  @Test func theListHoldsOnesOwnLiveSessionsNewestFirst() async throws {
    let (house, ada, laptop, _) = try await people()
    house.clock.advance(by: .days(1))
    let phone = try await house.again(ada)
    try await house.accounts.sessions.revoke(house.scope(of: ada), laptop.session)
    let mine = try await house.accounts.sessions.mine(house.scope(of: ada))
    #expect(mine.map(\.id) == [phone.session, ada.session])
    #expect(
      mine.allSatisfy { $0.user == ada.id && $0.address == "192.0.2.1" && $0.userAgent == "a test" && $0.isLive(at: house.clock.now) })
    house.clock.advance(by: .days(6))
    #expect(try await house.accounts.sessions.mine(house.scope(of: phone)).map(\.id) == [phone.session])
  }

  @Test func guestsHaveNoSessions() async throws {
    let house = try await TestAccounts.open()
    let sessions = house.accounts.sessions
    for refused in [
      await failure { try await sessions.mine(house.guest()) }, await failure { try await sessions.signOut(house.guest()) },
      await failure { try await sessions.revoke(house.guest(), SessionID("x")) },
      await failure { try await sessions.revokeOthers(house.guest()) }, await failure { try await sessions.revokeAll(house.guest()) },
    ] { #expect(refused?.code == .unauthorized) }
  }
}

@Suite struct ChangingOnesProfile {
  private func change(_ form: [(name: String, value: String)]) throws(AppError) -> AccountChange {
    try Fields.read(Fields(form: form)) { AccountChange(reading: &$0) }
  }

  @Test func aNameIsChangedEverywhere() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    house.clock.advance(by: .seconds(5))
    let events = try await verifyAction(in: house, watching: [ada, eve]) { outbox in
      let user = try await house.accounts.settings.change(house.scope(of: ada, outbox: outbox), change([("name", " Countess ")]))
      #expect(user.name == "Countess" && user.updatedAt == start + .seconds(5) && user.createdAt == start)
    }
    #expect(events == [.memberChanged(ada.id)])
    #expect(try await house.worth(ada.token).get().member.displayName == "Countess")
  }

  @Test func theSameNameIsNoEvent() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let events = try await verifyAction(in: house, watching: [ada]) { outbox in
      _ = try await house.accounts.settings.change(house.scope(of: ada, outbox: outbox), change([("name", "Ada")]))
    }
    #expect(events.isEmpty)
  }

  @Test func aNewPasswordEndsTheOtherSessions() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let (laptop, eve) = (try await house.again(ada), try await house.member("eve"))
    let events = try await verifyAction(in: house, watching: [ada, laptop, eve]) { outbox in
      let change = try change([("password", "battery staple"), ("current_password", TestAccounts.password)])
      _ = try await house.accounts.settings.change(house.scope(of: ada, outbox: outbox), change)
    }
    #expect(events == [.sessionsRevoked(ada.id, except: ada.session, reason: "password_changed")])
    #expect(await failure { try await house.signIn("ada") }?.code == .invalidCredentials)
    #expect(try await house.signIn("ada", "battery staple").user.id == ada.id)
  }

  @Test func withoutTheCurrentPasswordNothingChanges() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let laptop = try await house.again(ada)
    let events = try await verifyAction(in: house, watching: [ada, laptop]) { outbox in
      let scope = try await house.scope(of: ada, outbox: outbox)
      let wrong = try change([("name", "Eve"), ("password", "battery staple"), ("current_password", "not this one")])
      let refused = await failure { try await house.accounts.settings.change(scope, wrong) }
      #expect(refused?.code == .validation && refused?.details.keys.first == "current_password")
    }
    #expect(events.isEmpty)
    #expect(try await house.worth(ada.token).get().member.displayName == "Ada")
    #expect(try await house.signIn("ada").user.id == ada.id)
  }

  @Test func ofTwoChangesAtOnceTheFirstStands() async throws {
    let hasher = CountingHasher()
    let house = try await TestAccounts.open(hasher: hasher)
    let ada = try await house.member("ada")
    let scope = try await house.scope(of: ada)
    let change = try change([("password", "battery staple"), ("current_password", TestAccounts.password)])
    let other = try await hasher.hash("somebody else's")
    hasher.meanwhile { try await house.database.run("UPDATE users SET password_hash = \(other)") }
    #expect(await failure { try await house.accounts.settings.change(scope, change) }?.details.keys.first == "current_password")
    #expect(try await house.signIn("ada", "somebody else's").user.id == ada.id)
  }

  @Test(
    arguments: [
      ([], ["name"]), ([("password", "battery staple")], ["current_password"]),
      ([("password", "short"), ("current_password", "x")], ["password"]), ([("email", "new@example.org")], ["email", "name"]),
      ([("name", String(repeating: "x", count: 101))], ["name"]), ([("name", "x"), ("role", "admin")], ["role"]),
    ] as [([(name: String, value: String)], [String])])
  func whatCannotBeChangedIsRefusedByField(_ form: [(name: String, value: String)], _ fields: [String]) async {
    let refused = await failure { try change(form) }
    #expect(refused?.code == .validation)
    #expect(refused.map { Set($0.details.keys) } == Set(fields))
  }

  @Test func guestsHaveNoProfile() async throws {
    let house = try await TestAccounts.open()
    let change = try change([("name", "Eve")])
    #expect(await failure { try await house.accounts.settings.change(house.guest(), change) }?.code == .unauthorized)
  }
}

@Suite struct SessionsAreBounded {
  @Test func oneTooManyEndsTheOneSeenLeastLately() async throws {
    let house = try await TestAccounts.open()
    var sessions = [try await house.member("ada")]
    for _ in 1..<SessionOpener.mostOpen {
      house.clock.advance(by: .seconds(1))
      sessions.append(try await house.again(sessions[0]))
    }
    house.clock.advance(by: .seconds(1))
    let events = try await verifyAction(in: house, watching: sessions) { outbox in _ = try await house.signIn("ada", outbox: outbox) }
    #expect(events == [.sessionRevoked(sessions[0].session, reason: "revoked")])
    for _ in 0..<30 {
      house.clock.advance(by: .seconds(1))
      _ = try await house.signIn("ada")
    }
    let open: Int? = try await house.database.value("SELECT COUNT(*) FROM sessions WHERE revoked_at IS NULL")
    #expect(open == SessionOpener.mostOpen)
  }

  @Test func endedOnesAreForgottenBeyondANumber() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    for _ in 0..<(SessionOpener.mostEnded + 20) {
      house.clock.advance(by: .seconds(1))
      let again = try await house.again(ada)
      try await house.accounts.sessions.signOut(house.scope(of: again))
    }
    _ = try await house.signIn("ada")
    let ended: Int? = try await house.database.value("SELECT COUNT(*) FROM sessions WHERE revoked_at IS NOT NULL")
    #expect(ended == SessionOpener.mostEnded)
    #expect(await house.refusal(ada.token) == nil)
  }
}
