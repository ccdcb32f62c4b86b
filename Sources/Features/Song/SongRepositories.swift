import Accounts
import Core
import Notices
import SQL

/// Where stories are kept, as the composition root hands it to `SongFeature`.
public struct SongRepositories: Sendable {
  let stories: StoryRepository
  let verses: VerseRepository
  let history: VerseHistoryRepository
  let leases: LeaseRepository
  let voices: VerseVoiceRepository
  let proposals: ProposalRepository
  let readings = ReadingRepository()
  let personal: SongPersonalRepository
  let patterns: PatternRepository
  let ranks: StaffRankRepository
  let places: PlaceRepository
  let notices: NoticeRepository

  /// - Parameter notices: nil for one that knows the kinds of stories alone.
  public init(_ database: Database, notices: NoticeRepository? = nil) {
    self.notices = notices ?? NoticeRepository(kinds: SongFeature.noticeKinds + [ForkNotice()])
    stories = StoryRepository(database: database)
    verses = VerseRepository(database: database)
    proposals = ProposalRepository(database: database)
    leases = LeaseRepository(database: database)
    voices = VerseVoiceRepository(database)
    history = VerseHistoryRepository()
    personal = SongPersonalRepository(database: database)
    patterns = PatternRepository(database: database)
    ranks = StaffRankRepository(database)
    places = PlaceRepository(database)
  }
}
