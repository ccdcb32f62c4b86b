import Accounts
import Core
import Media
import Notices
import SQL

/// Where chat is kept, as the composition root hands it to `ChatFeature`.
public struct ChatRepositories: Sendable {
  let reading: RoomReadingRepository
  let history: HistoryRepository
  let states: RoomStateRepository
  let pages: PageRepository
  let people: PeopleRepository
  let works: WorkRepository
  let archive: ArchiveRepository
  let media: MediaUseRepository
  let personal: PersonalMessageRepository
  let notices: MessageNoticeRepository
  let messages: MessageRepository
  let conversations: ConversationReadingRepository
  let ranks: StaffRankRepository
  let personalConversations: PersonalConversationRepository

  /// - Parameters:
  ///   - vault: What opens and seals conversations.
  ///   - online: who views what; nobody, if left out.
  ///   - works: What finds the works that messages link to.
  ///   - notices: nil for one that knows the kinds of chat alone.
  public init(
    _ database: Database, vault: ConversationVault, notices: NoticeRepository? = nil, online: OnlineMembers = OnlineMembers(),
    works: [any WorkFinder] = []
  ) {
    messages = MessageRepository(vault)
    self.notices = MessageNoticeRepository(notices ?? NoticeRepository(kinds: ChatFeature.noticeKinds), online: online)
    let conversations = ConversationRepository(keys: messages.keys)
    self.conversations = ConversationReadingRepository(database: database, conversations: conversations)
    personalConversations = PersonalConversationRepository(database: database, messages: messages, conversations: conversations)
    reading = RoomReadingRepository(database: database)
    history = HistoryRepository(database: database, messages: messages)
    states = RoomStateRepository(database: database, messages: messages)
    pages = PageRepository(database: database, messages: messages, online: online)
    people = PeopleRepository(database: database)
    self.works = WorkRepository(database: database, finders: works)
    archive = ArchiveRepository(database: database)
    media = MediaUseRepository(database)
    ranks = StaffRankRepository(database)
    personal = PersonalMessageRepository(database: database, conversations: conversations)
  }
}
