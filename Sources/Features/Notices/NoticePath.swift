import Core
import Design

/// Where notifications are found.
enum NoticePath {
  static let list = Site.notificationsPath
  static let read = "/notifications/read"
  static let settings = Site.notificationSettingsPath
  static let saved = "/settings/notifications?saved=true"

  /// The list from before one of them.
  static func list(before last: Int64) -> String { Link("notifications", query: ["before": String(last)]).text }
}
