import Core

/// Rooms and what is said in them, as the composition root builds them.
public struct ChatFeature: Sendable {
  public let rooms: RoomService
  public let messages: MessageService
  public let readMarkers: ReadMarkerService
  public let history: HistoryService
  public let pages: PageService
  public let archive: ArchiveService
  public let personal: PersonalMessageService
  /// What sockets read of rooms beside what their members ask for: catching up, healing, counting.
  public let live: ChatHistory

  public init(work: UnitOfWork, repositories: ChatRepositories) {
    let changes = Changes(work: work)
    rooms = RoomService(changes: changes, reading: repositories.reading)
    messages = MessageService(changes: changes, composer: MessageComposer(people: repositories.people), archive: repositories.archive)
    personal = PersonalMessageService(work: work, personal: repositories.personal, archive: repositories.archive)
    archive = ArchiveService(work: work, archive: repositories.archive)
    readMarkers = ReadMarkerService(changes: changes)
    history = HistoryService(history: repositories.history, reading: repositories.reading)
    pages = PageService(pages: repositories.pages, rooms: rooms)
    live = ChatHistory(history: repositories.history, reading: repositories.reading)
  }
}
