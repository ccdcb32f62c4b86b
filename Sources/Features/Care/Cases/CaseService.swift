import Accounts
import Core
import Media
import Notices

/// The queue of the staff: cases, claims, notes.
public struct CaseService: Sendable {
  let work: UnitOfWork
  let kinds: ReportKinds
  let media: MediaService
  let cases: CaseRepository
  let reports: ReportRepository
  let actions: ActionRepository
  let teller: CaseTeller
  let notices: NoticeRepository
  let audit: AuditRepository

  // MARK: Reading

  public func list(_ scope: Scope, _ filter: CaseFilter, from cursor: CaseCursor?, limit: Int) async throws -> CaseSlice {
    let member = try scope.requireMember(.moderate)
    return try await cases.reading { snapshot in
      let sight = try await cases.sight(of: member, at: scope.now, in: snapshot)
      let found = try await cases.cases(filter, from: cursor, limit: limit + 1, for: sight, at: scope.now, in: snapshot)
      let shown = try await kinds.listed(Array(found.prefix(limit)), at: scope.now, in: snapshot)
      var next: CaseCursor?
      if found.count > limit, let last = shown.last?.record {
        next = last.closedAt.map { .closed($0, last.id) } ?? .position(last.position)
      }
      return CaseSlice(open: try await cases.open(for: sight, in: snapshot), cases: shown, next: next)
    }
  }

  public func file(_ scope: Scope, _ id: CaseID) async throws -> CaseFile {
    let member = try scope.requireMember(.moderate)
    return try await cases.reading { try await file(of: id, for: member, at: scope.now, in: $0) }
  }

  /// The pictures and sounds that the thing showed when it was reported, while their bytes are there.
  func files(of file: CaseFile) async throws -> [ShownMedia] { try await media.files(file.files.compactMap { MediaID(text: $0) }) }

  /// One of these files. Staff see it also where they do not see the thing.
  func media(_ scope: Scope, _ id: CaseID, _ file: MediaID, _ name: MediaFileName) async throws -> MediaFile {
    let member = try scope.requireMember(.moderate)
    let isShown = try await cases.reading { snapshot in
      let sight = try await cases.sight(of: member, at: scope.now, in: snapshot)
      guard try await cases.visible(id, for: sight, in: snapshot) != nil else { return false }
      return try await cases.files(of: id, in: snapshot).contains { $0.utf8.elementsEqual(file.rawValue.utf8) }
    }
    guard isShown else { throw AppError.noMedia }
    return try await media.reportedFile(file, name)
  }

  /// How many open cases the member sees; nil for members who are not staff.
  public func openCount(of member: Member, at now: Timestamp) async throws -> Int? {
    guard member.permissions.contains(.moderate) else { return nil }
    return try await cases.reading { snapshot in
      try await cases.open(for: cases.sight(of: member, at: now, in: snapshot), in: snapshot)
    }
  }

  /// How many open cases there are, for the server's own figures.
  func openCount() async throws -> Int { try await cases.reading { try await cases.open(in: $0) } }

  // MARK: Working on a case

  /// Takes a case. Of many at once, one gets it.
  public func claim(_ scope: Scope, _ id: CaseID, takingOver: Bool) async throws -> CaseFile {
    try await change(scope, id) { record, member, transaction in
      guard record.isOpen else { throw AppError(.conflict, "This case is closed") }
      let holder = record.holder(at: scope.now)
      if let holder, holder.user != member.id {
        guard takingOver else { throw AppError.claimed(by: holder.username) }
        try await audit.record(
          scope, "case.take_over", of: "case:\(id)", details: [("from", "user:\(holder.user)")], in: transaction)
      }
      try await cases.claim(id, by: member.id, at: scope.now, in: transaction)
      return holder?.user != member.id
    }
  }

  /// Gives a case back. One that is not the caller's stays as it is.
  public func release(_ scope: Scope, _ id: CaseID) async throws -> CaseFile {
    try await change(scope, id) { record, member, transaction in
      guard record.holder(at: scope.now)?.user == member.id else { return false }
      try await cases.claim(id, by: nil, at: scope.now, in: transaction)
      return true
    }
  }

  /// Writes a note, for staff only.
  public func note(_ scope: Scope, _ id: CaseID, _ read: @Sendable () throws -> String) async throws -> CaseNote {
    let member = try scope.requireMember(.moderate)
    return try await work.once(scope, remembering: \.json, repeating: { try CaseNote(remembered: $0) }) { transaction in
      _ = try await locked(id, for: member, at: scope.now, in: transaction)
      let note = try await cases.add(try read(), to: id, by: member.id, at: scope.now, in: transaction)
      try await cases.keepClaim(id, of: member.id, at: scope.now, in: transaction)
      return CaseNote(note: note)
    }
  }

  /// Closes a case without an action.
  public func dismiss(_ scope: Scope, _ id: CaseID, _ read: @Sendable () throws -> String?) async throws -> CaseFile {
    try await change(scope, id, thenClosing: true) { record, member, transaction in
      guard record.isOpen else { throw AppError(.conflict, "This case is closed") }
      if let holder = record.holder(at: scope.now), holder.user != member.id { throw AppError.claimed(by: holder.username) }
      if let note = try read() { _ = try await cases.add(note, to: id, by: member.id, at: scope.now, in: transaction) }
      try await audit.record(scope, "case.dismiss", of: "case:\(id)", in: transaction)
      try await cases.close(id, as: .dismissed, at: scope.now, in: transaction)
      return true
    }
  }

  /// Erases the texts of cases that were closed long ago, at most `limit` at once; how many. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    let moment = scope.now - Case.snapshotTime
    return try await work.transaction {
      try await cases.eraseSnapshots(closedBefore: moment, limit: limit, in: $0)
        + cases.forgetFiles(closedBefore: moment, limit: limit, in: $0)
    }
  }

  /// Keeps the number of open cases quick to read. The server's own.
  func sumUp(_ scope: Scope) async throws {
    try scope.require(.admin)
    try await work.transaction { try await cases.sumUp(in: $0) }
  }

  /// Tells who reported it that a case was closed. They learn nothing else.
  func resolved(_ id: CaseID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let cause = NoticeCause(ReportResolvedNotice(), by: nil, about: id.rawValue)
    return try await notices.raise(cause, for: reports.reporters(of: id, in: transaction), at: now, in: transaction)
  }

  // MARK: Parts

  /// Changes a case that the caller sees. `change` returns whether anything changed.
  private func change(
    _ scope: Scope, _ id: CaseID, thenClosing: Bool = false,
    _ change: @Sendable (Case, Member, Transaction) async throws -> Bool
  ) async throws -> CaseFile {
    let member = try scope.requireMember(.moderate)
    let outcome = try await work.transaction { transaction -> (file: CaseFile, events: [Event]) in
      let record = try await locked(id, for: member, at: scope.now, in: transaction)
      let isChanged = try await change(record, member, transaction)
      let changed = try await file(of: id, for: member, at: scope.now, in: transaction)
      guard isChanged else { return (changed, []) }
      var events = try await teller.changed(id, at: scope.now, in: transaction).events
      if thenClosing { events += try await resolved(id, at: scope.now, in: transaction) }
      return (changed, events)
    }
    for event in outcome.events { scope.outbox.add(event) }
    return outcome.file
  }

  func locked(_ id: CaseID, for member: Member, at now: Timestamp, in transaction: Transaction) async throws -> Case {
    let sight = try await cases.sight(of: member, at: now, in: transaction)
    guard let record = try await cases.locked(id, in: transaction), sight.sees(record.owner) else { throw AppError.notFound("The case") }
    return record
  }

  private func file(of id: CaseID, for member: Member, at now: Timestamp, in snapshot: Snapshot) async throws -> CaseFile {
    let sight = try await cases.sight(of: member, at: now, in: snapshot)
    guard let record = try await cases.visible(id, for: sight, in: snapshot),
      let listed = try await kinds.listed([record], at: now, in: snapshot).first
    else { throw AppError.notFound("The case") }
    let history: StandingHistory? =
      if let owner = record.owner { try await StandingRows.history(of: owner, apartFrom: record.id, in: snapshot) } else { nil }
    return CaseFile(
      listed: listed, snapshots: try await cases.snapshots(of: id, in: snapshot), reports: try await cases.reports(of: id, in: snapshot),
      notes: try await cases.notes(of: id, in: snapshot), files: try await cases.files(of: id, in: snapshot),
      actions: try await actions.actions(about: id, in: snapshot), history: history ?? StandingHistory())
  }
}

extension AppError {
  static func claimed(by username: String?) -> AppError {
    AppError(.conflict, username.map { "@\($0) works on this case" } ?? "Somebody else works on this case")
  }
}
