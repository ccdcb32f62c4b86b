import Core
import Design

/// Addresses of this feature's pages and forms.
enum CarePath {
  static let reports = Site.reportsPath
  static let sent = Link("reports", query: ["sent": "true"]).text
  static let queue = Site.adminReportsPath

  static func reports(before report: ReportID) -> String { Link("reports", query: ["before": report.description]).text }

  static func queue(_ filter: CaseFilter, from cursor: CaseCursor? = nil) -> String {
    let status = filter == .open ? nil : filter.rawValue
    guard let cursor else { return Link("admin", "reports", query: ["status": status]).text }
    return filter == .closed
      ? Link("admin", "reports", query: ["status": status, "before": cursor.text]).text
      : Link("admin", "reports", query: ["status": status, "after": cursor.text]).text
  }

  static func record(_ id: CaseID, _ action: String...) -> String { Link(segments: ["admin", "reports", "\(id)"] + action).text }
}
