import Core
import Design
import Web

/// Stories, as the composition root builds them.
public struct SongFeature: Sendable {
  public let stories: StoryService
  public let verses: VerseService
  public let copying: StoryCopying
  let personal: PersonalSongService
  let rows: SongRepositories

  public init(work: UnitOfWork, repositories rows: SongRepositories) {
    self.rows = rows
    let access = StoryAccess(stories: rows.stories)
    stories = StoryService(work: work, access: access, stories: rows.stories, verses: rows.verses, places: rows.places)
    verses = VerseService(work: work, access: access, stories: rows.stories, verses: rows.verses, history: rows.history)
    copying = StoryCopying(work: work, access: access, service: stories, stories: rows.stories, verses: rows.verses)
    personal = PersonalSongService(work: work, personal: rows.personal, stories: rows.stories)
  }

  /// All routes of stories, for people and for programs.
  public func routes(site: Site) -> [Route] {
    StoryRoutes(stories: stories, copying: copying).routes + StoryViewRoutes(stories: stories).routes + VerseRoutes(verses: verses).routes
      + StoryPageRoutes(stories: stories, verses: verses, copying: copying, site: site).routes
      + ImportRoutes(copying: copying, site: site).routes
      + VersePageRoutes(stories: stories, verses: verses, site: site).routes
  }
}
