import AccountsTesting
import Core
import CoreTesting
import Crypto
import SQL
import Testing

@testable import Accounts

@Suite struct SigningUp {
  @Test func makesAnAccountAndASessionAndTellsNobody() async throws {
    let house = try await TestAccounts.open()
    let outbox = Outbox()
    let signedIn = try await house.signUp(house.account("Ada_L", email: "ADA@Example.org", name: "Ada 🦊 Lovelace"), outbox: outbox)
    let user = signedIn.user
    #expect(user.username == "Ada_L" && user.email == "ada@example.org" && user.name == "Ada 🦊 Lovelace")
    #expect(user.role == .member && !user.isBot && !user.hasDownloaded && user.bannedAt == nil && user.githubID == nil)
    #expect(user.color == Username.color(of: "ada_l"))
    #expect(UUID4(user.uuid)?.description == user.uuid)
    #expect(user.createdAt == start && user.updatedAt == start)
    let authenticated = try await house.worth(signedIn.token).get()
    #expect(authenticated.member.id == user.id && authenticated.session == signedIn.session.id)
    #expect(authenticated.member.permissions == Role.member.permissions)
    #expect(authenticated.expires == start + .days(7))
    #expect(outbox.take().isEmpty)
  }

  @Test func theTokenClaimsWhatTheProtocolSays() async throws {
    let house = try await TestAccounts.open()
    let signedIn = try await house.signUp(house.account())
    let claims = try house.signer.verify(signedIn.token, now: start.seconds)
    #expect(claims.subject == signedIn.user.id.description && claims.tokenID == signedIn.session.id.rawValue)
    #expect(claims.other == ["user_id": signedIn.user.uuid, "email": "ada@example.org"])
    #expect(claims.issuedAt == start.seconds && claims.expiresAt == start.seconds + 7 * 86_400)
    #expect(claims.tokenID.count == 32)
  }

  @Test func passwordsAreStoredOnlyHashed() async throws {
    let house = try await TestAccounts.open()
    _ = try await house.signUp(house.account(password: "a very secret horse"))
    let hash: String? = try await house.database.value("SELECT password_hash FROM users")
    #expect(hash?.hasPrefix("$argon2id$") == true)
    let password = Password("a very secret horse")
    #expect(!"\(password)\(String(reflecting: password))".contains("secret"))
    var dumped = ""
    dump(try house.account(password: "a very secret horse"), to: &dumped)
    #expect(!dumped.contains("secret"))
  }

  @Test func fiftyAtOnceWithOneAddressMakeOneAccount() async throws {
    let house = try await TestAccounts.open()
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<50 {
        group.addTask {
          await failure {
            // Spelt differently, half of them under one username too.
            try await house.signUp(
              house.account(number.isMultiple(of: 2) ? "ada" : nil, email: number.isMultiple(of: 3) ? "ADA@example.org" : "ada@example.org")
            )
          }?.code
        }
      }
      return await group.reduce(into: [AppError.Code?: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(codes == [nil: 1, .emailExists: 49])
    #expect(try await house.count("users") == 1)
    #expect(try await house.count("sessions") == 1)
  }

  @Test func fiftyAtOnceUnderOneUsernameMakeOneAccount() async throws {
    let house = try await TestAccounts.open()
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<50 {
        group.addTask {
          await failure {
            try await house.signUp(house.account(number.isMultiple(of: 2) ? "ada" : "ADA", email: "a\(number)@example.org"))
          }?.code
        }
      }
      return await group.reduce(into: [AppError.Code?: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(codes == [nil: 1, .usernameExists: 49])
    #expect(try await house.count("users") == 1)
  }

  @Test func whatIsTakenIsRefusedWhateverItsCase() async throws {
    let house = try await TestAccounts.open()
    _ = try await house.signUp(house.account("ada", email: "ada@example.org"))
    let name = await failure { try await house.signUp(house.account("ADA", email: "eve@example.org")) }
    #expect(name?.code == .usernameExists && name?.code.status == 409 && name?.details.keys.first == "username")
    let address = await failure { try await house.signUp(house.account("eve", email: "Ada@EXAMPLE.org")) }
    #expect(address?.code == .emailExists && address?.details.keys.first == "email")
    #expect(await failure { try await house.signUp(house.account("ada", email: "ada@example.org")) }?.code == .emailExists)
    #expect(try await house.count("users") == 1)
    #expect(try await house.count("sessions") == 1)
  }

  @Test func usernamesLeftOutAreMadeOfTheAddressAndNumberedWhenTaken() async throws {
    let house = try await TestAccounts.open()
    var names: [String] = []
    for number in 0..<14 {
      names.append(try await house.signUp(house.account(nil, email: "in.fo@host\(number).example")).user.username)
    }
    #expect(names.prefix(9) == ["info", "info2", "info3", "info4", "info5", "info6", "info7", "info8", "info9"])
    #expect(Set(names.map { $0.lowercased() }).count == 14)
    #expect(names.allSatisfy { $0.hasPrefix("info") && Username.accepted($0) != nil })
  }

  @Test func aMegabyteOfPasswordIsRefusedBeforeHashing() async throws {
    let hasher = CountingHasher()
    let house = try await TestAccounts.open(hasher: hasher)
    let megabyte = String(repeating: "x", count: 1_048_576)
    let refused = await failure { try await house.signUp(house.account(password: megabyte)) }
    #expect(refused?.code == .validation && refused?.details["password"] != nil)
    #expect(await failure { try await house.signIn("ada", megabyte) }?.code == .validation)
    // Nor does the service that hashes trust whoever read the form.
    let service = PasswordChecker(hasher: hasher, common: [])
    #expect(await failure { try await service.hash(Password(megabyte)) }?.code == .validation)
    #expect(await failure { try await service.verify(Password(megabyte), against: nil) }?.code == .validation)
    #expect(hasher.hashed == 0 && hasher.verified == 0)
    #expect(try await house.count("users") == 0)
  }

  @Test(arguments: [
    ("name", "x", true), ("name", String(repeating: "é", count: 100), true), ("name", String(repeating: "🦊", count: 100), true),
    ("name", String(repeating: "x", count: 101), false), ("name", "", false), ("name", "   ", false), ("name", "a\nb", false),
    ("name", "a\tb", false), ("name", "a\u{7}b", false), ("name", "a\u{85}b", false),
    ("username", "ab", true), ("username", String(repeating: "x", count: 20), true), ("username", "a", false),
    ("username", String(repeating: "x", count: 21), false), ("username", "a b", false), ("username", "ünï", false),
    ("email", String(repeating: "a", count: 242) + "@example.org", true),
    ("email", String(repeating: "a", count: 243) + "@example.org", false),
    ("email", "plain", false), ("email", "", false),
    ("password", "12345678", true), ("password", "1234567", false), ("password", String(repeating: "é", count: 512), true),
    ("password", String(repeating: "é", count: 512) + "x", false), ("password", "1234567\u{0}8", false), ("password", "        ", true),
    ("password", "👩‍👩‍👧‍👦\u{301}", true),
  ])
  func everyFieldHasItsLimits(_ field: String, _ value: String, _ isAccepted: Bool) async throws {
    let house = try await TestAccounts.open()
    var form = ["name": "Ada", "username": "ada", "email": "ada@example.org", "password": TestAccounts.password]
    form[field] = value
    let refused = await failure {
      let account = try Fields.read(Fields(form: form.map { (name: $0.key, value: $0.value) })) { NewAccount(reading: &$0, as: .page) }
      return try await house.signUp(account)
    }
    #expect(refused?.code == (isAccepted ? nil : .validation))
    #expect(refused.map { Array($0.details.keys) } == (isAccepted ? nil : [field]))
    #expect(try await house.count("users") == (isAccepted ? 1 : 0))
  }

  @Test func everythingWrongIsToldAtOnce() throws {
    let form = [(name: "username", value: "a"), ("email", "b"), ("password", "c"), ("admin", "yes")]
    let refused = #expect(throws: AppError.self) { try Fields.read(Fields(form: form)) { NewAccount(reading: &$0, as: .page) } }
    #expect(refused?.details.keys.sorted() == ["admin", "email", "name", "password", "username"])
  }

  @Test(arguments: [SignUpMode.closed, .invite])
  func nobodySignsUpWhereItIsNotOpen(mode: SignUpMode) async throws {
    let hasher = CountingHasher()
    let house = try await TestAccounts.open(hasher: hasher, settings: .init(signUp: mode, delays: .init { _ in }))
    #expect(await failure { try await house.signUp(house.account()) }?.code == .forbidden)
    #expect(try await house.count("users") == 0)
    #expect(hasher.hashed == 0)
  }

  @Test func passwordsEverybodyTriesFirstAreRefusedWhenListed() async throws {
    let house = try await TestAccounts.open(settings: .init(commonPasswords: ["Password1"], delays: .init { _ in }))
    let refused = await failure { try await house.signUp(house.account(password: "pASSWORD1")) }
    #expect(refused?.code == .validation && refused?.details["password"] != nil)
    _ = try await house.signUp(house.account(password: "password1 and more"))
  }

  @Test func whenTooManyAreAtTheDoorOneIsToldWhenToComeBack() async throws {
    let house = try await TestAccounts.open(hasher: BusyHasher())
    for refused in [await failure { try await house.signUp(house.account()) }, await failure { try await house.signIn("ada") }] {
      #expect(refused?.code == .unavailable && refused?.retryAfter == .seconds(7))
    }
    #expect(try await house.count("users") == 0)
  }

  @Test func registeringOpensNoSession() async throws {
    let house = try await TestAccounts.open()
    let account = try Fields.read(
      Fields(form: [("name", "Ada"), ("email", "ada@example.org"), ("github_id", "ada-l"), ("password", TestAccounts.password)])
    ) { NewAccount(reading: &$0, as: .release) }
    let user = try await house.accounts.signUp.register(house.guest(), account)
    #expect(user.githubID == "ada-l" && user.username == "ada")
    #expect(try await house.count("sessions") == 0)
  }
}
