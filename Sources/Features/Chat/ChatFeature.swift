import Accounts
import Core
import Media

/// Rooms and what is said in them, as the composition root builds them.
public struct ChatFeature: ConversationReader {
  public let rooms: RoomService
  public let messages: MessageService
  public let readMarkers: ReadMarkerService
  public let history: HistoryService
  public let pages: PageService
  public let archive: ArchiveService
  public let personal: PersonalMessageService
  public let mutedRooms: MutedRoomService
  public let conversations: ConversationService
  public let keys: ConversationKeyService
  /// What the search opens in conversations.
  public let texts: ConversationTextRepository
  let vault: ConversationVault
  let personalConversations: PersonalConversationRepository
  /// What sockets read of rooms beside what their members ask for: catching up, healing, counting.
  public let live: ChatHistory
  let reportedMessages: any Reportable
  let reportedDirects: any Reportable
  let reportedRooms: any Reportable
  private let reading: RoomReadingRepository
  private let talks: ConversationReadingRepository

  public func conversation(_ room: RoomID, for isHere: (UserID) -> Bool) async throws -> [(user: UserID, data: [UInt8])] {
    try await talks.conversation(room, for: isHere).map { ($0.user, $0.conversation.json) }
  }

  public func conversations(of user: UserID) async throws -> [RoomID] { try await talks.newest(of: user) }

  /// - Parameter removeFiles: removes files whose rows were erased.
  public init(
    work: UnitOfWork, repositories: ChatRepositories, audit: AuditRepository, limiter: any RateLimiter, limits: Limits,
    removals: StaffRemovals = StaffRemovals(), removeFiles: @escaping @Sendable (ErasedMedia) async -> Void
  ) {
    let removal = MessageRemoval(
      messages: repositories.messages, archive: repositories.archive, media: repositories.media, notices: repositories.notices)
    let changes = Changes(work: work, removeFiles: removeFiles)
    reading = repositories.reading
    talks = repositories.conversations
    vault = repositories.messages.keys.vault
    texts = ConversationTextRepository(keys: repositories.messages.keys)
    let talk = ConversationRepository(keys: repositories.messages.keys)
    conversations = ConversationService(
      changes: changes, reading: repositories.conversations, conversations: talk, notices: repositories.notices, limiter: limiter,
      openings: limits[.openConversation])
    personalConversations = repositories.personalConversations
    keys = ConversationKeyService(
      work: work, reading: repositories.conversations, keys: repositories.messages.keys, messages: repositories.messages,
      archive: repositories.archive, media: repositories.media, notices: repositories.notices)
    let roomRemoval = RoomRemoval(messages: repositories.messages, media: repositories.media, notices: repositories.notices)
    rooms = RoomService(
      changes: changes, reading: repositories.reading, media: repositories.media, audit: audit,
      notices: repositories.notices, limits: limits, messages: repositories.messages, conversations: talk,
      removal: roomRemoval, removals: removals, ranks: repositories.ranks)
    messages = MessageService(
      changes: changes, composer: MessageComposer(people: repositories.people, works: repositories.works), messages: repositories.messages,
      archive: repositories.archive, media: repositories.media, notices: repositories.notices,
      pace: PostPace(limiter: limiter, limit: limits[.postKilobytes]), removal: removal, removals: removals, ranks: repositories.ranks)
    reportedMessages = ReportedMessageRows(removal: removal)
    reportedDirects = ReportedDirectRepository(messages: repositories.messages)
    reportedRooms = ReportedRoomRows(removal: roomRemoval)
    personal = PersonalMessageService(
      work: work, personal: repositories.personal, archive: repositories.archive, messages: repositories.messages)
    archive = ArchiveService(work: work, archive: repositories.archive)
    readMarkers = ReadMarkerService(changes: changes, notices: repositories.notices, conversations: talk)
    mutedRooms = MutedRoomService(work: work, conversations: talk)
    history = HistoryService(history: repositories.history, reading: repositories.reading, states: repositories.states)
    pages = PageService(
      pages: repositories.pages, reading: repositories.reading, conversations: repositories.conversations)
    live = ChatHistory(history: repositories.history, reading: repositories.reading, conversations: repositories.conversations)
  }

  /// The data of `rooms` for one member, for sockets whose member's list has changed.
  @Sendable public func roomList(of user: UserID) async throws -> [UInt8] {
    try await reading.list(for: user, others: RoomDirectory.mostOthers).json
  }
}
