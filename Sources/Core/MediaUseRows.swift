import SQL

/// A kind of things that show members' media, such as modules of walls. The feature that has the things says who may see them, as a part of
/// one query; the feature Media knows nothing else of them.
///
/// The feature lists its kinds in `Feature.mediaUses`. With `MediaUseRepository` it claims files for a thing, holds them while the thing is
/// removed, and releases them, always in the transaction that changes the thing.
public protocol MediaUseRows: Sendable {
  /// `module`; unique among all features.
  var name: String { get }

  /// What their owner calls one of them: `a module`.
  var label: String { get }

  /// Members without this permission see none of these things.
  var permission: Permission { get }

  /// True for things that the viewer may see now. In the query `x.subject` is the id of the thing and `m` the row of `media`.
  ///
  /// - Parameter viewer: nil for a guest.
  func isVisible(to viewer: UserID?) -> SQL

  /// Where each of the things is found, for their owner.
  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String]

  /// The things go on without files that they still use: staff removed those files long ago, and they are erased later in this transaction.
  /// The things are locked before the files, as when they change. Returns what to tell.
  ///
  /// - Parameter files: The ids of the files.
  func lose(_ files: [String], of subjects: [Int64], in transaction: Transaction) async throws -> [Event]
}

extension MediaUseRows {
  public func lose(_ files: [String], of subjects: [Int64], in transaction: Transaction) async throws -> [Event] { [] }
}
