import SQL

/// Something that a new member does first, as their own wall proposes it until they hide it. The feature to which it belongs says in SQL how it
/// is known to be done, so that one query answers for the steps of all features.
///
/// The condition looks at a few rows by their keys. What no index tells is recorded when it is done, in a row for each member.
public protocol FirstStepRows: Sendable {
  /// As the link says it: "Say hello".
  var title: String { get }
  /// Where it is done.
  func path(for username: String) -> String
  /// True once the member has done it.
  func isDone(by user: UserID) -> SQL
}
