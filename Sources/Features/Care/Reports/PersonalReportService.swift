import Core
import JSON

/// What care keeps of one member.
struct PersonalReportService: Sendable {
  let work: UnitOfWork
  let reports: ReportRepository
  let cases: CaseRepository
  let actions: ActionRepository
  let appeals: AppealRepository

  /// The member's own reports, oldest first.
  func export(of member: UserID) async throws -> [UInt8] {
    var json = JSONWriter()
    let all = try await reports.everything(of: member).reversed()
    json.array { json in for report in all { report.write(to: &json) } }
    return json.bytes
  }

  /// What staff did to the member, oldest first, without who of them it was.
  func standing(of member: UserID) async throws -> [UInt8] {
    var json = JSONWriter()
    let all = try await actions.reading { try await actions.everything(of: member, in: $0) }
    json.array { json in for action in all { action.writeStanding(to: &json) } }
    return json.bytes
  }

  func erase(_ scope: Scope, everythingOf member: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in
      try await reports.disown(member, in: transaction)
      try await actions.disown(member, in: transaction)
      try await appeals.disown(member, in: transaction)
      try await cases.eraseSnapshots(of: member, in: transaction)
    }
  }
}
