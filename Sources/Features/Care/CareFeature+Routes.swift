import Core
import Design
import Web

extension CareFeature {
  /// All routes of care, for programs and for people.
  public func routes(site: Site) -> [Route] {
    ReportRoutes(reports: reports, site: site).routes + CaseRoutes(cases: cases, site: site).routes
      + ActionRoutes(actions: actions, site: site).routes + AppealRoutes(appeals: appeals, actions: actions, site: site).routes
      + PublicLogRoutes(log: log, site: site).routes
  }
}
