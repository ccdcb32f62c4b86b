import Accounts
import Notices
import SQL

/// Where reports and cases are kept, as the composition root hands it to `CareFeature`.
public struct CareRepositories: Sendable {
  let reports: ReportRepository
  let cases: CaseRepository
  let actions: ActionRepository
  let appeals = AppealRepository()
  let log: PublicLogRepository
  let notices: NoticeRepository
  let audit: AuditRepository

  /// - Parameter notices: of all kinds that there are.
  public init(_ database: Database, notices: NoticeRepository) {
    reports = ReportRepository(database: database)
    cases = CaseRepository(database: database)
    actions = ActionRepository(database: database)
    log = PublicLogRepository(database)
    self.notices = notices
    audit = AuditRepository(database)
  }
}
