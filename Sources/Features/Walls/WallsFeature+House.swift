import Composition
import Core
import Design
import Media
import Notices
import SQL
import Transfer
import Web

/// What walls bring to the server.
extension WallsFeature: Feature {
  public static let name = "walls"
  public static let featureSwitch: FeatureSwitch? = .walls
  public static let settings: [any AnySetting] = [
    WallSettings.fetchAllowed, Limit.addModule, Limit.placeSticker, Limit.changeSticker, Limit.signGuestbook,
  ]

  public static let destinations = [
    Destination("Wall", icon: .wall, permission: .readWall, position: 10) { WallPath.wall($0.username) }
  ]

  public static let memberTables: [MemberTable] = [
    .exported("walls", in: "profile"),
    .erased("removed_profiles", because: "staff removed it, and members see no removed texts"),
    .exported("wall_modules", in: "modules"),
    .exported("stickers", in: "stickers"),
    .exported("guestbook_entries", in: "guestbook"),
    .erased("card_fetches", because: "it says which pages are still to be fetched for modules"),
  ]

  public static var mediaUses: [any MediaUseRows] {
    [ModuleMediaRows(), ProfileMediaRows(), RemovedProfileMediaRows(), StickerMediaRows()]
  }

  public static var noticeKinds: [any NoticeKind] { [StickerNotice(), GuestbookNotice()] }

  public static var subjectKinds: [any SubjectKind] { [ModuleSubjectRows()] }

  public var reportables: [any Reportable] {
    [
      ReportedProfileRows(removal: walls.removal), ReportedModuleRows(removal: ModuleRemoval(service: modules)),
      ReportedStickerRows(removal: StickerRemoval(service: stickers)),
      ReportedEntryRows(removal: EntryRemoval(service: guestbook)),
    ]
  }

  public static var newMemberSteps: [any NewMemberStep] { [NewWallRepository()] }

  public static var banSteps: [any BanStep] { [BannedMemberRepository()] }

  public static var nameSteps: [any NameStep] { [RenamedMemberRepository()] }
  public static var relationSteps: [any RelationStep] { [WallRelationRepository()] }

  public static var firstSteps: [any FirstStepRows] { WallStepRows.allCases }

  public static func migrations() throws(SQLError) -> [Migration] { try WallsMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work,
      repositories: WallsRepositories(
        context.database, firstSteps: context.firstSteps, works: context.workFinders, songs: context.songFinders,
        notices: context.feature(NoticesFeature.self).notices),
      removals: context.removals)
    cardWork = CardWork(
      cards: cards,
      fetcher: CardFetcher(
        pages: PageFetcher(transfers, allowed: context.config[WallSettings.fetchAllowed]),
        uploads: context.feature(MediaFeature.self).uploads),
      bell: bell,
      scope: { Scope(caller: .system, requestID: "link_cards", now: context.now(), random: context.random, outbox: Outbox()) },
      log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] {
    routes(site: web.site, files: web.feature(MediaFeature.self), botPage: web.botPage)
  }

  public var places: [any PlaceSource] { [WallPlace(profiles: rows.profiles)] }

  public var placeObjects: [any PlaceObjects] { [rows.profiles, rows.modules, rows.stickers, rows.guestbook] }

  public func jobs(_ config: Config) -> [Job] {
    [
      .inBites("erase_removed_profiles", every: .seconds(3_600)) { try await walls.eraseRemoved($0) },
      .inBites("erase_old_modules", every: .seconds(3_600)) { try await modules.eraseOld($0) },
      .inBites("erase_old_stickers", every: .seconds(3_600)) { try await stickers.eraseOld($0) },
      .inBites("erase_old_entries", every: .seconds(3_600)) { try await guestbook.eraseOld($0) },
    ] + (cardWork.map { work in [Job("fetch_link_cards", restartingAfter: .seconds(1)) { await work.run($0) }] } ?? [])
  }

  public func close() { transfers.close() }

  public var personalData: [PersonalData] {
    [
      PersonalData(
        "profile", arrival: PersonalArrival(.whole, .referring) { scope, json, _ in try await arriving.takeProfile(scope, json) }
      ) {
        try await rows.personal.profile(of: $0)
      },
      PersonalData("modules", arrival: PersonalArrival(.list, .referring) { scope, json, _ in try await arriving.takeModule(scope, json) })
      {
        try await rows.personal.modules(of: $0)
      },
      PersonalData("stickers") { try await rows.personal.stickers(of: $0) },
      PersonalData("guestbook") { try await rows.personal.entries(of: $0) },
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
