import Core

/// Tells staff of a case that has changed.
struct CaseTeller: Sendable {
  let cases: CaseRepository
  let kinds: ReportKinds

  /// What to tell, and who sees the case.
  func changed(_ id: CaseID, at now: Timestamp, in snapshot: Snapshot) async throws -> (events: [Event], watchers: [UserID]) {
    guard let record = try await cases.record(id, in: snapshot),
      let listed = try await kinds.listed([record], at: now, in: snapshot).first
    else { return ([], []) }
    let watchers = try await cases.watchers(of: record.owner, at: now, in: snapshot)
    let events = watchers.map { user, open in
      Event(type: "case_changed", audience: .user(user), data: listed.changed(open: open))
    }
    return (events, watchers.map(\.user))
  }
}
