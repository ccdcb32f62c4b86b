import Core
import Relations
import Transfer

/// Members' walls, as the composition root builds them.
public struct WallsFeature: Sendable {
  public let walls: WallService
  public let modules: ModuleService
  public let stickers: StickerService
  public let guestbook: GuestbookService
  public let avatars: AvatarService
  public let firstSteps: FirstStepService
  public let feeds: FeedService
  let personal: PersonalWallService
  let arriving: ArrivingWallService
  let cards: CardService
  /// Tells this node's fetcher of cards that something may be due.
  let bell = Bell()
  /// A loop of its own: what strangers' servers do holds up no download and no mail.
  let transfers = TransferLoop()
  /// Nil where nothing is fetched.
  var cardWork: CardWork?
  let rows: WallsRepositories

  public init(work: UnitOfWork, repositories rows: WallsRepositories, removals: StaffRemovals = StaffRemovals()) {
    self.rows = rows
    walls = WallService(
      work: work, profiles: rows.profiles, modules: rows.modules, stickers: rows.stickers, guestbook: rows.guestbook,
      places: rows.places, users: rows.users, media: rows.media, relations: rows.relations, audit: rows.audit, ranks: rows.ranks)
    avatars = AvatarService(avatars: rows.avatars)
    modules = ModuleService(
      work: work, profiles: rows.profiles, modules: rows.modules, guestbook: rows.guestbook, media: rows.media, cards: rows.cards,
      bell: bell, removals: removals, ranks: rows.ranks, notices: rows.notices, works: rows.works, songs: rows.songs, offers: rows.ownWorks)
    cards = CardService(work: work, profiles: rows.profiles, modules: rows.modules, cards: rows.cards, media: rows.media)
    stickers = StickerService(
      work: work, profiles: rows.profiles, stickers: rows.stickers, media: rows.media, relations: rows.relations, removals: removals,
      ranks: rows.ranks, notices: rows.notices)
    guestbook = GuestbookService(
      work: work, profiles: rows.profiles, modules: rows.modules, guestbook: rows.guestbook, relations: rows.relations, removals: removals,
      ranks: rows.ranks, notices: rows.notices)
    feeds = FeedService(profiles: rows.profiles, modules: rows.modules)
    firstSteps = FirstStepService(work: work, steps: rows.firstSteps)
    personal = PersonalWallService(
      work: work, profiles: rows.profiles, stickers: rows.stickers, guestbook: rows.guestbook, media: rows.media, personal: rows.personal)
    arriving = ArrivingWallService(walls: walls, modules: modules, personal: rows.personal)
  }
}
