import Core
import Design
import Media
import Telemetry
import Web

/// Stories, as the composition root builds them.
public struct SongFeature: Sendable {
  public let stories: StoryService
  public let verses: VerseService
  public let copying: StoryCopying
  public let reading: ReadingService
  public let leases: LeaseService
  public let proposals: ProposalService
  public let patterns: PatternService
  let personal: PersonalSongService
  let personalPatterns: PersonalPatternService
  let teller: LeaseTeller
  let rows: SongRepositories

  /// - Parameter removals: what writes down that staff removed something.
  public init(
    work: UnitOfWork, repositories rows: SongRepositories, removals: StaffRemovals = StaffRemovals(),
    now: @escaping @Sendable () -> Timestamp, log: Logger
  ) {
    self.rows = rows
    let access = StoryAccess(stories: rows.stories)
    let publicity = VersePublicity()
    let notices = SongNotices(notices: rows.notices)
    stories = StoryService(
      work: work, access: access, stories: rows.stories, verses: rows.verses, voices: rows.voices, places: rows.places,
      publicity: publicity, notices: notices, ranks: rows.ranks, removals: removals)
    verses = VerseService(
      work: work, access: access, stories: rows.stories, verses: rows.verses, history: rows.history, leases: rows.leases,
      voices: rows.voices, proposals: rows.proposals, publicity: publicity, notices: notices, ranks: rows.ranks, removals: removals)
    leases = LeaseService(work: work, access: access, verses: rows.verses, leases: rows.leases)
    proposals = ProposalService(
      work: work, access: access, stories: rows.stories, verses: rows.verses, leases: rows.leases,
      voices: rows.voices, proposals: rows.proposals, publicity: publicity, notices: notices)
    teller = LeaseTeller(leases: leases, now: now, log: log)
    copying = StoryCopying(work: work, access: access, service: stories, stories: rows.stories, verses: rows.verses)
    reading = ReadingService(
      work: work, access: access, stories: rows.stories, verses: rows.verses, readings: rows.readings, proposals: rows.proposals)
    patterns = PatternService(
      work: work, patterns: rows.patterns, places: rows.places, removal: PatternRemoval(patterns: rows.patterns), ranks: rows.ranks,
      removals: removals)
    personalPatterns = PersonalPatternService(
      work: work, patterns: rows.patterns, personal: PatternPersonalRepository(patterns: rows.patterns))
    personal = PersonalSongService(
      work: work, personal: rows.personal, stories: rows.stories, proposals: proposals, publicity: publicity,
      copying: copying)
  }

  public var gallery: StoryGallery { StoryGallery(stories: stories, verses: verses, copying: copying, proposals: proposals) }

  /// All routes of stories, for people and for programs.
  public func routes(site: Site, uploads: UploadService, media: MediaService) -> [Route] {
    StoryRoutes(stories: stories, copying: copying).routes + StoryViewRoutes(stories: stories).routes + VerseRoutes(verses: verses).routes
      + StoryPageRoutes(stories: stories, verses: verses, copying: copying, patterns: patterns, proposals: proposals, site: site).routes
      + PatternRoutes(patterns: patterns).routes + PatternPageRoutes(patterns: patterns, site: site).routes
      + ImportRoutes(copying: copying, site: site).routes
      + VersePageRoutes(stories: stories, verses: verses, patterns: patterns, uploads: uploads, media: media, site: site).routes
      + PlayRoutes(reading: reading, site: site).routes
      + ProposalRoutes(proposals: proposals).routes
      + ProposalPageRoutes(stories: stories, verses: verses, proposals: proposals, site: site).routes
  }
}
