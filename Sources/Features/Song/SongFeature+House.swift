import Composition
import Core
import Design
import JSON
import Media
import Notices
import SQL
import Web

/// What stories bring to the server.
extension SongFeature: Feature {
  public static let name = "song"
  public static let featureSwitch: FeatureSwitch? = .song
  public static let settings: [any AnySetting] = [Limit.makeStory, Limit.saveVerse, Limit.proposeVerse, Limit.savePattern, Limit.readStep]

  public static let destinations = [Destination("Song", path: SongPath.list, icon: .song, position: 45)]

  public static let memberTables: [MemberTable] = [
    .exported("stories", in: "song"),
    .erased("story_writers", because: "it says who writes whose stories"),
    .exported("readings", in: "song"),
    .exported("verse_versions", in: "song"),
    .erased("verse_proposals", because: "it says who proposed verses, which the export has"),
    .erased("verse_votes", because: "it says how others' proposals were voted on"),
    .erased("verse_leases", because: "it says for a minute who writes a verse"),
    .exported("patterns", in: "song"),
    .erased("verse_entries", because: "it says which verses stand for a day in feeds"),
    .erased("verse_authors", because: "it names the authors of verses, which the export has"),
  ]

  public static var songFinders: [any SongFinder] { [ShownSongRows()] }
  public static var mediaUses: [any MediaUseRows] { [VerseVoiceRows()] }
  public static var subjectKinds: [any SubjectKind] { [VerseSubjectRows()] }
  public static var noticeKinds: [any NoticeKind] { [VerseNotice()] }
  public static var relationSteps: [any RelationStep] { [SongRelationRepository()] }
  public static var banSteps: [any BanStep] { [SongRelationRepository()] }

  public static func migrations() throws(SQLError) -> [Migration] { try SongMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, repositories: SongRepositories(context.database, notices: context.feature(NoticesFeature.self).notices),
      removals: context.removals, now: context.now, log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] {
    let media = web.feature(MediaFeature.self)
    return routes(site: web.site, uploads: media.uploads, media: media.media)
  }

  public var places: [any PlaceSource] {
    [StoryPlace(stories: rows.stories, leases: leases, teller: teller), PatternPlace(patterns: rows.patterns)]
  }

  public var placeObjects: [any PlaceObjects] { [rows.stories, rows.verses, rows.proposals, rows.patterns] }

  public var reportables: [any Reportable] {
    [
      ReportedStoryRows(removal: StoryRemoval(service: stories)), ReportedVerseRows(removal: VerseRemoval(service: verses)),
      ReportedPatternRows(removal: patterns.removal),
    ]
  }

  public func jobs(_ config: Config) -> [Job] {
    [
      .inBites("erase_old_stories", every: .seconds(3_600)) { try await stories.eraseOld($0) },
      .inBites("end_verse_votes", every: .seconds(2)) { try await proposals.endVotes($0) },
      .inBites("forget_old_proposals", every: .seconds(3_600)) { try await proposals.forgetOld($0) },
      .inBites("erase_old_patterns", every: .seconds(3_600)) { try await patterns.eraseOld($0) },
      .inBites("end_verse_leases", every: .seconds(1)) { try await leases.endOver($0) },
      Job("tell_verse_leases", restartingAfter: .seconds(1), onlyTells: true) { try await teller.tell($0) },
      Job("note_departures_from_stories", restartingAfter: .seconds(1)) { _ in try await teller.noteDepartures() },
    ]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData(
        "song",
        arrival: PersonalArrival(.lists(PersonalSongService.arriving + PersonalPatternService.arriving)) { scope, item, _ in
          if let pattern = item["patterns"] { return try await personalPatterns.take(scope, pattern) }
          return try await personal.take(scope, item)
        }
      ) { try await rows.personal.export(of: $0) }
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try await personal.erase(scope, everythingOf: user)
    try await personalPatterns.erase(scope, everythingOf: user)
  }
}
