import Core

/// What notifications keep of one member: for them to take away, and to be erased when they leave for good.
public struct PersonalNoticeService: Sendable {
  let work: UnitOfWork
  let notices: NoticeRepository
  let personal: NoticePersonalRepository

  public func export(of user: UserID) async throws -> [UInt8] { try await personal.export(of: user) }

  /// Erases what the member was told, and takes away what others were told of them.
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    while true {
      let (count, events) = try await work.transaction { transaction in
        var events: [Event] = []
        let others = try await personal.toldOf(user, in: transaction)
        for other in others { events += try await notices.withdraw(between: user, and: other, at: scope.now, in: transaction) }
        return (others.count, events)
      }
      for event in events { scope.outbox.add(event) }
      if count == 0 { break }
    }
    try await work.transaction { try await personal.erase(user, in: $0) }
  }
}
