import AccountsTesting
import Core
import CoreTesting
import SQL
import SQLTesting
import Testing

@testable import Accounts

@Suite struct TheSchemaOfAccounts {
  @Test func goesUpAndDownAndUpAgain() async throws {
    let house = try await TestAccounts.open()
    let migrator = try Migrator(house.database, AccountsMigrations.all())
    let before = try await house.database.schemaDump()
    let names = try AccountsMigrations.all().map(\.name)
    #expect(try await migrator.down(names.count) == names.reversed())
    #expect(try await !house.database.schemaDump().contains("users"))
    #expect(try await migrator.up() == names)
    #expect(try await house.database.schemaDump() == before)
  }

  @Test func theIndexesThemselvesRefuseDoubles() async throws {
    let house = try await TestAccounts.open()
    _ = try await house.member("ada")
    func insert(_ username: String, _ email: String, _ uuid: String) async -> SQLError? {
      do {
        try await house.database.run(
          """
          INSERT INTO users (uuid, username, email, name, password_hash, color, created_at, updated_at)
          VALUES (\(uuid), \(username), \(email), 'x', 'x', 0, 0, 0)
          """)
      } catch { return error as? SQLError }
      return nil
    }
    #expect(await insert("ADA", "b@example.org", "b") == .uniqueViolation(index: "users_username"))
    #expect(await insert("bob", "ADA@example.org", "b") == .uniqueViolation(index: "users_email"))
    let uuid: String? = try await house.database.value("SELECT uuid FROM users")
    #expect(await insert("bob", "bob@example.org", try #require(uuid)) == .uniqueViolation(index: "users_uuid"))
    if case .checkViolation = await insert("b", "bob@example.org", "b") {} else { Issue.record("a username of one character") }
  }

  @Test func idsAreNeverUsedAgain() async throws {
    let house = try await TestAccounts.open()
    let ada = try await house.member("ada")
    try await house.database.run("DELETE FROM users WHERE id = \(ada.id)")
    #expect(try await house.count("sessions") == 0, "sessions go with their member")
    #expect(try await house.member("eve").id > ada.id)
    #expect(await house.anotherNode().isRefusing(ada, at: house.clock.now))
  }

  // PostgreSQL scans tables of 50 rows, and is right to.
  @Test(.enabled(if: !TestDatabase.isPostgres)) func whatEveryRequestAsksIsFoundByIndex() async throws {
    let house = try await TestAccounts.open()
    for number in 0..<50 { _ = try await house.member("member\(number)") }
    let statements: [SQL] = [
      "SELECT users.id FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = \("x")",
      "SELECT permission FROM user_permissions WHERE user_id = \(UserID(1))", "SELECT id FROM users WHERE lower(email) = \("x")",
      "SELECT id FROM users WHERE lower(username) = \("x")", "SELECT id FROM sessions WHERE user_id = \(UserID(1)) AND revoked_at IS NULL",
      "DELETE FROM sign_in_attempts WHERE last_at < \(0)",
    ]
    for statement in statements {
      let plan = try await house.database.explain(statement)
      #expect(!plan.isEmpty && plan.allSatisfy { $0.contains("SEARCH") }, "\(plan)")
    }
  }
}

extension AccountsFeature {
  fileprivate func isRefusing(_ member: TestMember, at now: Timestamp) async -> Bool {
    await failure { try await authority.authenticate(token: member.token, now: now) }?.code == .authInvalid
  }
}
