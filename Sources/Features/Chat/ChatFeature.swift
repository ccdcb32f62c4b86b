import Accounts
import Core
import Media

/// Rooms and what is said in them, as the composition root builds them.
public struct ChatFeature: Sendable {
  public let rooms: RoomService
  public let messages: MessageService
  public let readMarkers: ReadMarkerService
  public let history: HistoryService
  public let pages: PageService
  public let archive: ArchiveService
  public let personal: PersonalMessageService
  public let mutedRooms: MutedRoomService
  /// What sockets read of rooms beside what their members ask for: catching up, healing, counting.
  public let live: ChatHistory
  private let reading: RoomReadingRepository

  /// - Parameter removeFiles: removes files whose rows were erased.
  public init(
    work: UnitOfWork, repositories: ChatRepositories, audit: AuditRepository, limiter: any RateLimiter, limits: Limits,
    removeFiles: @escaping @Sendable (ErasedMedia) async -> Void
  ) {
    let changes = Changes(work: work, removeFiles: removeFiles)
    reading = repositories.reading
    rooms = RoomService(
      changes: changes, reading: repositories.reading, media: repositories.media, audit: audit,
      notices: repositories.notices, limits: limits)
    messages = MessageService(
      changes: changes, composer: MessageComposer(people: repositories.people), archive: repositories.archive,
      media: repositories.media, audit: audit, notices: repositories.notices,
      pace: PostPace(limiter: limiter, limit: limits[.postKilobytes]))
    personal = PersonalMessageService(work: work, personal: repositories.personal, archive: repositories.archive)
    archive = ArchiveService(work: work, archive: repositories.archive)
    readMarkers = ReadMarkerService(changes: changes, notices: repositories.notices)
    mutedRooms = MutedRoomService(work: work)
    history = HistoryService(history: repositories.history, reading: repositories.reading)
    pages = PageService(pages: repositories.pages, reading: repositories.reading)
    live = ChatHistory(history: repositories.history, reading: repositories.reading)
  }

  /// The data of `rooms` for one member, for sockets whose member's list has changed.
  @Sendable public func roomList(of user: UserID) async throws -> [UInt8] {
    try await reading.list(for: user, others: RoomDirectory.mostOthers).json
  }
}
