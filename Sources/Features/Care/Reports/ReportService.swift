import Core
import JSON
import Notices

/// Members report things. What they report is shown to staff as it was then.
public struct ReportService: Sendable {
  let work: UnitOfWork
  let kinds: ReportKinds
  let reports: ReportRepository
  let cases: CaseRepository
  let teller: CaseTeller
  let notices: NoticeRepository

  /// A report that was made, or that was there before.
  public struct Filed: Sendable {
    public let report: Report
    public let isNew: Bool
    let events: [Event]
  }

  /// Reports a thing that the caller sees. `read` gives the report, once it is known that there is such a thing. Reporting a thing again while
  /// its case is open changes nothing.
  public func report(
    _ scope: Scope, _ target: ReportTarget, _ read: @Sendable () throws -> ReportDraft
  ) async throws -> Filed {
    let member = try scope.requireMember(.report)
    let filed = try await work.once(scope, remembering: \.json, repeating: { try Filed(remembered: $0) }) { transaction in
      let (kind, key) = try await known(target, at: scope.now, in: transaction)
      let alone = try await seen(kind, key, with: [], by: member, at: scope.now, in: transaction)
      guard alone.owner != member.id else { throw AppError.validation("id", "is your own") }
      let draft = try read()
      let thing =
        draft.others.isEmpty ? alone : try await seen(kind, key, with: draft.others, by: member, at: scope.now, in: transaction)
      let (record, isNew) = try await cases.join(
        kind.kind, key, called: thing.id, of: thing.owner, at: scope.now, in: transaction)
      guard let id = try await reports.insert(draft, to: record, by: member.id, at: scope.now, in: transaction) else {
        guard let first = try await reports.report(of: member.id, in: record, transaction) else { throw AppError.notFound("The report") }
        return Filed(report: first, isNew: false, events: [])
      }
      try await cases.count(draft.reason, in: record, at: scope.now, transaction)
      if let text = thing.text { try await reports.keep(text, of: record, at: scope.now, in: transaction) }
      try await reports.keep(try await kind.files(of: key, in: transaction), of: record, in: transaction)
      let report = Report(
        id: id, kind: kind.kind, targetID: thing.id, reason: draft.reason, note: draft.note, outcome: nil, createdAt: scope.now,
        closedAt: nil)
      let told = try await teller.changed(record, at: scope.now, in: transaction)
      guard isNew else { return Filed(report: report, isNew: true, events: told.events) }
      let cause = NoticeCause(CaseOpenedNotice(), by: nil, about: record.rawValue)
      return Filed(
        report: report, isNew: true,
        events: told.events + (try await notices.raise(cause, for: told.watchers, at: scope.now, in: transaction)))
    }
    for event in filed.events { scope.outbox.add(event) }
    return filed
  }

  /// What the caller is about to report.
  public func subject(_ scope: Scope, _ target: ReportTarget, with others: [String]) async throws -> (label: String, thing: ReportedThing) {
    let member = try scope.requireMember(.report)
    return try await reports.reading { snapshot in
      let (kind, key) = try await known(target, at: scope.now, in: snapshot)
      return (kind.label, try await seen(kind, key, with: others, by: member, at: scope.now, in: snapshot))
    }
  }

  /// The caller's own reports, newest first.
  public func list(_ scope: Scope, before bound: ReportID?, limit: Int) async throws -> ReportSlice {
    let member = try scope.requireMember()
    let found = try await reports.reports(of: member.id, before: bound, limit: limit + 1)
    return ReportSlice(reports: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
  }

  private func known(
    _ target: ReportTarget, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> (kind: any Reportable, key: String) {
    guard let kind = kinds[target.kind] else {
      throw AppError.validation("kind", "must be one of " + kinds.names.joined(separator: ", "))
    }
    guard let key = try await kind.key(of: target.id, at: now, in: snapshot) else { throw AppError.notFound() }
    return (kind, key)
  }

  private func seen(
    _ kind: any Reportable, _ key: String, with others: [String], by member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportedThing {
    guard others.isEmpty || kind.takesOthers else { throw AppError.validation("messages", "belong to reports of conversations") }
    switch try await kind.sight(of: key, with: others, for: member, at: now, in: snapshot) {
    case .hidden: throw AppError.notFound()
    case .gone: throw AppError(.gone, "This has been deleted")
    case .seen(let thing): return thing
    }
  }
}

extension ReportService.Filed {
  /// As it is remembered with the request that made it.
  fileprivate var json: [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.field("new", isNew)
      json.field("id", report.id.rawValue)
      json.field("kind", report.kind)
      json.field("target", report.targetID)
      json.field("reason", report.reason.rawValue)
      json.field("note", report.note)
      json.field("at", report.createdAt.microseconds)
    }
    return json.bytes
  }

  fileprivate init(remembered bytes: [UInt8]) throws {
    let json = try JSONValue(parsing: bytes)
    guard let isNew = json["new"]?.bool, let id = json["id"]?.int, let kind = json["kind"]?.string, let target = json["target"]?.string,
      let reason = json["reason"]?.string.flatMap(ReportReason.init), let note = json["note"]?.string, let at = json["at"]?.int
    else { throw AppError(.serverError, "Something went wrong on our side") }
    self.init(
      report: Report(
        id: ReportID(id), kind: kind, targetID: target, reason: reason, note: note, outcome: nil, createdAt: Timestamp(microseconds: at),
        closedAt: nil),
      isNew: isNew, events: [])
  }
}
