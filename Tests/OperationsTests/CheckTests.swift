import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Operations

/// Every state of every check. Those that need other servers (`mail`, `redis`) or a broken configuration are tried in
/// Tests/Conformance/test_operations.py, too.
@Suite("Checks") struct CheckTests {
  private struct Place: Sendable {
    let house: TestAccounts
    let records: BackupRecordRepository

    static func open() async throws -> Place {
      let house = try await TestAccounts.open(with: try CoreMigrations.all())
      return Place(house: house, records: BackupRecordRepository(house.database))
    }

    func checks(
      _ environment: [String: String] = [:], figures: ServerFigures = ServerFigures(),
      missing: @escaping @Sendable () async throws -> Int = { 0 }
    ) async throws -> [String: Check.State] {
      let config = try Config.load(
        [], environment: ["SECRET_KEY": String(repeating: "k", count: 40)].merging(environment) { $1 }, for: .inspection)
      let service = CheckService(
        config, OperationsRepository(house.database), records, SiteRepository(house.database), figures: figures, missingSteps: missing)
      return Dictionary(uniqueKeysWithValues: await service.all(at: house.clock.now).map { ($0.name, $0.state) })
    }
  }

  @Test func theAddress() async throws {
    let place = try await Place.open()
    #expect(try await place.checks()["public_url"] == .todo)
    #expect(try await place.checks(["PUBLIC_URL": "http://space.example.org"])["public_url"] == .warn)
    #expect(try await place.checks(["PUBLIC_URL": "https://space.example.org"])["public_url"] == .ok)
    #expect(try await place.checks()["secret_key"] == .ok)
  }

  @Test func administratorsNameAndRules() async throws {
    let place = try await Place.open()
    var states = try await place.checks()
    #expect(states["admins"] == .todo && states["name"] == .todo && states["rules"] == .todo)
    _ = try await place.house.member("ada", role: .admin)
    #expect(try await place.checks()["admins"] == .todo)
    _ = try await place.house.member("bob", role: .admin)
    try await place.house.database.run("UPDATE site_settings SET name = 'The Shed', rules = 'Be kind'")
    states = try await place.checks()
    #expect(states["admins"] == .ok && states["name"] == .ok && states["rules"] == .ok)
  }

  @Test func mailAndRedisDoNotAnswer() async throws {
    let place = try await Place.open()
    var states = try await place.checks()
    #expect(states["mail"] == .todo && states["redis"] == .ok)
    states = try await place.checks(["SMTP_URL": "smtp://127.0.0.1:1", "REDIS_URL": "redis://127.0.0.1:1/0"])
    #expect(states["mail"] == .fail && states["redis"] == .fail)
  }

  @Test func backups() async throws {
    let place = try await Place.open()
    let now = place.house.clock.now
    var states = try await place.checks()
    #expect(states["backup"] == .todo && states["backup_verified"] == .todo)
    try await place.records.note(.made(at: now - .days(8), bytes: 5))
    #expect(try await place.checks()["backup"] == .warn)
    try await place.records.note(.made(at: now - .days(7), bytes: 5))
    #expect(try await place.checks()["backup"] == .ok)
    try await place.records.note(.failed(at: now, "no room"))
    #expect(try await place.checks()["backup"] == .fail)
    try await place.records.note(.verified(at: now))
    states = try await place.checks()
    #expect(states["backup"] == .ok && states["backup_verified"] == .ok)
  }

  @Test func space() {
    let gib = Int64(1 << 30)
    #expect(CheckService.space(DiskSpace(free: 50 * gib, total: 100 * gib), reserve: gib).state == .ok)
    #expect(CheckService.space(DiskSpace(free: 10 * gib, total: 100 * gib), reserve: gib).state == .ok)
    #expect(CheckService.space(DiskSpace(free: 10 * gib - 1, total: 100 * gib), reserve: gib).state == .warn)
    #expect(CheckService.space(DiskSpace(free: gib - 1, total: 2 * gib), reserve: 256 << 20).state == .warn)
    #expect(CheckService.space(DiskSpace(free: 256 << 20, total: gib), reserve: 256 << 20).state == .warn)
    #expect(CheckService.space(DiskSpace(free: 256 << 20 - 1, total: gib), reserve: 256 << 20).state == .fail)
  }

  @Test func aDiskThatCannotBeMeasured() async throws {
    let place = try await Place.open()
    #expect(try await place.checks(["NEOSPACE_DATA": "/nowhere/at/all"])["disk"] == .warn)
  }

  @Test func theSchema() async throws {
    struct Newer: Error {}
    let place = try await Place.open()
    #expect(try await place.checks()["schema"] == .ok)
    #expect(try await place.checks(missing: { 3 })["schema"] == .todo)
    #expect(try await place.checks(missing: { throw Newer() })["schema"] == .fail)
  }

  @Test func jobs() async throws {
    let place = try await Place.open()
    let (figures, now) = (ServerFigures(), place.house.clock.now)
    #expect(try await place.checks(figures: figures)["jobs"] == .ok)
    figures.ran("sweep", from: now, to: now, error: nil)
    #expect(try await place.checks(figures: figures)["jobs"] == .ok)
    figures.ran("digest", from: now, to: now, error: "it broke")
    #expect(try await place.checks(figures: figures)["jobs"] == .warn)
  }

  @Test func aDatabaseThatIsGone() async throws {
    let place = try await Place.open()
    #expect(try await place.checks()["database"] == .ok)
    await place.house.database.close()
    let states = try await place.checks()
    for name in ["admins", "name", "rules", "backup", "database"] { #expect(states[name] == .fail) }
  }

  @Test func newsOfBackupsThatComeAtTheSameTimeAreAllKept() async throws {
    let place = try await Place.open()
    let now = place.house.clock.now
    for round in 1...20 {
      let moment = now + .seconds(round)
      async let made: Void = place.records.note(.made(at: moment, bytes: Int64(round)))
      async let failed: Void = place.records.note(.failed(at: moment, "broken \(round)"))
      _ = try await (made, failed)
      let record = try await place.records.record()
      #expect(record.madeAt == moment && record.bytes == Int64(round))
      #expect(record.failedAt == moment && record.failure == "broken \(round)")
    }
    try await place.records.note(.verified(at: now))
    let record = try await place.records.record()
    #expect(record.verifiedAt == now && record.failedAt == nil && record.failure == nil && record.bytes == 20)
  }
}
