import AccountsTesting
import Core
import CoreTesting
import Crypto
import SQL
import Testing

@testable import Accounts

@Suite struct SigningIn {
  @Test(arguments: ["ada", "ADA", "ada@example.org", "Ada@EXAMPLE.org"])
  func byUsernameOrAddressWhateverTheCase(login: String) async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    let outbox = Outbox()
    let signedIn = try await house.signIn(login, outbox: outbox)
    #expect(signedIn.user.id == ada.id)
    #expect(signedIn.session.id != ada.session, "a session id is never used twice")
    #expect(await house.refusal(signedIn.token) == nil)
    #expect(await house.refusal(ada.token) == nil, "the other session lives on")
    #expect(outbox.take().isEmpty)
  }

  @Test func unknownNamesAndWrongPasswordsAreAlikeInWordsAndWork() async throws {
    let (hasher, waits) = (CountingHasher(), Waits())
    let house = try await TestAccounts.open(hasher: hasher, settings: waits.settings)
    _ = try await house.member("ada")
    var refusals: [AppError?] = []
    for login in ["ada", "ada@example.org", "nobody", "nobody@example.org"] {
      hasher.reset()
      refusals.append(await failure { try await house.signIn(login, "wrong horse") })
      #expect(hasher.verified == 1 && hasher.hashed == 0, "\(login) costs one comparison")
    }
    #expect(refusals.allSatisfy { $0 == SignInService.invalidCredentials && $0?.code.status == 401 })
    #expect(waits.refusals == 4)
    #expect(try await house.count("sessions") == 1)
  }

  @Test func afterTenFailuresEachTryWaitsLongerForKnownAndUnknownNamesAlike() async throws {
    var delays: [[Duration]] = []
    for login in ["ada", "nobody"] {
      let waits = Waits()
      let house = try await TestAccounts.open(settings: waits.settings)
      _ = try await house.member("ada")
      for _ in 0..<18 { #expect(await failure { try await house.signIn(login, "wrong horse") }?.code == .invalidCredentials) }
      delays.append(waits.delays)
    }
    #expect(delays[0] == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)] + Array(repeating: .seconds(8), count: 4))
    #expect(delays[0] == delays[1])
  }

  @Test func theOwnerGetsInWhileSomebodyKeepsFailing() async throws {
    let waits = Waits()
    let house = try await TestAccounts.open(settings: waits.settings)
    let ada = try await house.member("ada")
    for round in 0..<50 {
      _ = await failure { try await house.signIn("ada", "wrong \(round)") }
      if round % 10 == 9 {
        let signedIn = try await house.signIn("ada")
        #expect(signedIn.user.id == ada.id)
      }
    }
    #expect(waits.delays.allSatisfy { $0 <= SignInDelays.longest })
  }

  @Test func succeedingOrAnHourOfPeaceBeginsTheCountAnew() async throws {
    let waits = Waits()
    let house = try await TestAccounts.open(settings: waits.settings)
    _ = try await house.member("ada")
    for _ in 0..<10 { _ = await failure { try await house.signIn("ada", "wrong") } }
    _ = try await house.signIn("ada")
    let afterOwner = waits.delays.count
    for _ in 0..<10 { _ = await failure { try await house.signIn("ada", "wrong") } }
    #expect(waits.delays.count == afterOwner)
    _ = await failure { try await house.signIn("ada", "wrong") }
    #expect(waits.delays.count == afterOwner + 1)
    house.clock.advance(by: SignInDelays.memory + .seconds(1))
    _ = await failure { try await house.signIn("ada", "wrong") }
    #expect(waits.delays.count == afterOwner + 1)
    #expect(try await house.count("sign_in_attempts") == 1)
  }

  @Test func triesAtTheSameTimeAreCountedEach() async throws {
    let waits = Waits()
    let house = try await TestAccounts.open(settings: waits.settings)
    _ = try await house.member("ada")
    await withDiscardingTaskGroup { group in
      for _ in 0..<30 { group.addTask { _ = await failure { try await house.signIn("ada", "wrong") } } }
    }
    #expect(waits.delays.count == 20)
  }

  @Test func whatIsTriedIsNotStoredInTheClear() async throws {
    let house = try await TestAccounts.open()
    _ = await failure { try await house.signIn("my password typed into the wrong field", "wrong") }
    let stored: [String] = try await house.database.values("SELECT login_digest FROM sign_in_attempts")
    #expect(stored.count == 1 && stored[0].count == 64 && !stored[0].contains("password"))
  }

  @Test func importedHashesAreReplacedWhenTheirOwnerComes() async throws {
    let house = try await TestAccounts.open(hasher: PasswordHasher(scheme: .argon2id(memoryKiB: 8, passes: 1)))
    let ada = try await house.member("ada")
    let bcrypt = try await PasswordHasher(scheme: .bcrypt(cost: 4)).hash(TestAccounts.password)
    try await house.database.run("UPDATE users SET password_hash = \(bcrypt)")
    #expect(await failure { try await house.signIn("ada", "wrong horse") }?.code == .invalidCredentials)
    #expect(try await house.database.value("SELECT password_hash FROM users") == bcrypt)
    #expect(try await house.signIn("ada").user.id == ada.id)
    let stored: String? = try await house.database.value("SELECT password_hash FROM users")
    #expect(stored?.hasPrefix("$argon2id$") == true)
    #expect(try await house.signIn("ada").user.id == ada.id)
  }

  @Test func aPasswordChangedMeanwhileOpensNothing() async throws {
    let hasher = CountingHasher()
    let house = try await TestAccounts.open(hasher: hasher)
    _ = try await house.member("ada")
    let other = try await hasher.hash("another horse")
    hasher.meanwhile { try await house.database.run("UPDATE users SET password_hash = \(other)") }
    #expect(await failure { try await house.signIn("ada") }?.code == .invalidCredentials)
    #expect(try await house.count("sessions") == 1)
  }

  @Test func theBannedAreToldSoOnceTheyHaveShownWhoTheyAre() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    try await house.accounts.moderation.ban(house.system(), ada.id)
    #expect(await failure { try await house.signIn("ada") }?.code == .forbidden)
    #expect(await failure { try await house.signIn("ada", "wrong horse") }?.code == .invalidCredentials)
    try await house.accounts.moderation.unban(house.system(), ada.id)
    #expect(try await house.signIn("ada").user.id == ada.id)
  }

  @Test func sessionsLongExpiredAreCleanedAway() async throws {
    let house = try await TestAccounts.open()
    _ = try await house.member("ada")
    house.clock.advance(by: .days(7) + SessionOpener.memory + .seconds(1))
    _ = try await house.signIn("ada")
    #expect(try await house.count("sessions") == 1)
  }

  @Test func whatAClientCallsItselfIsCutAndCleaned() {
    #expect(UserAgent(nil).text == "")
    #expect(UserAgent("a\u{1B}[31mb\r\n").text == "a[31mb")
    #expect(UserAgent(String(repeating: "é", count: 300)).text == String(repeating: "é", count: 255))
  }
}

@Suite struct PasswordsAreComparedAsTheyAreWritten {
  @Test func composedAndDecomposedLettersAndAnyCountrysSpaceAreOne() async throws {
    let house = try await TestAccounts.open()
    _ = try await house.signUp(house.account(password: "p\u{E4}ssw\u{F6}rd 1"))
    for typed in ["pa\u{308}sswo\u{308}rd 1", "p\u{E4}sswo\u{308}rd\u{A0}1", "p\u{E4}ssw\u{F6}rd\u{3000}1"] {
      _ = try await house.signIn("ada", typed)
    }
    for typed in ["P\u{E4}ssw\u{F6}rd 1", "p\u{E4}ssw\u{F6}rd  1", "passw\u{F6}rd 1"] {
      #expect(await failure { try await house.signIn("ada", typed) }?.code == .invalidCredentials)
    }
  }

  @Test func hashesOfWhatWasTypedStillVerifyAndAreReplaced() async throws {
    let hasher = TestAccounts.cheapHasher()
    let house = try await TestAccounts.open(hasher: hasher)
    _ = try await house.signUp(house.account())
    let decomposed = "pa\u{308}ssword"
    let old = try await hasher.hash(decomposed)
    try await house.database.run("UPDATE users SET password_hash = \(old)")
    #expect(await failure { try await house.signIn("ada", "p\u{E4}ssword") }?.code == .invalidCredentials)
    _ = try await house.signIn("ada", decomposed)
    _ = try await house.signIn("ada", "p\u{E4}ssword")
  }

  @Test func theLongestPasswordOfMarksCostsNothingToPrepare() {
    let marks = "a" + String(repeating: "\u{301}\u{316}", count: 255)
    let clock = ContinuousClock()
    let spent = clock.measure { for _ in 0..<10 { _ = Password.prepared(marks) } }
    #expect(spent < .milliseconds(200))
  }
}
