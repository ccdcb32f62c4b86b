import Core
import SQL

/// Tells members of what happened, and takes it back. Features call it in the transaction of the change it is about, as its last step: it
/// locks the members' own places.
public struct NoticeRepository: Sendable {
  /// Members told by one statement.
  private static let batch = 200

  let reading: NoticeReadingRepository
  let desks = DeskRepository()

  /// - Parameter kinds: Those of all features.
  public init(kinds: [any NoticeKind]) { reading = NoticeReadingRepository(kinds: kinds) }

  /// Tells the members, except those who are never told of it. An event that stands already adds nothing. Returns what to tell their sockets.
  ///
  /// - Parameter condition: Which of them are told, in a query in which `u` is the member's row of `users`.
  public func raise(
    _ cause: NoticeCause, for recipients: [UserID], who condition: SQL? = nil, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    var events: [Event] = []
    let all = Set(recipients).sorted()
    for start in stride(from: 0, to: all.count, by: Self.batch) {
      events += try await add(cause, for: Array(all[start..<min(start + Self.batch, all.count)]), who: condition, at: now, in: transaction)
    }
    return events
  }

  private func add(
    _ cause: NoticeCause, for users: [UserID], who condition: SQL?, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    // First, so that a block or an end of membership that is being committed is seen by the condition.
    try await OwnPlaceRows.lock(users, in: transaction)
    let told = try await transaction.values(NoticeEventRows.insertion(of: cause, for: users, who: condition, at: now), as: UserID.self)
    guard !told.isEmpty else { return [] }
    try await OwnPlaceRows.takeSeq(of: told, in: transaction)
    let joined = try await transaction.all(NoticeEventRows.joining(cause, for: told, at: now)) { row in
      (notice: try row[0] as NoticeID, user: try row[1] as UserID, isNew: try row[2] as Int == 1)
    }
    try await transaction.run(NoticeEventRows.linking(cause, to: joined.map(\.notice)))
    return try await self.told(joined.map(\.notice), in: transaction)
      + desks.recount(joined.filter(\.isNew).map(\.user), in: transaction)
  }

  /// Makes other changes of these members' notifications wait until the transaction ends. Needed by a change that makes several calls about
  /// different members: in ascending order, two such transactions cannot wait for each other.
  public func lock(_ users: [UserID], in transaction: Transaction) async throws {
    try await OwnPlaceRows.lock(Array(Set(users)), in: transaction)
  }

  /// The members who were told of a target.
  public func recipients(of kind: any NoticeKind, target: Int64, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(NoticeRows.recipients(of: kind, target: target))
  }

  /// Takes events away because their cause is gone.
  public func withdraw(_ match: NoticeMatch, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await delete(NoticeEventRows.condition(match), at: now, in: transaction)
  }

  /// Takes away all that is read in a room: it is gone, or the member may not read it any more.
  ///
  /// - Parameter user: Nil: everybody's.
  public func withdraw(room: RoomID, from user: UserID? = nil, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    if let user { try await OwnPlaceRows.lock([user], in: transaction) }
    return try await delete(NoticeEventRows.condition(room: room, of: user), at: now, in: transaction)
  }

  /// Takes away all that two members were told of each other.
  public func withdraw(between one: UserID, and other: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await delete(
      "((user_id = \(one) AND actor_id = \(other)) OR (user_id = \(other) AND actor_id = \(one)))", at: now, in: transaction)
  }

  /// Hides what a member was told of things that are shown nowhere now, or brings it back.
  public func setHidden(
    _ isHidden: Bool, _ kind: any NoticeKind, of user: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    try await hide(isHidden, because: .thing, "user_id = \(user) AND kind = \(kind.name)", at: now, in: transaction)
  }

  /// Marks what the member has read in a room as read: the notifications of some kinds whose newest event is about this message or an
  /// earlier one.
  public func markRead(
    _ kinds: any NoticeKind..., in room: RoomID, upTo message: Int64, by user: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    let condition: SQL = """
      n.room = \(room) AND n.kind IN (\(list: kinds.map(\.name)))
        AND (SELECT max(e.subject) FROM notice_events e WHERE e.notice_id = n.id AND e.hidden = 0) <= \(message)
      """
    // Without a lock: nearly always there is none.
    guard try await !transaction.values(NoticeEventRows.unread(of: user, condition), as: NoticeID.self).isEmpty else { return [] }
    return try await read(condition, by: user, at: now, in: transaction)
  }

  // MARK: By the member themselves

  func read(_ choice: NoticeChoice, by user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let condition: SQL =
      switch choice {
      case .ids(let ids): "n.id IN (\(list: ids))"
      case .upTo(let last): "n.last <= \(last)"
      }
    return try await read(condition, by: user, at: now, in: transaction)
  }

  /// Nil if the member has no such notification. Its events stand, so that they are not told again.
  func delete(_ id: NoticeID, of user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    let sequence = try await OwnPlaceRows.takeSeqs(1, of: user, in: transaction)
    guard try await transaction.run(NoticeEventRows.deletion(of: id, by: user, sequence, at: now)) == 1 else { return nil }
    try await transaction.run("UPDATE notice_events SET notice_id = NULL WHERE notice_id = \(id)")
    return try await told([id], in: transaction) + desks.recount([user], in: transaction)
  }

  /// Erases at most `limit` tombstones from before `moment`; how many there were.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let erased = try await transaction.all(NoticeEventRows.erasing(deletedBefore: moment, limit: limit)) { row in
      (owner: try row[0] as UserID, sequence: try row[1] as Int64)
    }
    for (owner, notices) in Dictionary(grouping: erased, by: \.owner).sorted(by: { $0.key < $1.key }) {
      try await PlaceID.me(owner).collect(upTo: notices.map(\.sequence).max() ?? 0, in: transaction)
    }
    return erased.count
  }

  // MARK: Parts

  func delete(_ condition: SQL, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    // Places before events, as everywhere: otherwise two transactions could wait for each other.
    try await OwnPlaceRows.lock(toldWhere: condition, in: transaction)
    let gone = try await transaction.all(
      "DELETE FROM notice_events WHERE \(condition) RETURNING user_id, notice_id, hidden", as: AffectedEvent.self)
    return try await settle(gone.filter { $0.hidden == 0 }, at: now, in: transaction)
  }

  func hide(
    _ isHidden: Bool, because reason: HidingReason, _ condition: SQL, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    try await OwnPlaceRows.lock(toldWhere: condition, in: transaction)
    let changed = try await transaction.all(NoticeEventRows.hiding(isHidden, reason, condition), as: AffectedEvent.self)
    return try await settle(
      changed.filter { $0.hidden == (isHidden ? reason.rawValue : 0) }, reviving: !isHidden, at: now, in: transaction)
  }

  /// Makes notifications say what is left of their events. Those without any are deleted; those that have some again come back.
  private func settle(
    _ events: [AffectedEvent], reviving: Bool = false, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    var told: [Event] = []
    // In ascending order: two such transactions cannot wait for each other.
    for (user, events) in Dictionary(grouping: events, by: \.recipient).sorted(by: { $0.key < $1.key }) {
      var notices = Set(events.compactMap(\.notice))
      guard !notices.isEmpty else { continue }
      if reviving {
        _ = try await OwnPlaceRows.takeSeqs(0, of: user, in: transaction)
        notices.formUnion(try await transaction.values(NoticeEventRows.merging(notices.sorted()), as: NoticeID.self))
      }
      let ids = notices.sorted()
      let last = try await OwnPlaceRows.takeSeqs(ids.count, of: user, in: transaction)
      try await transaction.run(NoticeEventRows.settling(ids, after: last - Int64(ids.count), at: now))
      told += try await self.told(ids, in: transaction)
      told += try await desks.recount([user], in: transaction)
    }
    return told
  }

  /// Marks unread notifications as read. Of more than 200 the newest are told, and older cursors start over.
  func read(_ condition: SQL, by user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let before = try await OwnPlaceRows.takeSeqs(0, of: user, in: transaction)
    var ids = try await transaction.values(NoticeEventRows.unread(of: user, condition), as: NoticeID.self)
    guard !ids.isEmpty else { return [] }
    let isMany = ids.count > Notice.mostTold
    if isMany {
      ids.removeLast()
      try await transaction.run(NoticeEventRows.readingOthers(than: ids, of: user, condition, at: now))
    }
    let last = try await OwnPlaceRows.takeSeqs(ids.count, of: user, in: transaction)
    if isMany { try await PlaceID.me(user).collect(upTo: before + 1, in: transaction) }
    try await transaction.run(NoticeEventRows.reading(ids, after: last - Int64(ids.count), at: now))
    return try await told(ids, in: transaction) + desks.recount([user], in: transaction)
  }

  func told(_ ids: [NoticeID], in transaction: Transaction) async throws -> [Event] {
    try await reading.notices(ids, at: transaction).sorted { $0.sequence < $1.sequence }
      .map { Event(changed: $0.object, in: .me($0.recipient)) }
  }
}

struct AffectedEvent: RowDecodable, Sendable {
  let recipient: UserID
  let notice: NoticeID?
  let hidden: Int

  init(row: Row) throws { (recipient, notice, hidden) = (try row[0], try row[1], try row[2]) }
}
