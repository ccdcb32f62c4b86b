import Accounts
import AccountsTesting
import Care
import Core
import CoreTesting
import JSON
import Notices
import Relations
import SQL
import Testing

@testable import Operations

@Suite("Settings of the site") struct SiteSettingsTests {
  private struct Place: Sendable {
    let house: TestAccounts
    let admin: TestMember
    let rows: SiteRepository
    let service: SiteSettingsService

    static func open() async throws -> Place {
      let house = try await TestAccounts.open(
        with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + CareMigrations.all())
      let admin = try await house.member("admin", role: .admin)
      let rows = SiteRepository(house.database)
      return Place(
        house: house, admin: admin, rows: rows,
        service: SiteSettingsService(
          work: house.work, rows: rows, site: SiteState(from: rows), audit: AuditRepository(house.database),
          log: PublicLogRepository(house.database)))
    }

    /// Makes a change on this node. What another node knows once it has heard of it, and what this one knows, is what the database holds.
    @discardableResult
    func verifyAction(_ change: @Sendable (SiteSettingsService, Scope) async throws -> SiteSettings) async throws -> [NodeEvent] {
      let other = SiteState(try await rows.settings(), from: rows)
      let outbox = Outbox()
      let answer = try await change(service, try await house.scope(of: admin, outbox: outbox))
      let events = outbox.take().compactMap(\.nodeEvent)
      for event in events where event == .siteChanged { try await other.refresh() }
      let stored = try await rows.settings()
      #expect(answer == stored && other.settings == stored && service.site.settings == stored)
      #expect(service.site.gate == stored.gate)
      return events
    }

    func count(_ table: SQL) async throws -> Int { try await house.database.value("SELECT COUNT(*) FROM \(table)") ?? 0 }
  }

  private static func change(_ fields: KeyValuePairs<String, JSONValue>, on version: Int64) throws -> SiteChange {
    var object: [ShortName: JSONValue] = ["version": .int(version)]
    for (name, value) in fields { object[ShortName(name)] = value }
    return try Fields.read(try Fields(json: .object(object))) { SiteChange(reading: &$0) }
  }

  @Test func aChangeReachesEveryNodeAndBothLogs() async throws {
    let place = try await Place.open()
    let events = try await place.verifyAction { service, scope in
      try await service.change(
        scope, Self.change(["name": .string("The Shed"), "mode": .string("read_only"), "walls": .string("off")], on: 1))
    }
    #expect(events == [.siteChanged])
    #expect(try await place.rows.settings().version == 2)
    let notes = try await place.house.database.read { snapshot in
      try await snapshot.all("SELECT note FROM log_settings ORDER BY id") { row in try row[0] as String }
    }
    #expect(notes == ["mode read_only", "walls off"])
    #expect(try await place.count("audit_log WHERE action = 'settings.change'") == 1)
  }

  @Test func whatIsTheSameTellsAndWritesNothing() async throws {
    let place = try await Place.open()
    let events = try await place.verifyAction { service, scope in
      try await service.change(scope, Self.change(["name": .string("NeoSpace"), "sign_up": .string("open")], on: 1))
    }
    #expect(events.isEmpty)
    #expect(try await place.count("log_settings") == 0)
    #expect(try await place.count("audit_log WHERE action = 'settings.change'") == 0)
  }

  @Test func ofFiftyAtOnceWithOneVersionOneIsTaken() async throws {
    let place = try await Place.open()
    let scope = try await place.house.scope(of: place.admin)
    let codes = await withTaskGroup(of: AppError.Code?.self) { group in
      for number in 0..<50 {
        group.addTask {
          do {
            _ = try await place.service.change(scope, Self.change(["welcome": .string("\(number)")], on: 1))
            return nil
          } catch { return (error as? AppError)?.code }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .conflict } == 49)
    #expect(try await place.rows.settings().version == 2)
    #expect(try await place.count("audit_log WHERE action = 'settings.change'") == 1)
  }

  @Test func onlyAdministratorsChangeThem() async throws {
    let place = try await Place.open()
    let member = try await place.house.scope(of: place.house.member("ada"))
    for scope in [member, place.house.guest()] {
      await #expect(throws: AppError.self) { try await place.service.change(scope, Self.change(["name": .string("Mine")], on: 1)) }
      await #expect(throws: AppError.self) { try await place.service.settings(scope) }
      await #expect(throws: AppError.self) { try await place.service.setMode(scope, .maintenance, message: "") }
    }
    #expect(try await place.rows.settings() == SiteSettings())
  }

  @Test func theServerItselfSetsTheModeWhateverTheVersion() async throws {
    let place = try await Place.open()
    try await place.verifyAction { service, scope in try await service.change(scope, Self.change(["name": .string("A")], on: 1)) }
    try await place.verifyAction { service, scope in
      try await service.setMode(place.house.system(outbox: scope.outbox), .maintenance, message: "Back soon")
    }
    let settings = try await place.rows.settings()
    #expect(settings.mode == .maintenance && settings.modeMessage == "Back soon" && settings.name == "A" && settings.version == 3)
    #expect(try await place.house.database.value("SELECT by_role FROM log_settings") == "server")
  }

  @Test func theContactLeadsSomewhereOnlyIfItIsAnAddress() {
    for (contact, address) in [
      ("help@example.org", "mailto:help@example.org"), ("https://example.org/a?b=c", "https://example.org/a?b=c"),
    ] { #expect(ContactLink(contact).address == address) }
    for contact in [
      "javascript:alert(1)", "ask at the door", "a@b@c", "@", "a@", "a b@example.org", "a@example.org?bcc=c@example.org",
      "https://exa mple.org",
    ] {
      #expect(ContactLink(contact).address == nil)
    }
  }
}
