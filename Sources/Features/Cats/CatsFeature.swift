import Accounts
import Chat
import Composition
import Core
import Design
import SQL
import Telemetry
import Web

/// Twelve cats whose moods the server's own events move, and who can say why.
public struct CatsFeature: Feature {
  public static let name = "cats"
  public static let featureSwitch: FeatureSwitch? = .cats
  public static let settings: [any AnySetting] = [CatsSettings.dawn, CatsSettings.mutedStyles]
  public static let destinations = [Destination("Cats", path: CatPath.list, icon: .cat, position: 70)]
  public static let memberTables: [MemberTable] = [
    .kept("cats", because: "it names the bots that cats write as, and no members"),
    .exported("cat_ledger", in: "cats"),
    .exported("cat_memories", in: "cats"),
    .exported("cat_bonds", in: "cats"),
    .exported("cat_settings", in: "cats"),
    .erased("cat_toasts", because: "it is what a cat said last, for a minute"),
    .erased("cat_pets", because: "it says when a cat may be petted again; the pets themselves are in cat_ledger"),
  ]

  let cats: CatService
  let keeping: NoticingService
  let talk: TalkService
  let rooms: RoomCatsService
  private let rows: CatRepository
  private let opinions: CatOpinionRepository
  private let words: TalkRepository
  private let notices: DeedNotices
  private let toasts: ToastTeller
  private let now: @Sendable () -> Timestamp
  private let work: UnitOfWork

  public static func page(ofBot username: String) -> String? { Cat(bot: username).map { CatPath.cat($0) } }

  public static func migrations() throws(SQLError) -> [Migration] { try CatsMigrations.all() }

  public init(_ context: FeatureContext) {
    let (database, clock) = (context.database, context.config[CatsSettings.dawn].clock)
    rows = CatRepository(database: database, clock: clock)
    opinions = CatOpinionRepository(database: database)
    let ledger = CatLedgerRepository(database: database)
    words = TalkRepository(database: database)
    let (roomRows, chat) = (RoomCatsRepository(database: database), context.feature(ChatFeature.self))
    rooms = RoomCatsService(work: context.work, rows: roomRows, rooms: chat.rooms)
    talk = TalkService(work: context.work, words: words, rooms: roomRows)
    toasts = ToastTeller(words: words, work: context.work, online: context.online, now: context.now, log: context.log)
    context.ownViews.listen { [toasts] in toasts.arrived($0) }
    cats = CatService(cats: rows, ledger: ledger, opinions: opinions, words: words, places: PlaceRepository(database), clock: clock)
    keeping = NoticingService(
      work: context.work, cats: rows, ledger: ledger, opinions: opinions, audit: AuditRepository(database),
      speaking: Speaking(
        secret: context.config[ServerSettings.secretKey], words: words, ledger: ledger, opinions: opinions, rooms: roomRows, cats: rows,
        messages: chat.messages, online: context.online, random: context.random, clock: clock),
      toasts: toasts, clock: clock)
    now = context.now
    work = context.work
    notices = DeedNotices(
      deeds: context.deeds, keeping: keeping,
      scope: { Scope(caller: .system, requestID: "cats", now: context.now(), random: context.random, outbox: Outbox()) }, log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] {
    CatRoutes(cats: cats, keeping: keeping).routes + CatFaceRoutes(cats: cats).routes
      + CatPageRoutes(cats: cats, keeping: keeping, site: web.site).routes + TalkRoutes(talk: talk, site: web.site).routes
      + RoomCatsRoutes(rooms: rooms, site: web.site).routes
  }

  public var places: [any PlaceSource] { [CatPlace(keeping: keeping)] }
  public var placeObjects: [any PlaceObjects] { [rows] }
  public var reportables: [any Reportable] { [ReportedCatRows(removal: CatRemoval(keeping: keeping))] }

  /// Lets all cats talk in a room, in their own voices.
  public func letIn(_ scope: Scope, to room: RoomName) async throws {
    _ = try await rooms.change(scope, of: room, to: RoomCats(isOn: true, mode: .own, cats: .all))
  }

  public func styles(_ scope: Scope) async throws -> [String] {
    try await talk.mutesCats(scope) ? [CatPath.mutedStyles] : []
  }

  public func jobs(_ config: Config) -> [Job] {
    [
      Job("notice_deeds", restartingAfter: .seconds(1)) { try await notices.run($0) },
      Job("tell_cats_words", restartingAfter: .seconds(1)) { try await toasts.run($0) },
      Job("look_at_cats", every: .seconds(20)) { try await keeping.look($0) },
      Job("notice_idle_hours", every: .seconds(15)) { try await keeping.noticeIdleHour($0) },
      .inBites("end_cat_memories", every: .seconds(600)) { try await keeping.endMemories($0) },
      .inBites("erase_old_cat_rows", every: .seconds(3_600)) { try await keeping.eraseOld($0) },
    ]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("cats", arrival: PersonalArrival(.whole) { scope, part, _ in try await talk.take(scope, part) }) {
        try await cats.export($0, at: now()).json
      }
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in
      try await opinions.erase(user, in: transaction)
      try await words.erase(user, in: transaction)
    }
  }
}
