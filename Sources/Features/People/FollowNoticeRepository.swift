import Core
import Notices

/// What members are told of follows and requests, in the transactions that change them.
struct FollowNoticeRepository: Sendable {
  private let notices: NoticeRepository

  init(_ notices: NoticeRepository) { self.notices = notices }

  /// Somebody follows the member at once. A request that waited until then is answered.
  func followed(_ member: UserID, by follower: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await answered(follower, by: member, at: now, in: transaction)
      + notices.raise(NoticeCause(FollowNotice(), by: follower, about: member.rawValue), for: [member], at: now, in: transaction)
  }

  /// Somebody asks to follow the member.
  func asked(_ member: UserID, by asker: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await notices.raise(
      NoticeCause(FollowRequestNotice(), by: asker, about: member.rawValue), for: [member], at: now, in: transaction)
  }

  /// The member accepts a request: the asker is told.
  func accepted(_ asker: UserID, by member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await notices.lock([asker, member], in: transaction)
    return try await answered(asker, by: member, at: now, in: transaction)
      + notices.raise(NoticeCause(FollowAcceptedNotice(), by: member, about: asker.rawValue), for: [asker], at: now, in: transaction)
  }

  /// The request waits no longer: it was accepted, declined or withdrawn.
  func answered(_ asker: UserID, by member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await notices.withdraw(NoticeMatch(FollowRequestNotice(), about: member.rawValue, by: asker, to: member), at: now, in: transaction)
  }
}
