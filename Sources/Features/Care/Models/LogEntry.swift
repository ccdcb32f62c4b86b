import Core

/// An action as everybody reads it: without names, ids and texts of the thing.
public struct LogEntry: Hashable, Sendable {
  let id: ActionID
  let at: Timestamp
  let action: ActionKind
  /// The kind of a removed thing; `member` for all else.
  let kind: String
  let reason: ReportReason
  let note: String
  /// `moderator`, `admin` or `server`, as of then.
  let by: String
  let endsAt: Timestamp?
  let undoneAt: Timestamp?
  let appeal: AppealStatus?
}

/// A slice of the public log, newest first.
public struct LogSlice: Sendable {
  let entries: [LogEntry]
  let next: ActionID?
}

/// What entries of the public log are about.
enum LogFilter: String, CaseIterable, Sendable { case warn, remove, mute, ban, setting }
