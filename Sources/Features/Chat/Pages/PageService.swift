import Core
import Media

/// Reads what the pages of chat show a member.
public struct PageService: Sendable {
  private let pages: PageRepository
  private let reading: RoomReadingRepository
  private let conversations: ConversationReadingRepository

  init(pages: PageRepository, reading: RoomReadingRepository, conversations: ConversationReadingRepository) {
    self.pages = pages
    self.reading = reading
    self.conversations = conversations
  }

  /// A form that was refused: what was typed, and why.
  public struct Refusal: Sendable {
    public let draft: String?
    /// Files that were uploaded with it, and what was typed to describe files.
    public let attached: [MediaID]
    public let alts: [String]
    public let problem: String

    public init(draft: String?, attached: [MediaID] = [], alts: [String] = [], problem: String) {
      self.draft = draft
      self.attached = attached
      self.alts = alts
      self.problem = problem
    }
  }

  public func room(
    _ scope: Scope, _ name: RoomName, showing part: RoomPart = .newest, answering target: MessageID? = nil, refusal: Refusal? = nil
  ) async throws -> RoomPage {
    let viewer = try scope.requireMember(.readRoom)
    let found = try await pages.room(
      name, for: viewer.id, showing: part, answering: target, count: HistoryRepository.newestCount)
    guard let found else { throw AppError.notFound("The room") }
    let conversation = name.direct == nil ? nil : try await conversations.conversation(found.room.id, of: viewer.id)
    return RoomPage(
      room: found.room, own: found.own, viewer: viewer, mayPost: found.standing.mayPost(viewer, conversation),
      mayRemove: found.standing.mayRemove(viewer),
      mayReport: viewer.permissions.contains(.report) && found.standing.createdBy != viewer.id,
      mayLetCatsIn: found.standing.kind != .announcement
        && (found.standing.createdBy == viewer.id || viewer.permissions.contains(.moderate)),
      messages: found.messages,
      hasOlder: found.hasOlder, isNewest: found.isNewest, epoch: found.epoch, seq: found.seq,
      readUpTo: found.standing.readUpTo.map { MessageID($0) }, replyTo: found.replyTo, isMuted: found.isMuted, draft: refusal?.draft ?? "",
      attached: refusal?.attached ?? [], alts: refusal?.alts ?? [], problem: refusal?.problem, now: scope.now, conversation: conversation)
  }

  /// `NOT_FOUND` unless the caller sees the message in this room.
  func requireMessage(_ scope: Scope, _ id: MessageID, in name: RoomName) async throws {
    let viewer = try scope.requireMember(.readRoom)
    guard try await pages.message(id, in: name, for: viewer.id) != nil else { throw AppError.notFound("The message") }
  }

  public func message(_ scope: Scope, _ id: MessageID, in name: RoomName, refusal: Refusal? = nil) async throws -> MessagePage {
    let viewer = try scope.requireMember(.readRoom)
    guard let found = try await pages.message(id, in: name, for: viewer.id) else { throw AppError.notFound("The message") }
    let changes = found.standing.isMember && !found.message.isDeleted
    let isAuthor = found.message.author.id == viewer.id
    let conversation = name.direct == nil ? nil : try await conversations.conversation(found.room.id, of: viewer.id)
    let writes = conversation.map { $0.reason == nil && viewer.permissions.contains(.sendDM) } ?? viewer.permissions.contains(.postMessage)
    let deletesAll = viewer.permissions.contains(.moderate) && conversation == nil
    return MessagePage(
      room: found.room, own: found.own, viewer: viewer, message: found.message,
      mayEdit: changes && isAuthor && writes, mayDelete: changes && (isAuthor || deletesAll),
      mayReact: changes && writes, mayReply: changes && found.standing.mayPost(viewer, conversation),
      mayReport: viewer.permissions.contains(.report) && !isAuthor && !found.message.isDeleted,
      absent: found.absent, mayInvite: found.standing.mayAddMembers(viewer), draft: refusal?.draft,
      problem: refusal?.problem, now: scope.now, title: conversation?.title ?? "#\(name)")
  }

  /// The page of rooms: the caller's own, and those of the directory that begin with `search`, after `last`.
  public func list(
    _ scope: Scope, search: String = "", after last: RoomName? = nil, draft: RoomsPage.Draft = .empty, problems: [String: String] = [:]
  ) async throws -> RoomsPage {
    let viewer = try scope.requireMember(.readRoom)
    let found = try await pages.directory(RoomPrefix(search), after: last, for: viewer.id)
    let slice = Array(found.rooms.prefix(RoomDirectory.pageSize))
    return RoomsPage(
      own: found.own,
      directory: RoomDirectory(
        rooms: slice, next: found.rooms.count > slice.count ? slice.last?.name : nil, stirs: found.stirs),
      search: search, isFirst: last == nil, viewer: viewer,
      mayCreate: viewer.permissions.contains(.createRoom) && viewer.permissions.contains(.postMessage),
      mayCreateAnnouncements: viewer.permissions.contains(.moderate), draft: draft, problems: problems)
  }

  /// The members of a private room, for one of them.
  public func members(
    _ scope: Scope, _ name: RoomName, news: (deed: RoomMembersPage.Deed, username: String)? = nil, draft: String = "",
    problem: String? = nil
  ) async throws -> RoomMembersPage {
    let viewer = try scope.requireMember(.readRoom)
    guard let room = try await reading.visible(name, to: viewer.id), room.kind == .private else { throw AppError.notFound("This list") }
    return RoomMembersPage(
      room: name, viewer: viewer, people: try await reading.people(of: room.id), mayChoose: room.mayAddMembers(viewer), news: news,
      draft: draft, problem: problem)
  }

  /// What the sidebar shows, for a page that is open already.
  public func sidebar(_ scope: Scope) async throws -> OwnRooms {
    let viewer = try scope.requireMember(.readRoom)
    return try await reading.own(of: viewer.id)
  }

  /// The conversations with something new, for the sum beside "Messages".
  public func unreadConversations(_ scope: Scope) async throws -> [UnreadCount] {
    let viewer = try scope.requireMember(.readRoom)
    return try await reading.unreadConversations(of: viewer.id)
  }

  /// The room a moderator asks to remove, whether they belong to it or not.
  public func removal(_ scope: Scope, _ name: RoomName) async throws -> Room {
    try scope.require(.moderate)
    let viewer = try scope.requireMember(.readRoom)
    guard let room = try await reading.governed(name, by: viewer)?.standing else { throw AppError.notFound("The room") }
    return Room(
      id: room.id, name: room.name, topic: room.topic, kind: room.kind, memberCount: try await reading.memberCount(of: room.id))
  }
}

extension RoomStanding {
  /// Whether a post of the member's would be taken; what decides is the post itself.
  fileprivate func mayPost(_ member: Member, _ conversation: Conversation?) -> Bool {
    if let conversation { return conversation.reason == nil && member.permissions.contains(.sendDM) }
    return isMember && member.permissions.contains(.postMessage) && (kind != .announcement || member.permissions.contains(.moderate))
  }

  fileprivate func mayAddMembers(_ member: Member) -> Bool {
    kind == .private && (createdBy == member.id || member.permissions.contains(.moderate))
  }

  fileprivate func mayRemove(_ member: Member) -> Bool {
    member.permissions.contains(.moderate) && !RoomService.permanent.contains(name)
  }
}
