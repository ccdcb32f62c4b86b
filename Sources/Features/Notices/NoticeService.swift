import Core

/// A member's own notifications: read, marked as read, deleted. It takes no permission, so members who are muted keep it.
public struct NoticeService: Sendable {
  let work: UnitOfWork
  let notices: NoticeRepository
  let own: OwnNoticeRepository
  let places: PlaceRepository

  /// A page of the caller's notifications, newest first.
  public func list(_ scope: Scope, before last: Int64? = nil, limit: Int = NoticePage.standardLimit) async throws -> NoticePage {
    let member = try scope.requireMember()
    return try await own.page(of: member.id, before: last, limit: limit)
  }

  /// The same for a page that follows them live.
  func listing(_ scope: Scope, before last: Int64?) async throws -> (page: NoticePage, head: PlaceHead) {
    let member = try scope.requireMember()
    // The head first: what changes in between is told again instead of being missed.
    let head = try await places.head(of: .me(member.id))
    return (try await list(scope, before: last), head)
  }

  /// How many of a member's notifications are unread, counted up to 100: for the top bar of their pages.
  public func unread(of member: UserID) async throws -> Int { try await own.unread(of: member) }

  /// Marks the caller's own among them as read, and returns how many are unread then.
  public func read(_ scope: Scope, _ choice: NoticeChoice) async throws -> Int {
    let member = try scope.requireMember()
    let (events, unread) = try await work.transaction { transaction in
      let events = try await notices.read(choice, by: member.id, at: scope.now, in: transaction)
      return (events, try await own.unread(of: member.id, at: transaction))
    }
    for event in events { scope.outbox.add(event) }
    return unread
  }

  /// Deletes one for good, and returns how many are unread then. What it told of is not told again.
  public func delete(_ scope: Scope, _ id: NoticeID) async throws -> Int {
    let member = try scope.requireMember()
    let (events, unread) = try await work.transaction { transaction in
      guard let events = try await notices.delete(id, of: member.id, at: scope.now, in: transaction) else { throw AppError.noNotice }
      return (events, try await own.unread(of: member.id, at: transaction))
    }
    for event in events { scope.outbox.add(event) }
    return unread
  }

  /// Erases tombstones that no cursor needs, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await notices.erase(deletedBefore: scope.now - Notice.remembered, limit: limit, in: $0)
    }
  }
}

extension AppError {
  static let noNotice = AppError.notFound("This notification")
}
