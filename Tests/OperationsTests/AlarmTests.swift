import Accounts
import AccountsTesting
import Core
import CoreTesting
import Notices
import Relations
import SQL
import Synchronization
import Testing

@testable import Operations

@Suite("Alarms") struct AlarmTests {
  private struct Place: Sendable {
    let house: TestAccounts
    let mail = Letters()
    let alarms: AlarmService

    static func open() async throws -> Place {
      let house = try await TestAccounts.open(
        with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all())
      return Place(house: house)
    }

    private init(house: TestAccounts) {
      self.house = house
      alarms = AlarmService(
        Config(secretKey: Secret(TestAccounts.key)), work: house.work,
        notices: NoticeRepository(kinds: [SystemNotice()]), mail: mail, site: SiteState())
    }

    /// Raises an alarm, and checks that what is told of notifications is as many as were written.
    func verifyAction(_ trouble: Trouble, _ text: String = "It broke") async throws -> Int {
      let before = try await notices()
      let scope = house.system()
      try await alarms.raise(scope, trouble, text)
      let written = try await notices() - before
      #expect(scope.outbox.take().isEmpty == (written == 0))
      return written
    }

    func notices() async throws -> Int { try await house.database.value("SELECT COUNT(*) FROM notices WHERE kind = 'system'") ?? 0 }
  }

  @Test func everyAdministratorIsToldOnceADayForEachTrouble() async throws {
    let place = try await Place.open()
    for name in ["ada", "bob"] { _ = try await place.house.member(name, role: .admin) }
    _ = try await place.house.member("mod", role: .moderator)
    _ = try await place.house.member("eve")
    #expect(try await place.verifyAction(.disk, "No room") == 2)
    #expect(place.mail.all.map(\.kind) == [.alarm, .alarm])
    #expect(place.mail.all.allSatisfy { $0.text.contains("No room") && $0.text.contains("/admin") })
    #expect(try await place.verifyAction(.disk) == 0)
    #expect(try await place.verifyAction(.backup) == 2)
    place.house.clock.advance(by: .hours(24) - .seconds(1))
    #expect(try await place.verifyAction(.disk) == 0)
    place.house.clock.advance(by: .seconds(1))
    #expect(try await place.verifyAction(.disk) == 2)
    #expect(place.mail.all.count == 6)
  }

  @Test func theFirstAdministratorHearsOfItHoweverLateTheyCome() async throws {
    let place = try await Place.open()
    #expect(try await place.verifyAction(.backup) == 0)
    _ = try await place.house.member("ada", role: .admin)
    #expect(try await place.verifyAction(.backup, String(repeating: "x", count: 2_000)) == 1)
    let body: String? = try await place.house.database.value("SELECT body FROM notices WHERE kind = 'system'")
    #expect(body?.count == AlarmService.longest)
  }

  @Test func fiftyAtOnceTellOnce() async throws {
    let place = try await Place.open()
    _ = try await place.house.member("ada", role: .admin)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 { group.addTask { try await place.alarms.raise(place.house.system(), .backup, "It broke") } }
      try await group.waitForAll()
    }
    #expect(try await place.notices() == 1)
    #expect(place.mail.all.count == 1)
  }

  @Test func onlyTheServerRaisesThem() async throws {
    let place = try await Place.open()
    let eve = try await place.house.member("eve")
    await #expect(throws: AppError.self) { try await place.alarms.raise(try await place.house.scope(of: eve), .disk, "Boo") }
  }
}

/// Keeps what is queued.
private final class Letters: MailQueue {
  private let kept = Mutex<[Email]>([])
  var all: [Email] { kept.withLock { $0 } }

  func add(_ email: Email, at now: Timestamp, in transaction: Transaction) { kept.withLock { $0.append(email) } }
  func enqueue(_ compose: @escaping @Sendable () async throws -> Email?) {}
  func notify(_ email: Email) {}
}
