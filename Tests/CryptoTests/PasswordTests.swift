import Synchronization
import Testing

@testable import Crypto

private let quick = PasswordScheme.argon2id(memoryKiB: 64, passes: 1)

@Suite("Passwords are kept as hashes that can be checked and renewed")
struct Passwords {
  @Test func standardHashesAreAsStrongAsPromised() async throws {
    let hasher = PasswordHasher()
    let hash = try await hasher.hash("correct horse")
    #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await hasher.verify("correct horse", against: hash) == .right)
    #expect(try await hasher.verify("correct horsE", against: hash) == .wrong)
    #expect(try await hasher.verify("", against: hash) == .wrong)
    #expect(try await hasher.hash("correct horse") != hash)
    #expect(!hasher.isOutdated(hash))
  }

  @Test(arguments: ["", "é😀", String(repeating: "x", count: 1024), "nul\u{0}inside"]) func anyPasswordWorks(_ password: String) async throws
  {
    let hasher = PasswordHasher(scheme: quick)
    let hash = try await hasher.hash(password)
    #expect(try await hasher.verify(password, against: hash) == .right)
    #expect(try await hasher.verify(password + "x", against: hash) == .wrong)
  }

  @Test func nulIsNotAnEnd() async throws {
    let hasher = PasswordHasher(scheme: quick)
    let hash = try await hasher.hash("a\u{0}b")
    #expect(try await hasher.verify("a\u{0}c", against: hash) == .wrong)
  }

  @Test func hashesFromElsewhereVerify() async throws {
    let hasher = PasswordHasher()
    let foreign = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
    #expect(try await hasher.verify("password", against: foreign) == .right)
    let weak = try await PasswordHasher(scheme: quick).hash("pw")
    #expect(try await hasher.verify("pw", against: weak) == .rightButOutdated)
    #expect(hasher.isOutdated(weak))
  }

  @Test(arguments: ["2a", "2b", "2y"]) func importedBcryptVerifies(_ version: String) async throws {
    let hash = "$\(version)$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
    let hasher = PasswordHasher(scheme: quick)
    #expect(try await hasher.verify("U*U", against: hash) == .rightButOutdated)
    #expect(try await hasher.verify("U*U*", against: hash) == .wrong)
    #expect(try await hasher.verify("U*U\u{0}x", against: hash) == .wrong)
  }

  @Test func bcryptCanBeTheScheme() async throws {
    let hasher = PasswordHasher(scheme: .bcrypt(cost: 5))
    let hash = try await hasher.hash("pässword")
    #expect(hash.hasPrefix("$bcrypt-sha384$2b$05$") && hash.utf8.count == 74)
    #expect(try await hasher.verify("pässword", against: hash) == .right)
    #expect(try await hasher.verify("passwort", against: hash) == .wrong)
    #expect(try await hasher.verify("a\u{0}c", against: hasher.hash("a\u{0}b")) == .wrong)
    let stronger = PasswordHasher(scheme: .bcrypt(cost: 6))
    #expect(try await stronger.verify("pässword", against: hash) == .rightButOutdated)
    let argon = try await PasswordHasher(scheme: quick).hash("pw")
    #expect(try await hasher.verify("pw", against: argon) == .right)
  }

  @Test func everyByteOfALongPasswordCountsUnderBcrypt() async throws {
    let hasher = PasswordHasher(scheme: .bcrypt(cost: 4))
    let start = String(repeating: "a", count: 72)
    let hash = try await hasher.hash(start + "X")
    #expect(try await hasher.verify(start + "X", against: hash) == .right)
    #expect(try await hasher.verify(start + "Y", against: hash) == .wrong)
    #expect(try await hasher.verify(start, against: hash) == .wrong)
    for length in [513, 600, 1_024] {
      let long = String(repeating: "b", count: length)
      #expect(try await hasher.verify(long, against: hasher.hash(long)) == .right)
    }
  }

  /// Hashes of other products are of the first 72 bytes: they verify as they are, and are replaced at the next sign-in.
  @Test func importedBcryptOfALongPasswordVerifiesAsItIs() async throws {
    let imported = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.mDyzbhj.9K0apb9O/AGMWwoLXiYAu6u"
    let hasher = PasswordHasher(scheme: .bcrypt(cost: 4))
    for length in [72, 100, 600, 1_024] {
      #expect(try await hasher.verify(String(repeating: "a", count: length), against: imported) == .rightButOutdated)
    }
    #expect(try await hasher.verify(String(repeating: "a", count: 71), against: imported) == .wrong)
  }

  @Test(arguments: [
    "", "x", "$1$abc$def", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$bcrypt-sha384$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$bcrypt-sha384$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
    "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$2b$05$short", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$AAAA",
    "$argon2id$v=19$m=64,t=999999,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
  ]) func aDamagedHashMatchesNothing(_ hash: String) async throws {
    #expect(try await PasswordHasher(scheme: quick).verify("U*U", against: hash) == .wrong)
  }

  @Test func anUnknownAccountMatchesNothing() async throws {
    for scheme in [quick, .bcrypt(cost: 4)] {
      let hasher = PasswordHasher(scheme: scheme)
      #expect(try await hasher.verify("anything", against: nil) == .wrong)
      #expect(try await hasher.verify("", against: nil) == .wrong)
    }
  }

  @Test func theDecoyCostsWhatARealHashCosts() {
    #expect(StoredHash(PasswordHashing.decoy(.standard)) == .argon2id(memoryKiB: 19456, passes: 2, lanes: 1))
    #expect(StoredHash(PasswordHashing.decoy(.bcrypt(cost: 12))) == .bcrypt(cost: 12, isPrehashed: true))
    #expect(PasswordHashing.hash([], quick) != nil)
  }
}

@Suite("Hashing threads are few and their queue is short")
struct BoundedHashing {
  @Test func refusesWhenFullAndRecovers() async throws {
    let threads = HashingThreads(threads: 2, capacity: 3)
    let gate = Gate()
    let done = Atomic<Int>(0)
    for _ in 0..<5 {
      try threads.submit {
        gate.wait()
        done.add(1, ordering: .relaxed)
      }
    }
    #expect(throws: HashingThreads.Refusal.self) { try threads.submit {} }
    gate.open()
    while done.load(ordering: .relaxed) < 5 { try await Task.sleep(for: .milliseconds(1)) }
    while (try? threads.submit { done.add(1, ordering: .relaxed) }) == nil { try await Task.sleep(for: .milliseconds(1)) }
    threads.close()
    while done.load(ordering: .relaxed) < 6 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(throws: HashingThreads.Refusal.self) { try threads.submit {} }
  }

  @Test func tellsWhenToComeBack() async throws {
    let hasher = PasswordHasher(scheme: quick, threads: 1, queue: 0)
    let outcomes = await withTaskGroup(of: PasswordHasher.Failure?.self) { group in
      for _ in 0..<50 {
        group.addTask {
          do throws(PasswordHasher.Failure) {
            _ = try await hasher.hash("x")
            return nil
          } catch { return error }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.contains(nil))
    for case .some(let failure) in outcomes {
      guard case .busy(let retryAfter) = failure else {
        Issue.record("\(failure)")
        continue
      }
      #expect(retryAfter >= .seconds(1))
    }
  }

  @Test func aClosedHasherFinishesWhatItTook() async throws {
    let hasher = PasswordHasher(scheme: quick)
    let hash = try await hasher.hash("x")
    hasher.close()
    await #expect(throws: PasswordHasher.Failure.closed) { try await hasher.verify("x", against: hash) }
  }
}

/// Holds threads until it is opened.
private final class Gate: Sendable {
  private let isOpen = Atomic<Bool>(false)
  func open() { isOpen.store(true, ordering: .releasing) }
  func wait() { while !isOpen.load(ordering: .acquiring) {} }
}
