import Core

/// A member as the staff see them.
public struct MemberFile: Sendable {
  public let user: User
  let exceptions: [PermissionException]
  /// Sessions they could come through now.
  public let sessions: Int
}

/// Who is here, and what was done to whom: for the staff.
public struct DirectoryService: Sendable {
  static let pageSize = 50

  /// A page of members; `next` is the name the following page begins after.
  public struct Page: Sendable {
    public let members: [User]
    public let next: String?
  }

  private let directory: DirectoryRepository
  private let audit: AuditRepository

  init(directory: DirectoryRepository, audit: AuditRepository) {
    self.directory = directory
    self.audit = audit
  }

  /// Members whose username begins with the text, or the one whose e-mail address it is.
  public func members(_ scope: Scope, matching text: String, after last: String) async throws -> Page {
    try scope.require(.moderate)
    if text.utf8.contains(UInt8(ascii: "@")) { return Page(members: try await directory.member(email: text).map { [$0] } ?? [], next: nil) }
    guard text.unicodeScalars.allSatisfy(Username.isLegal) else { return Page(members: [], next: nil) }
    let found = try await directory.members(named: text.lowercased(), after: last.lowercased(), limit: Self.pageSize + 1)
    let page = Array(found.prefix(Self.pageSize))
    return Page(members: page, next: found.count > page.count ? page.last?.username.lowercased() : nil)
  }

  public func file(_ scope: Scope, of id: UserID) async throws -> MemberFile {
    try scope.require(.moderate)
    guard let file = try await directory.file(of: id, at: scope.now) else { throw AppError.notFound("This member") }
    return file
  }

  /// The audit log before an entry, newest first. Administrators only.
  public func log(_ scope: Scope, before bound: Int64) async throws -> [AuditEntry] {
    try scope.require(.admin)
    return try await audit.entries(before: bound, limit: AuditRepository.pageSize)
  }
}
