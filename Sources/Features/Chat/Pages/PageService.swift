import Core

/// What the pages of chat show to whom.
public struct PageService: Sendable {
  private let pages: PageRepository
  private let rooms: RoomService

  init(pages: PageRepository, rooms: RoomService) {
    self.pages = pages
    self.rooms = rooms
  }

  /// A form that was refused: what was typed, and why.
  public struct Refusal: Sendable {
    public let draft: String?
    public let problem: String

    public init(draft: String?, problem: String) {
      self.draft = draft
      self.problem = problem
    }
  }

  public func room(
    _ scope: Scope, _ name: RoomName, before bound: MessageID? = nil, answering target: MessageID? = nil, refusal: Refusal? = nil
  ) async throws -> RoomPage {
    let viewer = try scope.requireMember(.readRoom)
    let found = try await pages.room(
      name, for: viewer.id, before: bound, answering: target, count: HistoryRepository.newestCount)
    guard let found else { throw AppError.notFound("The room") }
    return RoomPage(
      room: found.room, rooms: found.listings, viewer: viewer, mayPost: found.standing.mayPost(viewer),
      mayAddMembers: found.standing.mayAddMembers(viewer), messages: found.messages,
      hasOlder: found.hasOlder, isNewest: bound == nil, epoch: found.epoch, seq: found.seq,
      readUpTo: found.standing.readUpTo.map { MessageID($0) }, replyTo: found.replyTo, draft: refusal?.draft ?? "",
      problem: refusal?.problem, now: scope.now)
  }

  public func message(_ scope: Scope, _ id: MessageID, in name: RoomName, refusal: Refusal? = nil) async throws -> MessagePage {
    let viewer = try scope.requireMember(.readRoom)
    guard let found = try await pages.message(id, in: name, for: viewer.id) else { throw AppError.notFound("The message") }
    let changes = found.standing.isMember && !found.message.isDeleted
    let isAuthor = found.message.author.id == viewer.id
    let writes = viewer.permissions.contains(.postMessage)
    return MessagePage(
      room: found.room, rooms: found.listings, viewer: viewer, message: found.message,
      mayEdit: changes && isAuthor && writes, mayDelete: changes && (isAuthor || viewer.permissions.contains(.moderate)),
      mayReact: changes && writes, mayReply: changes && found.standing.mayPost(viewer), draft: refusal?.draft,
      problem: refusal?.problem, now: scope.now)
  }

  public func list(
    _ scope: Scope, draft: RoomsPage.Draft = .empty, problems: [String: String] = [:]
  ) async throws -> RoomsPage {
    let viewer = try scope.requireMember(.readRoom)
    return RoomsPage(
      rooms: try await rooms.list(scope), viewer: viewer, mayCreate: viewer.permissions.contains(.createRoom),
      mayCreateAnnouncements: viewer.permissions.contains(.moderate), draft: draft, problems: problems)
  }
}

extension RoomStanding {
  /// Whether a post of the member's would be taken; what decides is the post itself.
  fileprivate func mayPost(_ member: Member) -> Bool {
    isMember && member.permissions.contains(.postMessage) && (kind != .announcement || member.permissions.contains(.moderate))
  }

  fileprivate func mayAddMembers(_ member: Member) -> Bool {
    kind == .private && (createdBy == member.id || member.permissions.contains(.moderate))
  }
}
