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
}

/// The list of members and the audit log, for staff.
public struct DirectoryService: Sendable {
  static let sliceSize = 50

  /// A slice of the members by name; `next` is the name after which the next slice begins.
  public struct Slice: Sendable {
    public let members: [User]
    public let next: String?
  }

  let directory: DirectoryRepository
  let audit: AuditRepository
  let standing: (any MemberStanding)?

  /// Members whose username begins with the text, or the one whose e-mail address it is.
  public func members(_ scope: Scope, matching text: String, after last: String) async throws -> Slice {
    try scope.require(.moderate)
    if text.utf8.contains(UInt8(ascii: "@")) {
      return Slice(members: try await directory.member(email: text).map { [$0] } ?? [], next: nil)
    }
    guard text.unicodeScalars.allSatisfy(Username.isLegal) else { return Slice(members: [], next: nil) }
    let found = try await directory.members(named: text.lowercased(), after: last.lowercased(), limit: Self.sliceSize + 1)
    let members = Array(found.prefix(Self.sliceSize))
    return Slice(members: members, next: found.count > members.count ? members.last?.username.lowercased() : nil)
  }

  public func file(_ scope: Scope, of id: UserID) async throws -> MemberFile {
    try scope.require(.moderate)
    guard let file = try await directory.file(of: id, at: scope.now, standing: standing) else { throw AppError.notFound("This member") }
    return file
  }

  /// The audit log before an entry, newest first. Administrators only.
  public func log(_ scope: Scope, before bound: Int64) async throws -> [AuditEntry] {
    try scope.require(.admin)
    return try await audit.entries(before: bound, limit: AuditRepository.sliceSize)
  }
}
