import Accounts
import AccountsTesting
import Chat
import Core
import CoreTesting
import Crypto
import JSON
import Media
import Notices
import Relations
import SQL
import Subjects
import Telemetry
import Testing

@testable import Cats

/// Cats on a database of their own, with members.
struct CatHouse: Sendable {
  let house: TestAccounts
  let rows: CatRepository
  let ledger: CatLedgerRepository
  let opinions: CatOpinionRepository
  let cats: CatService
  let keeping: NoticingService
  let talk: TalkService
  let toasts: ToastTeller
  let online: OnlineMembers
  let rooms: RoomCatsService
  let chat: ChatFeature
  let clock = TimeOfDay(minutes: 390).clock

  static func open() async throws -> CatHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
        + MediaMigrations.all() + ChatMigrations.all() + CatsMigrations.all())
    _ = try await EpochRepository(house.database).current(random: house.random)
    // The seeded cats are shown as of now, by the wall clock; tests begin at their own.
    try await house.database.run("UPDATE cats SET shown_at = \(house.clock.now.milliseconds)")
    return CatHouse(house)
  }

  private init(_ house: TestAccounts) {
    let database = house.database
    self.house = house
    rows = CatRepository(database: database, clock: clock)
    ledger = CatLedgerRepository(database: database)
    opinions = CatOpinionRepository(database: database)
    let (words, roomRows) = (TalkRepository(database: database), RoomCatsRepository(database: database))
    let online = OnlineMembers()
    self.online = online
    chat = ChatFeature(
      work: house.work,
      repositories: ChatRepositories(database, vault: ConversationVault(MasterKeys(current: .random()), log: .silent)),
      audit: AuditRepository(database), limiter: LocalRateLimiter(), limits: .lifted, removeFiles: { _ in })
    rooms = RoomCatsService(work: house.work, rows: roomRows, rooms: chat.rooms)
    talk = TalkService(work: house.work, words: words, rooms: roomRows)
    toasts = ToastTeller(words: words, work: house.work, online: online, now: { [clock = house.clock] in clock.now }, log: .silent)
    cats = CatService(cats: rows, ledger: ledger, opinions: opinions, words: words, places: PlaceRepository(database), clock: clock)
    keeping = NoticingService(
      work: house.work, cats: rows, ledger: ledger, opinions: opinions, audit: AuditRepository(database),
      speaking: Speaking(
        secret: Secret("a key for tests, of 32 bytes or more"), words: words, ledger: ledger, opinions: opinions, rooms: roomRows,
        cats: rows, messages: chat.messages, online: online, random: house.random, clock: clock),
      toasts: toasts, clock: clock)
  }

  var now: Timestamp { house.clock.now }

  func scope(_ member: Member, outbox: Outbox = Outbox(), replay: ReplayKey? = nil) -> Scope {
    Scope(caller: .member(member), requestID: "test", now: now, random: house.random, replay: replay, outbox: outbox)
  }

  func system(outbox: Outbox = Outbox()) -> Scope {
    Scope(caller: .system, requestID: "test", now: now, random: house.random, outbox: outbox)
  }

  func member(_ name: String, role: Role = .member) async throws -> Member {
    try await house.database.insertMember(name, role: role, at: now)
  }

  /// Something is done now.
  func raise(_ deed: Deed, by member: Member? = nil, outbox: Outbox = Outbox()) async throws {
    try await keeping.notice(system(outbox: outbox), RaisedDeed(deed, by: member?.id, at: now))
  }

  /// The rows of a cat, oldest first.
  func rows(of cat: Cat) async throws -> [LedgerRow] {
    try await ledger.rows(of: cat, before: nil, limit: 100_000).reversed().map(\.row)
  }

  func count() async throws -> Int { try await house.database.value("SELECT count(*) FROM cat_ledger", as: Int64.self).map(Int.init) ?? 0 }
}

/// Checks that the objects before, folded with the events of a change, are those that are read afterwards. Returns how many events there were.
@discardableResult
func verifyAction(
  in house: CatHouse, sourceLocation: SourceLocation = #_sourceLocation, _ action: (Outbox) async throws -> Void
) async throws -> Int {
  func objects() async throws -> [String: JSONValue] {
    let all = try await house.rows.all().map { try JSONValue(parsing: $0.object(house.clock).json) }
    return Dictionary(uniqueKeysWithValues: all.map { ($0["id"]?.string ?? "", $0) })
  }
  var copy = try await objects()
  let outbox = Outbox()
  try await action(outbox)
  let events = outbox.take()
  for event in events {
    #expect(event.audience == .place(.cats) && event.type == Event.changed, sourceLocation: sourceLocation)
    let object = try JSONValue(parsing: event.data)
    let id = try #require(object["id"]?.string)
    if object["seq"]?.int ?? 0 > copy[id]?["seq"]?.int ?? 0 { copy[id] = object }
  }
  #expect(try await objects() == copy, sourceLocation: sourceLocation)
  return events.count
}
