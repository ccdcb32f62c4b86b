import Accounts
import Composition
import Core
import Design
import Media
import Notices
import SQL
import Telemetry
import Web

/// What rooms bring to the server.
extension ChatFeature: Feature {
  public static let name = "rooms"
  /// Of its rooms; routes and messages of conversations declare their own.
  public static let featureSwitch: FeatureSwitch? = .rooms
  public static let settings = ChatSettings.all + ConversationSettings.all

  public static let destinations = [
    Destination("Rooms", path: ChatPath.rooms, icon: .rooms, position: 30, sums: .rooms),
    Destination("Messages", path: ChatPath.conversations, icon: .messages, position: 35, sums: .conversations, feature: .messages),
  ]

  public static let memberTables: [MemberTable] = [
    .exported("messages", in: "messages"),
    .exported("messages_archive", in: "messages"),
    .erased("mentions", because: "it is found in the messages of others"),
    .erased("reactions", because: "it belongs to the messages of others"),
    .erased("room_members", because: "it says where the member has read to"),
    .erased("former_members", because: "it says which private rooms the member left, and who invited them back"),
    .erased("removed_messages", because: "staff removed it, and members see no removed texts"),
    .exported("muted_rooms", in: "preferences"),
    .exported("starred_rooms", in: "starred_rooms"),
    .erased("writers", because: "it says that the member has written something"),
    .kept("rooms", because: "a room belongs to its members; the account that made it is anonymous by then"),
  ]

  public static var mediaUses: [any MediaUseRows] { [MessageMediaRows()] }

  public static var noticeKinds: [any NoticeKind] { [MentionNotice(), ReplyNotice(), ReactionNotice(), DirectNotice()] }

  public static var mutedNames: [any MutedNames] { [MutedRoomRepository()] }

  public static var subjectKinds: [any SubjectKind] { [MessageSubjectRows()] }

  public var reportables: [any Reportable] { [reportedMessages, reportedDirects, reportedRooms] }

  public static var firstSteps: [any FirstStepRows] { [GreetingStepRows()] }

  public static var relationSteps: [any RelationStep] { [RoomRelationRepository()] }

  public static func migrations() throws(SQLError) -> [Migration] { try ChatMigrations.all() }

  public init(_ context: FeatureContext) {
    let media = context.feature(MediaFeature.self).media
    self.init(
      work: context.work,
      repositories: ChatRepositories(
        context.database, vault: ConversationVault(MasterKeys(context.config), log: context.log),
        notices: context.feature(NoticesFeature.self).notices, online: context.online, works: context.workFinders),
      audit: AuditRepository(context.database),
      limiter: context.limiter, limits: context.limits, removals: context.removals, removeFiles: { await media.remove($0) })
  }

  public func routes(_ web: WebContext) -> [Route] {
    routes(site: web.site, uploads: web.feature(MediaFeature.self).uploads)
      + MutedRoomRoutes(muted: mutedRooms, preferences: web.feature(NoticesFeature.self).preferences).routes
  }

  public func sidebar(_ scope: Scope) async throws -> [SidebarSection] {
    guard let member = scope.member, member.permissions.contains(.readRoom) else { return [] }
    let conversations = try await pages.unreadConversations(scope)
    return [try await pages.sidebar(scope).section, .unread(in: conversations)]
  }

  public func jobs(_ config: Config) -> [Job] {
    let forgetting = Job.inBites("forget_removed_rooms", every: .seconds(3_600)) { try await rooms.forgetRemoved($0) }
    let erasing = Job.inBites("erase_removed_messages", every: .seconds(3_600)) { try await messages.eraseRemoved($0) }
    guard let age = config[ChatSettings.archiveAfter] else { return [forgetting, erasing] }
    return [
      forgetting, erasing,
      Job("archive_messages", every: .seconds(3_600), start: .atOnce) { scope in
        try await archive.archive(scope, writtenBefore: scope.now - age)
      },
    ]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("messages") { try await personal.export(of: $0, to: $1) },
      PersonalData("starred_rooms") { try await personal.stars(of: $0) },
      PersonalData("conversations") { try await personalConversations.export(of: $0, to: $1) },
    ]
  }

  /// Stops a server that could not open what its members wrote.
  public func start() async throws {
    let unknown = try await keys.unknown()
    if !unknown.isEmpty { throw UnknownMasterKey(ids: unknown) }
  }

  public func addMetrics(to metrics: Metrics) {
    let vault = vault
    metrics.counter("neospace_dm_unreadable_total", help: "Messages of conversations that did not open, each counted once.") {
      Double(vault.unreadableCount)
    }
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
