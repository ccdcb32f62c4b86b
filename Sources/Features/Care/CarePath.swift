import Core
import Design
import Media

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

  static let standing = Site.standingPath
  static func log(_ filter: LogFilter?, before entry: LogPosition? = nil) -> String {
    Link("moderation", query: ["action": filter?.rawValue, "before": entry.map { "\($0.cursor)" }]).text
  }

  static func appeals(_ filter: AppealFilter, before appeal: AppealID? = nil) -> String {
    Link("admin", "appeals", query: ["status": filter == .open ? nil : filter.rawValue, "before": appeal?.description]).text
  }

  static func decide(_ appeal: AppealID) -> String { Link("admin", "appeals", appeal.description, "decide").text }

  static let ask = Link("admin", "actions", "ask").text
  static let bulk = Link("admin", "actions", "bulk").text
  /// After several were banned, of whom some could not be.
  static func actions(refusing usernames: [String]) -> String {
    guard !usernames.isEmpty else { return actions }
    // As many as an address may hold.
    return Link("admin", "actions", query: ["refused": usernames.prefix(15).joined(separator: " ")]).text
  }
  static let actions = Site.adminActionsPath

  static func actions(of username: String?, _ kind: ActionKind?, before action: ActionID? = nil) -> String {
    Link("admin", "actions", query: ["username": username, "action": kind?.rawValue, "before": action?.description]).text
  }

  static func action(_ id: ActionID) -> String { Link("admin", "actions", id.description).text }

  static func media(_ file: MediaID, _ name: MediaFileName, of id: CaseID) -> String { record(id, "media", file.rawValue, name.rawValue) }

  static func record(_ id: CaseID, _ action: String...) -> String { Link(segments: ["admin", "reports", "\(id)"] + action).text }
}
