import AccountsTesting
import Core
import CoreTesting
import SQL
import Telemetry
import Testing
import Transfer

@testable import Mail

/// Letters at rest, and how nodes share them.
@Suite struct LetterTests {
  private struct Post {
    let house: TestAccounts
    let rows: LetterRepository
    let queue: LetterQueue
    let transfers = TransferLoop()

    static func open() async throws -> Post {
      let house = try await TestAccounts.open(with: MailMigrations.all())
      let rows = LetterRepository(house.database)
      let (transfers, clock) = (TransferLoop(), house.clock)
      // Port 1 takes nothing.
      let server = try #require(MailServer("smtp://127.0.0.1:1"))
      let queue = LetterQueue(
        rows, work: house.work, mailer: Mailer(transfers, server: server, host: "here"), from: "door@example.org",
        secret: Secret("a key for tests, of 32 bytes or more"), random: house.random, now: { clock.now }, logger: .silent)
      return Post(house: house, rows: rows, queue: queue)
    }

    func add(_ count: Int = 1) async throws {
      for number in 0..<count {
        try await house.work.transaction { transaction in
          try await queue.add(
            Email(.digest, to: "ada\(number)@example.org", subject: "S", text: "T"), at: house.clock.now, in: transaction)
        }
      }
    }
  }

  @Test func aLetterIsTakenOnceHoweverManyNodesAsk() async throws {
    let post = try await Post.open()
    try await post.add(20)
    let now = post.house.clock.now
    let taken = try await withThrowingTaskGroup(of: LetterRepository.Taken?.self) { group in
      for _ in 0..<50 { group.addTask { try await post.rows.take(at: now, until: now + .seconds(300)) } }
      return try await group.reduce(into: []) { taken, letter in taken.append(letter) }
    }
    let references = taken.compactMap { $0?.reference }
    #expect(references.count == 20 && Set(references).count == 20)
    #expect(try await post.rows.take(at: now, until: now) == nil)
    // Whoever took them is gone: after the lease they are due again.
    #expect(try await post.rows.take(at: now + .seconds(300), until: now + .seconds(600))?.tries == 2)
  }

  @Test func aLetterOfAChangeThatFailsIsNotThere() async throws {
    let post = try await Post.open()
    await #expect(throws: AppError.self) {
      try await post.house.work.transaction { transaction in
        try await post.queue.add(Email(.digest, to: "a@b.org", subject: "", text: ""), at: post.house.clock.now, in: transaction)
        throw AppError(.conflict, "no")
      }
    }
    #expect(try await post.rows.list(before: nil, limit: 10).letters.isEmpty)
  }

  /// Six tries, then it is given up and its text is gone.
  @Test func aLetterIsTriedSixTimes() async throws {
    let post = try await Post.open()
    try await post.add()
    var states: [LetterState] = []
    for pause in [0, 5, 60, 300, 1_800, 7_200] {
      post.house.clock.advance(by: .seconds(pause))
      #expect(try await post.queue.sendDue() != nil)
      states.append(try #require(try await post.rows.list(before: nil, limit: 1).letters.first).state)
      #expect(try await post.queue.sendDue() == nil)
    }
    #expect(states == [.waiting, .waiting, .waiting, .waiting, .waiting, .failed])
    #expect(post.queue.failed == 1)
    let figures = try await post.rows.figures(at: post.house.clock.now)
    #expect(figures.failedInADay == 1 && figures.lastError != nil && figures.sentAt == nil)
    #expect(try await post.house.database.value("SELECT COUNT(*) FROM letters WHERE content IS NOT NULL") == 0)
  }

  @Test func aLetterOpensUnderItsSecretAndReferenceAlone() {
    let email = Email(
      .digest, to: "ada@example.org", subject: "ü", text: "a\nb", html: "<p>", unsubscribe: "https://space.example.org/stop")
    let seal = EmailSeal(secret: Secret("one secret, of 32 bytes or more"))
    let content = seal.seal(email, as: "r")
    let opened = seal.open(content, as: "r")
    #expect(opened?.to == email.to && opened?.text == email.text && opened?.html == email.html && opened?.unsubscribe == email.unsubscribe)
    #expect(seal.open(content, as: "s") == nil)
    #expect(EmailSeal(secret: Secret("another secret, of 32 bytes or more")).open(content, as: "r") == nil)
    #expect(EmailSeal.masked("ada@example.org") == "a…@example.org" && EmailSeal.masked("nothing") == "…")
  }

  /// What has become of letters is told for 30 days; what waits is never forgotten.
  @Test func onlyOldLettersThatDoNotWaitAreForgotten() async throws {
    let post = try await Post.open()
    try await post.add(3)
    let now = post.house.clock.now
    for state in [LetterState.sent, .failed] {
      let letter = try #require(try await post.rows.take(at: now, until: now + .seconds(300)))
      try await post.rows.end(letter.id, state, error: nil, at: now)
    }
    #expect(try await post.house.work.transaction { try await post.rows.removeOld(before: now, in: $0) } == 0)
    #expect(try await post.house.work.transaction { try await post.rows.removeOld(before: now + .seconds(1), in: $0) } == 2)
    #expect(try await post.rows.list(before: nil, limit: 10).letters.map(\.state) == [.waiting])
  }

  @Test func aTestIsForAdministratorsAndLeavesALetter() async throws {
    let post = try await Post.open()
    let server = try #require(MailServer("smtp://127.0.0.1:1"))
    let service = MailService(
      rows: post.rows, work: post.house.work, mailer: Mailer(post.transfers, server: server, host: "here"), from: "door@example.org",
      publicURL: "https://space.example.org", random: post.house.random)
    let (admin, ada) = (try await post.house.member("boss", role: .admin), try await post.house.member("ada"))
    let refusal = await #expect(throws: AppError.self) { _ = try await service.test(try await post.house.scope(of: ada), to: "a@b.org") }
    #expect(refusal?.code == .forbidden)
    #expect(try await post.rows.list(before: nil, limit: 10).letters.isEmpty)
    let letter = try await service.test(try await post.house.scope(of: admin), to: "a@b.org")
    #expect(letter.state == .failed && letter.error != nil)
    #expect(try await post.rows.list(before: nil, limit: 10).letters.map(\.id) == [letter.id])
  }
}
