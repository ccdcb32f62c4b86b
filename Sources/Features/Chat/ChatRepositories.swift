import Core
import Media
import Notices
import SQL

/// Where chat is kept, as the composition root hands it to `ChatFeature`.
public struct ChatRepositories: Sendable {
  let reading: RoomReadingRepository
  let history: HistoryRepository
  let pages: PageRepository
  let people: PeopleRepository
  let archive: ArchiveRepository
  let media: MediaUseRepository
  let personal: PersonalMessageRepository
  let notices: MessageNoticeRepository

  /// - Parameter notices: nil for one that knows the kinds of chat alone.
  public init(_ database: Database, notices: NoticeRepository? = nil) {
    self.notices = MessageNoticeRepository(notices ?? NoticeRepository(kinds: ChatFeature.noticeKinds))
    reading = RoomReadingRepository(database: database)
    history = HistoryRepository(database: database)
    pages = PageRepository(database: database)
    people = PeopleRepository(database: database)
    archive = ArchiveRepository(database: database)
    media = MediaUseRepository(database)
    personal = PersonalMessageRepository(database: database)
  }
}
