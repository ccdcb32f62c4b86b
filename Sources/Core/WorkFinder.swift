/// Finds works that members refer to in messages and on walls. The feature that has the works implements it; those that show links to them
/// know nothing else of it.
public protocol WorkFinder: Sendable {
  /// The newest revision of each of these scripts that the member may see now.
  func newest(of scripts: [Int64], seenBy member: UserID, at snapshot: Snapshot) async throws -> [Int64: Int]

  /// The newest revisions of the member's own works that others may see, last saved first.
  func own(of member: UserID, limit: Int, at snapshot: Snapshot) async throws -> [OwnWork]

  /// Whether the member may show this revision to others: it lives, they see it, and it is not private.
  func mayShow(_ script: Int64, _ number: Int, member: UserID, in transaction: Transaction) async throws -> Bool
}

/// A work of a member's own, to choose from.
public struct OwnWork: Sendable {
  public let reference: WorkReference
  public let title: String

  public init(_ reference: WorkReference, titled title: String) { (self.reference, self.title) = (reference, title) }
}

/// A reference to a revision of a script, as texts hold it: `script:1234567890123@4`. What it links to is asked when it is opened.
public struct WorkReference: Hashable, Sendable {
  public let script: Int64
  public let number: Int

  public init(script: Int64, number: Int) {
    self.script = script
    self.number = number
  }

  public var text: String { "script:\(script)@\(number)" }
  public var link: String { Link("codeground", String(script), "r", String(number)).text }
}
