import Accounts
import Core
import Media
import Notices

/// Reports and what staff do about them, as the composition root builds it.
public struct CareFeature: Sendable {
  public let reports: ReportService
  public let cases: CaseService
  public let actions: ActionService
  public let appeals: AppealService
  let bans: BanSweepService
  let log: PublicLogService
  let personal: PersonalReportService

  /// - Parameters:
  ///   - reportables: the kinds of things that can be reported.
  ///   - tokens: by which banned members appeal.
  public init(
    work: UnitOfWork, repositories rows: CareRepositories, moderation: ModerationService, media: MediaService,
    reportables: [any Reportable],
    tokens: AppealTokens
  ) {
    let kinds = ReportKinds(reportables)
    let teller = CaseTeller(cases: rows.cases, kinds: kinds)
    reports = ReportService(
      work: work, kinds: kinds, reports: rows.reports, cases: rows.cases, teller: teller, notices: rows.notices)
    cases = CaseService(
      work: work, kinds: kinds, media: media, cases: rows.cases, reports: rows.reports, actions: rows.actions, teller: teller,
      notices: rows.notices,
      audit: rows.audit)
    actions = ActionService(
      work: work, kinds: kinds, actions: rows.actions, appeals: rows.appeals, cases: rows.cases, caseService: cases, moderation: moderation,
      notices: rows.notices, audit: rows.audit)
    bans = BanSweepService(work: work, kinds: kinds, sweeps: actions.sweeps, cases: rows.cases)
    appeals = AppealService(
      work: work, tokens: tokens, actions: rows.actions, appeals: rows.appeals, actionService: actions, moderation: moderation,
      notices: rows.notices, audit: rows.audit)
    log = PublicLogService(log: rows.log)
    personal = PersonalReportService(work: work, reports: rows.reports, cases: rows.cases, actions: rows.actions, appeals: rows.appeals)
  }
}
