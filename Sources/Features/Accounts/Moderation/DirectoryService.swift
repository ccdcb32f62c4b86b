import Core

/// A member as staff see them.
public struct MemberFile: Sendable {
  /// The actions that mute and ban the member now.
  let muteAction: Int64?
  let banAction: Int64?
  public let user: User
  let exceptions: [PermissionException]
  /// Number of open sessions.
  public let sessions: Int
  let history: StandingHistory
  /// When the ban ends by itself; nil for one without an end.
  let banEndsAt: Timestamp?
  /// Others who signed in from an address of the member's in the last 90 days, the newest first.
  let sameAddress: [SameAddress]

  /// Until when the member may not post; nil for members who may, and for a denial without an end.
  var mutedUntil: Timestamp? { exceptions.first { $0.permission == .postMessage && $0.effect == .deny }?.endsAt }
}

/// Somebody who signed in from the same address.
struct SameAddress: Hashable, Sendable {
  static let most = 20
  static let memory = Duration.days(90)

  let username: String
  let lastSeenAt: Timestamp
}

/// Members that staff look for.
public enum MemberStandingFilter: String, CaseIterable, Sendable {
  /// Of the last 48 hours.
  case new
  case muted, banned

  static let newLifetime = Duration.hours(48)
}

/// A slice of the audit log, newest first.
public struct AuditSlice: Sendable {
  public let entries: [AuditEntry]
  public let next: Int64?
}

/// The list of members and the audit log, for staff.
public struct DirectoryService: Sendable {
  public static let sliceSize = 50

  /// A slice of the members by name; `next` is the name after which the next slice begins.
  public struct Slice: Sendable {
    public let members: [User]
    public let next: String?
  }

  let directory: DirectoryRepository
  let audit: AuditRepository
  let standing: (any MemberStanding)?

  /// Members whose username begins with the text, or the one whose e-mail address it is.
  public func members(_ scope: Scope, matching text: String, after last: String, limit: Int = sliceSize) async throws -> Slice {
    try scope.require(.moderate)
    if text.utf8.contains(UInt8(ascii: "@")) {
      return Slice(members: try await directory.member(email: text).map { [$0] } ?? [], next: nil)
    }
    guard text.unicodeScalars.allSatisfy(Username.isLegal) else { return Slice(members: [], next: nil) }
    let found = try await directory.members(named: text.lowercased(), after: last.lowercased(), limit: limit + 1)
    let members = Array(found.prefix(limit))
    return Slice(members: members, next: found.count > members.count ? members.last?.username.lowercased() : nil)
  }

  public func file(_ scope: Scope, of id: UserID) async throws -> MemberFile {
    try scope.require(.moderate)
    guard let file = try await directory.file(of: id, at: scope.now, standing: standing) else { throw AppError.notFound("This member") }
    return file
  }

  /// New, muted or banned members, the newest first; `next` is the id before which the next slice begins.
  public func members(
    _ scope: Scope, _ standing: MemberStandingFilter, before bound: UserID?, limit: Int = sliceSize
  ) async throws -> (members: [User], next: UserID?) {
    try scope.require(.moderate)
    let found = try await directory.members(standing, before: bound, limit: limit + 1, at: scope.now)
    return (Array(found.prefix(limit)), found.count > limit ? found[limit - 1].id : nil)
  }

  /// The audit log before an entry, newest first. Administrators only.
  public func log(
    _ scope: Scope, _ filter: AuditFilter = AuditFilter(), before bound: Int64, limit: Int = AuditRepository.sliceSize
  ) async throws -> AuditSlice {
    try scope.require(.admin)
    let found = try await audit.entries(filter, before: bound, limit: limit + 1)
    return AuditSlice(entries: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
  }

  /// Usernames, as they are now, of the members whom the entries are about.
  func names(_ scope: Scope, in slice: AuditSlice) async throws -> [UserID: String] {
    try scope.require(.admin)
    return try await directory.names(of: Array(Set(slice.entries.compactMap { AuditSubject($0.subject).user })))
  }
}
