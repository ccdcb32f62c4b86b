import Core

/// A room as a feature needs to know it that adds something to rooms.
public struct RoomGovernance: Sendable {
  public let id: RoomID
  public let name: RoomName
  public let kind: RoomKind
  /// Its creator and moderators.
  public let mayGovern: Bool
}

extension RoomService {
  /// Throws `NOT_FOUND` for rooms that the caller cannot see.
  public func governance(_ scope: Scope, of name: RoomName, at snapshot: Snapshot) async throws -> RoomGovernance {
    let member = try scope.requireMember(.readRoom)
    guard let room = try await rooms.governed(name, by: member, in: snapshot) else { throw AppError.notFound("The room") }
    return RoomGovernance(
      id: room.standing.id, name: room.standing.name, kind: room.standing.kind, mayGovern: room.authority(of: member) != nil)
  }
}
