import Accounts
import Core
import Media
import Notices
import Relations
import SQL

/// Where walls are kept, as the composition root hands it to `WallsFeature`.
public struct WallsRepositories: Sendable {
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let stickers: StickerRepository
  let guestbook: GuestbookRepository
  let avatars: AvatarRepository
  let personal: WallPersonalRepository
  let media: MediaUseRepository
  let relations: RelationRepository
  let cards: CardRepository
  let firstSteps: FirstStepRepository
  let places: PlaceRepository
  let users: UserRepository
  let audit: AuditRepository
  let ranks: StaffRankRepository
  let notices: NoticeRepository
  let works: [any WorkFinder]
  let songs: [any SongFinder]
  let ownWorks: OwnWorkRepository

  /// - Parameters:
  ///   - steps: what all features propose to new members to do first.
  ///   - works: what finds the works that modules link to.
  ///   - songs: what finds the stories and loops that modules link to.
  ///   - notices: nil for one that knows the kinds of walls alone.
  public init(
    _ database: Database, firstSteps steps: [any FirstStepRows] = WallsFeature.firstSteps, works: [any WorkFinder] = [],
    songs: [any SongFinder] = [], notices: NoticeRepository? = nil
  ) {
    self.works = works
    self.songs = songs
    ownWorks = OwnWorkRepository(database: database, finders: works, songs: songs)
    self.notices = notices ?? NoticeRepository(kinds: WallsFeature.noticeKinds)
    profiles = ProfileRepository(database: database)
    modules = ModuleRepository(database: database)
    stickers = StickerRepository(database: database)
    guestbook = GuestbookRepository(database: database)
    avatars = AvatarRepository(database: database)
    personal = WallPersonalRepository(database: database)
    media = MediaUseRepository(database)
    relations = RelationRepository(database)
    cards = CardRepository(database: database)
    firstSteps = FirstStepRepository(database: database, steps: steps)
    places = PlaceRepository(database)
    users = UserRepository(database)
    audit = AuditRepository(database)
    ranks = StaffRankRepository(database)
  }
}
