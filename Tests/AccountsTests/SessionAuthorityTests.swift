import AccountsTesting
import Core
import CoreTesting
import Crypto
import Encoding
import JSON
import SQL
import Testing

@testable import Accounts

@Suite struct Tokens {
  private func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

  @Test func whatOurKeyDidNotSignIsUnauthorized() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let eve = try await house.member("eve")
    let parts = ada.token.split(separator: ".").map(String.init)
    let claims = try house.signer.verify(ada.token, now: start.seconds)
    let foreign = TokenSigner(key: Array("another key of enough bytes to be one".utf8))!
    let altered = encoded(#"{"sub":"\#(eve.id)","jti":"\#(eve.session)","iat":1,"exp":9999999999}"#)
    let tokens = [
      "", "x", "a.b.c", "not a token at all", encoded(#"{"alg":"none","typ":"JWT"}"#) + ".\(parts[1]).",
      encoded(#"{"alg":"none"}"#) + ".\(parts[1]).\(parts[2])", encoded(#"{"alg":"HS512","typ":"JWT"}"#) + ".\(parts[1]).\(parts[2])",
      foreign.sign(claims), "\(parts[0]).\(altered).\(parts[2])", "\(parts[0]).\(parts[1])", ada.token + ".x", ada.token + "=",
      String(ada.token.dropLast()), "\(parts[1]).\(parts[0]).\(parts[2])", String(repeating: "a", count: 10_000),
    ]
    for token in tokens { #expect(await house.refusal(token) == .unauthorized, "\(token.prefix(60))") }
    #expect(await house.refusal(ada.token) == nil)
  }

  @Test func whatWeSignedAndIsOfNoSessionIsInvalid() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let eve = try await house.member("eve")
    func token(subject: String, session: String, from: Int64 = 0, to: Int64 = 60) -> String {
      house.signer.sign(
        TokenClaims(subject: subject, tokenID: session, issuedAt: start.seconds + from, expiresAt: start.seconds + to))
    }
    let tokens = [
      token(subject: "\(ada.id)", session: "0123456789abcdef0123456789abcdef"), token(subject: "\(ada.id)", session: ""),
      token(subject: "\(eve.id)", session: ada.session.rawValue), token(subject: "x", session: ada.session.rawValue),
      token(subject: "\(ada.id)", session: ada.session.rawValue, to: -30),
    ]
    for token in tokens { #expect(await house.refusal(token) == .authInvalid) }
    #expect(await house.refusal(token(subject: "\(ada.id)", session: ada.session.rawValue, to: -29)) == nil)
    // A clock that ran ahead when it was signed: the session is open.
    #expect(await house.refusal(token(subject: "\(ada.id)", session: ada.session.rawValue, from: 3_600)) == nil)
  }

  @Test func aSessionEndsThirtySecondsAfterItsTime() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    house.clock.advance(by: .days(7) + .seconds(29))
    #expect(await house.refusal(ada.token) == nil)
    #expect(await failure { try await house.accounts.authority.authenticate(session: ada.session, now: house.clock.now) } == nil)
    house.clock.advance(by: .seconds(1))
    #expect(await house.refusal(ada.token) == .authInvalid)
    #expect(
      await failure { try await house.accounts.authority.authenticate(session: ada.session, now: house.clock.now) }?.code == .authInvalid)
  }
}

@Suite struct SessionsAreRememberedForAMoment {
  @Test func whatAnotherNodeRevokedIsRefusedAfterFifteenSecondsWithoutABusAndAtOnceWithOne() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let (deaf, told) = (house.anotherNode(), house.anotherNode())
    for node in [deaf, told] { #expect(await house.refusal(ada.token, in: node) == nil) }
    let outbox = Outbox()
    try await house.accounts.sessions.signOut(house.scope(of: ada, outbox: outbox))
    #expect(await house.refusal(ada.token) == .authInvalid, "here at once, before any event")
    outbox.take().compactMap(\.nodeEvent).forEach(told.hear)
    #expect(await house.refusal(ada.token, in: told) == .authInvalid)
    #expect(await house.refusal(ada.token, in: deaf) == nil)
    house.clock.advance(by: .milliseconds(14_999))
    #expect(await house.refusal(ada.token, in: deaf) == nil)
    house.clock.advance(by: .milliseconds(1))
    #expect(await house.refusal(ada.token, in: deaf) == .authInvalid)
  }

  @Test func aSessionSeenLatelyCostsNoQuery() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    #expect(await house.refusal(ada.token) == nil)
    await house.database.close()
    #expect(await house.refusal(ada.token) == nil)
    house.clock.advance(by: .seconds(15))
    #expect(await house.refusal(ada.token) != nil)
  }

  @Test func aMuteEndsOnTimeWithoutAnybodySayingSo() async throws {
    let house = try await TestAccounts.open(settings: .init(reread: .hours(1), delays: .init { _ in }))
    let ada = try await house.member("ada")
    try await house.accounts.moderation.mute(house.system(), ada.id, for: .minutes(10))
    let muted = try await house.worth(ada.token).get().member.permissions
    #expect(muted == Role.member.permissions.subtracting([.postMessage]))
    house.clock.advance(by: .minutes(10) - .microseconds(1))
    #expect(try await house.worth(ada.token).get().member.permissions == muted)
    house.clock.advance(by: .microseconds(1))
    #expect(try await house.worth(ada.token).get().member.permissions == Role.member.permissions)
  }

  @Test func configuredAddressesHoldAdmin() async throws {
    let house = try await TestAccounts.open(settings: .init(admins: AdminAddresses(["ada@example.org"]), delays: .init { _ in }))
    let ada = try await house.member("ada", email: "ADA@example.org")
    let eve = try await house.member("eve")
    #expect(try await house.worth(ada.token).get().member.permissions == .all)
    #expect(try await house.worth(ada.token).get().member.role == .admin)
    #expect(try await house.worth(eve.token).get().member.role == .member)
  }

  @Test func lastSeenIsWrittenOnceAMinuteAndNeverByTheRequest() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    func lastSeen() async throws -> Duration {
      let moment: Timestamp? = try await house.database.value("SELECT last_seen_at FROM sessions WHERE id = \(ada.session)")
      return try #require(moment) - start
    }
    for second in 0..<180 {
      #expect(await house.refusal(ada.token) == nil)
      #expect(try await lastSeen() == .seconds(second <= 60 ? 0 : second <= 120 ? 60 : 120))
      try await house.accounts.writeLastSeen()
      #expect(try await lastSeen() == .seconds(second / 60 * 60))
      house.clock.advance(by: .seconds(1))
    }
  }

  @Test func aCrowdIsWrittenWhole() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let rows = AccountsRepositories(house.database).sessions
    let ids = (0..<450).map { SessionID("session \($0)") }
    try await house.work.transaction { transaction in
      for id in ids {
        let session = Session(
          id: id, user: ada.id, createdAt: start, lastSeenAt: start, expiresAt: start + .days(7), revokedAt: nil, userAgent: "", address: ""
        )
        try await rows.insert(session, in: transaction)
      }
    }
    house.clock.advance(by: .seconds(60))
    for id in ids { _ = try await house.accounts.authority.authenticate(session: id, now: house.clock.now) }
    try await house.accounts.writeLastSeen()
    let seen: Int? = try await house.database.value("SELECT count(*) FROM sessions WHERE last_seen_at = \(house.clock.now)")
    #expect(seen == 450)
  }

  @Test func whatCouldNotBeWrittenIsKept() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    house.clock.advance(by: .seconds(61))
    #expect(await house.refusal(ada.token) == nil)
    try await house.database.run("ALTER TABLE sessions RENAME TO elsewhere")
    #expect(await failure { try await house.accounts.writeLastSeen() } != nil)
    try await house.database.run("ALTER TABLE elsewhere RENAME TO sessions")
    try await house.accounts.writeLastSeen()
    let moment: Timestamp? = try await house.database.value("SELECT last_seen_at FROM sessions WHERE id = \(ada.session)")
    #expect(moment == start + .seconds(61))
  }

  @Test func theBannedAreKnownAndMayNothingUntilTheyAreLetInAgain() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let signedOut = try await house.signIn("ada")
    try await house.accounts.sessions.revoke(house.scope(of: ada), signedOut.session.id)
    try await house.accounts.moderation.ban(house.system(), ada.id)
    let banned = try await house.worth(ada.token).get()
    #expect(banned.isBanned && banned.member.permissions == .none && banned.member.id == ada.id)
    #expect(await house.refusal(signedOut.token) == .authInvalid, "had ended before the ban")
    try await house.accounts.moderation.unban(house.system(), ada.id)
    #expect(await house.refusal(ada.token) == .authInvalid, "the ban ended the session for good")
  }
}

@Suite struct ManySessionsAtOnce {
  @Test func areEachWhatTheyAreAloneAndTwoStatementsTogether() async throws {
    let house = try await TestAccounts.open()
    let node = house.anotherNode()
    var members: [TestMember] = []
    for number in 0..<12 { members.append(try await house.member("m\(number)")) }
    try await house.accounts.moderation.ban(house.system(), members[0].id)
    try await house.accounts.moderation.mute(house.system(), members[1].id, for: .hours(1))
    try await house.accounts.sessions.signOut(house.scope(of: members[2]))
    try await house.accounts.moderation.setRole(house.system(), members[3].id, to: .moderator)
    let sessions = Set(members.map(\.session) + [SessionID("0123456789abcdef0123456789abcdef")])
    let before = house.database.metrics.statements
    let found = try await node.authority.authenticate(sessions: sessions, now: house.clock.now)
    #expect(house.database.metrics.statements - before == 2)
    for member in members[3...] { _ = try await node.authority.authenticate(session: member.session, now: house.clock.now) }
    #expect(house.database.metrics.statements - before == 2, "remembered from the first time")
    #expect(found.count == 13)
    for session in sessions {
      let alone: Result<Authenticated, AppError>
      do { alone = .success(try await house.accounts.authority.authenticate(session: session, now: house.clock.now)) } catch {
        alone = .failure(AppError(answering: error))
      }
      switch (found[session], alone) {
      case (.success(let one)?, .success(let other)): #expect(one == other)
      case (.failure(let one)?, .failure(let other)): #expect(one.code == other.code)
      default: Issue.record("\(session) is one thing alone and another among many")
      }
    }
    #expect(try found[members[0].session]?.get().isBanned == true)
    #expect(try found[members[1].session]?.get().member.permissions.contains(.postMessage) == false)
    #expect(try found[members[3].session]?.get().member.permissions.contains(.moderate) == true)
    // What another node changes is seen by the next look, though this node remembers otherwise.
    try await house.accounts.moderation.endSessions(house.system(), members[4].id)
    let later = try await node.authority.authenticate(sessions: [members[4].session], now: house.clock.now)
    #expect(throws: AppError.self) { try later[members[4].session]?.get() }
  }

  @Test func throwWhenTheyCannotBeRead() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    try await house.database.run("ALTER TABLE sessions RENAME TO elsewhere")
    #expect(await failure { try await house.anotherNode().authority.authenticate(sessions: [ada.session], now: house.clock.now) } != nil)
  }
}

extension AccountsFeature {
  /// What `Live` does on every node when it hears of something.
  func hear(_ event: NodeEvent) {
    switch event {
    case .sessionRevoked(let session, _): authority.forget(session: session)
    case .sessionsRevoked(let user, _, _), .banned(let user), .memberChanged(let user): authority.forget(user: user)
    case .membershipEnded, .presenceEnded, .roomsChanged, .conversationChanged, .roomRemoved, .placeChanged, .placeReset, .viewsReset,
      .siteChanged:
      break
    }
  }
}
