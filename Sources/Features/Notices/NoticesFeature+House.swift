import Composition
import Core
import SQL
import Web

/// What notifications bring to the server.
extension NoticesFeature: Feature {
  public static let name = "notices"

  public static let memberTables: [MemberTable] = [
    .exported("notices", in: "notifications"),
    .erased("notice_events", because: "they are the causes of notices"),
    .erased("desks", because: "they repeat how many notices are unread"),
    .exported("notice_choices", in: "preferences"),
    .exported("preferences", in: "preferences"),
  ]

  public static let noticeKinds: [any NoticeKind] = [
    FollowNotice(), FollowRequestNotice(), FollowAcceptedNotice(), ForkNotice(),
  ]

  public static func migrations() throws(SQLError) -> [Migration] { try NoticesMigrations.all() }

  public static func banSteps(with kinds: [any NoticeKind]) -> [any BanStep] {
    [BannedActorRepository(notices: NoticeRepository(kinds: kinds))]
  }

  public static func relationSteps(with kinds: [any NoticeKind]) -> [any RelationStep] {
    [NoticeRelationRepository(notices: NoticeRepository(kinds: kinds))]
  }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work,
      repositories: NoticesRepositories(context.database, kinds: context.noticeKinds, muted: context.mutedNames),
      secret: context.config[ServerSettings.secretKey].bytes, publicURL: context.config[ServerSettings.publicURL].description,
      mail: context.mail)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }

  public var placeObjects: [any PlaceObjects] { objects }

  public func jobs(_ config: Config) -> [Job] {
    var jobs = [Job.inBites("erase_old_notices", every: .seconds(3_600)) { try await service.eraseOld($0) }]
    if digests.mail != nil { jobs.append(Job("send_digests", every: .seconds(3_600)) { try await digests.sendDue($0) }) }
    return jobs
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("notifications") { try await personal.export(of: $0) },
      PersonalData("preferences") { try await preferences.export(of: $0) },
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try await personal.erase(scope, everythingOf: user)
    try await preferences.erase(scope, everythingOf: user)
  }
}
