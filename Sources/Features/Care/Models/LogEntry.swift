import Core

/// An action, or a change of the site's settings, as everybody reads it: without names, ids and texts of the thing.
public struct LogEntry: Hashable, Sendable {
  let position: LogPosition
  let at: Timestamp
  let action: LogFilter
  /// The kind of a removed thing; `server` for settings, `member` for all else.
  let kind: String
  /// Nil for settings.
  let reason: ReportReason?
  let note: String
  /// `moderator`, `admin` or `server`, as of then.
  let by: String
  let endsAt: Timestamp?
  let undoneAt: Timestamp?
  let appeal: AppealStatus?
}

/// Where an entry stands in the log. A change of settings comes after the newest action that there was, and then in the order of changes. One
/// number says both: the cursor.
struct LogPosition: Hashable, Comparable, Sendable {
  /// Changes of settings have numbers below this.
  private static let changes: Int64 = 1 << 20

  let action: Int64
  /// 0 for the action itself.
  let change: Int64

  init(action: Int64, change: Int64 = 0) {
    self.action = action
    self.change = change
  }

  init(cursor: Int64) { self.init(action: cursor / Self.changes, change: cursor % Self.changes) }

  var cursor: Int64 { action * Self.changes + change }

  /// The id of the entry: that of the action. Changes of settings have ids far beyond, which scripts still read as whole numbers.
  var id: Int64 { change == 0 ? action : (1 << 50) + change }

  static let end = LogPosition(action: .max / changes, change: 0)

  static func < (left: Self, right: Self) -> Bool { (left.action, left.change) < (right.action, right.change) }
}

/// A slice of the public log, newest first.
public struct LogSlice: Sendable {
  let entries: [LogEntry]
  let next: LogPosition?
}

/// What entries of the public log are about.
enum LogFilter: String, CaseIterable, Sendable {
  case warn, remove, mute, ban, setting

  var label: String { ActionKind(rawValue: rawValue)?.label ?? "Setting" }
}
