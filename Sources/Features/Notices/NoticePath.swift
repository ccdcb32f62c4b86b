import Core
import Design

/// Where notifications are found.
enum NoticePath {
  static let list = Site.notificationsPath
  static let read = "/notifications/read"
  static let settings = Site.notificationSettingsPath
  static let saved = "/settings/notifications?saved=true"

  /// Where a digest is stopped. The address carries the token: mail programs post to it without a body of ours.
  static func stop(_ token: String) -> String { Link("digest", "stop", query: ["token": token]).text }

  /// The list from before one of them.
  static func list(before last: Int64) -> String { Link("notifications", query: ["before": String(last)]).text }
}
