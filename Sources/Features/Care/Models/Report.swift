import Core
import JSON

public enum ReportEntity: Sendable {}
public typealias ReportID = Identifier<ReportEntity>

/// A thing, by its kind and what people call it.
public struct ReportTarget: Hashable, Sendable {
  /// Of an id, in bytes.
  static let longestID = 100

  let kind: String
  let id: String
}

/// What a member reports.
public struct ReportDraft: Hashable, Sendable {
  static let noteLengths = 0...1_000
  /// Further messages of the conversation.
  static let mostOthers = 19

  let reason: ReportReason
  let note: String
  let others: [String]
}

/// A report as who made it sees it.
public struct Report: Hashable, Sendable {
  public let id: ReportID
  public let kind: String
  public let targetID: String
  public let reason: ReportReason
  public let note: String
  public let outcome: CaseOutcome?
  public let createdAt: Timestamp
  public let closedAt: Timestamp?

  var status: String { closedAt == nil ? "open" : "closed" }
}

/// A slice of a member's reports, newest first.
public struct ReportSlice: Sendable {
  let reports: [Report]
  /// Before which the next slice begins.
  let next: ReportID?
}
