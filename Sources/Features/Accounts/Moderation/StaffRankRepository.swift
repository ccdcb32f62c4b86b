import Core
import SQL

/// Who of staff stands above whom. Staff act only on members of a lower rank, and on what those made. For features whose things staff remove.
public struct StaffRankRepository: Sendable {
  private let database: Database
  private let permissions = PermissionRepository()

  public init(_ database: Database) { self.database = database }

  /// Whether the caller is staff of a higher rank than the other. Costs a query for staff only.
  public func outranks(_ member: Member?, _ other: UserID, as role: Role, at now: Timestamp) async throws -> Bool {
    guard let member, member.permissions.contains(.moderate) else { return false }
    return try await database.read { try await outranks(member, other, as: role, at: now, in: $0) }
  }

  public func outranks(
    _ member: Member, _ other: UserID, as role: Role, at now: Timestamp, in connection: Connection
  ) async throws -> Bool {
    guard member.permissions.contains(.moderate) else { return false }
    let exceptions = try await permissions.exceptions(of: other, in: connection)
    return member.permissions.rank > EffectivePermissions.deserved(by: role, exceptions: exceptions, now: now).rank
  }
}

extension PermissionSet {
  /// 2 for administrators, 1 for moderators, 0 for others.
  var rank: Int { contains(.admin) ? 2 : contains(.moderate) ? 1 : 0 }
}
