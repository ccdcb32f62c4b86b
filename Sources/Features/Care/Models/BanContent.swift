import Core

/// What becomes of what a banned member made.
enum BanContent: Hashable, Sendable {
  /// What is their own is out of sight while the ban lasts.
  case hide
  /// What they made in the last hours is removed as well.
  case remove(hours: Int64)

  static let hours: ClosedRange<Int64> = 1...720
  static let usualHours: Int64 = 24

  var word: String { self == .hide ? "hide" : "remove" }

  var hours: Int64? { if case .remove(let hours) = self { hours } else { nil } }
}
