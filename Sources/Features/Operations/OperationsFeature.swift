import Care
import Composition
import Core
import Design
import Mail
import Web

/// What staff and operators see of the server: the overview and the checks.
public struct OperationsFeature: Feature {
  public static let name = "operations"
  public static let settings: [any AnySetting] = OperationsSettings.all

  private let overview: OverviewService

  public init(_ context: FeatureContext) {
    // A server starts with the schema it needs.
    let (rows, records) = (OperationsRepository(context.database), BackupRecordRepository(context.database))
    let checks = CheckService(context.config, rows, records, figures: context.figures, missingSteps: { 0 })
    let care = context.feature(CareFeature.self)
    overview = OverviewService(
      context.config, rows, records, online: context.online, figures: context.figures, cases: care.cases, appeals: care.appeals,
      letters: context.feature(MailFeature.self).letters, checks: checks)
  }

  public func routes(_ web: WebContext) -> [Route] { OverviewRoutes(overview: overview, site: web.site).routes }
}
