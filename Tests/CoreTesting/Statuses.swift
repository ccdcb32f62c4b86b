/// The callers of a scenario table. `others` stands for all that a row does not name.
public protocol Callers: Hashable, CaseIterable, Sendable {
  static var others: Self { get }
}

/// The expected status for each caller: `[.guest: 401, .banned: 403, .others: 200]`.
public struct Statuses<Caller: Callers>: ExpressibleByDictionaryLiteral, Sendable {
  private let named: [Caller: Int]

  public init(dictionaryLiteral statuses: (Caller, Int)...) {
    named = Dictionary(uniqueKeysWithValues: statuses)
  }

  /// - Precondition: the row names the caller, or `others`.
  public subscript(caller: Caller) -> Int {
    guard let status = named[caller] ?? named[.others] else { preconditionFailure("no status for \(caller)") }
    return status
  }
}
