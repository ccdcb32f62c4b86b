import AccountsTesting
import Core
import CoreTesting
import Crypto
import SQL
import Synchronization
import Testing

@testable import Accounts

/// A hasher that counts what it is asked, over cheap hashes.
final class CountingHasher: PasswordHashing {
  private let hasher = TestAccounts.cheapHasher()
  private let calls = Mutex((hashed: 0, verified: 0))
  /// Called while a verification is under way, before its verdict.
  private let duringVerify = Mutex<(@Sendable () async throws -> Void)?>(nil)

  var hashed: Int { calls.withLock { $0.hashed } }
  var verified: Int { calls.withLock { $0.verified } }

  func reset() { calls.withLock { $0 = (0, 0) } }
  func meanwhile(_ work: (@Sendable () async throws -> Void)?) { duringVerify.withLock { $0 = work } }

  func hash(_ password: String) async throws(PasswordHasher.Failure) -> String {
    calls.withLock { $0.hashed += 1 }
    return try await hasher.hash(password)
  }

  func verify(_ password: String, against hash: String?) async throws(PasswordHasher.Failure) -> PasswordHasher.Verdict {
    calls.withLock { $0.verified += 1 }
    let verdict = try await hasher.verify(password, against: hash)
    let work = duringVerify.withLock { work in
      defer { work = nil }
      return work
    }
    do { try await work?() } catch { throw .impossible }
    return verdict
  }
}

/// A hasher with no room left.
struct BusyHasher: PasswordHashing {
  func hash(_ password: String) async throws(PasswordHasher.Failure) -> String { throw .busy(retryAfter: .seconds(7)) }
  func verify(_ password: String, against hash: String?) async throws(PasswordHasher.Failure) -> PasswordHasher.Verdict {
    throw .busy(retryAfter: .seconds(7))
  }
}

/// Writes down how long people were made to wait, and lets nobody wait.
final class Waits: Sendable {
  static let refusal = Duration.milliseconds(400)
  private let waits = Mutex<[Duration]>([])

  /// The waits for having failed before; those every refusal takes are left out.
  var delays: [Duration] { waits.withLock { $0.filter { $0 != Self.refusal } } }
  var refusals: Int { waits.withLock { $0.count { $0 == Self.refusal } } }

  var settings: AccountsFeature.Settings {
    .init(delays: .init(shortestRefusal: Self.refusal) { [self] wait in waits.withLock { $0.append(wait) } })
  }
}

extension TestAccounts {
  func account(
    _ username: String? = "ada", email: String = "ada@example.org", name: String = "Ada", password: String = TestAccounts.password
  ) throws(AppError) -> NewAccount {
    var form = [(name: "name", value: name), ("email", email), ("password", password)]
    if let username { form.append(("username", username)) }
    return try Fields.read(Fields(form: form)) { NewAccount(reading: &$0, as: .program) }
  }

  func signUp(_ account: NewAccount, outbox: Outbox = Outbox()) async throws -> SignedIn {
    try await accounts.signUp.signUp(guest(outbox: outbox), account, from: UserAgent("a test"), for: .standard)
  }

  func signIn(_ login: String, _ password: String = TestAccounts.password, outbox: Outbox = Outbox()) async throws -> SignedIn {
    let attempt = try Fields.read(Fields(form: [("login", login), ("password", password)])) {
      SignInAttempt(reading: &$0, login: .emailOrUsername)
    }
    return try await accounts.signIn.signIn(guest(outbox: outbox), attempt, from: UserAgent("a test"), for: .standard)
  }

  func count(_ table: StaticString) async throws -> Int {
    try await database.value("SELECT count(*) FROM \(raw: table)") ?? -1
  }

  /// What a token is worth now: the caller's permissions, or the code it is refused with.
  func worth(_ token: String, in accounts: AccountsFeature? = nil) async -> Result<Authenticated, AppError> {
    do { return .success(try await (accounts ?? self.accounts).authority.authenticate(token: token, now: clock.now)) } catch {
      return .failure(error as? AppError ?? AppError(.serverError, "\(error)"))
    }
  }

  func refusal(_ token: String, in accounts: AccountsFeature? = nil) async -> AppError.Code? {
    if case .failure(let error) = await worth(token, in: accounts) { error.code } else { nil }
  }
}
