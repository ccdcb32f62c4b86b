import Accounts
import Core
import Media
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
  let cards: CardRepository
  let places: PlaceRepository
  let users: UserRepository
  let audit: AuditRepository
  let ranks: StaffRankRepository

  public init(_ database: Database) {
    profiles = ProfileRepository(database: database)
    modules = ModuleRepository(database: database)
    stickers = StickerRepository(database: database)
    guestbook = GuestbookRepository(database: database)
    avatars = AvatarRepository(database: database)
    personal = WallPersonalRepository(database: database)
    media = MediaUseRepository(database)
    cards = CardRepository(database: database)
    places = PlaceRepository(database)
    users = UserRepository(database)
    audit = AuditRepository(database)
    ranks = StaffRankRepository(database)
  }
}
