import Core

/// A page that a node has taken to fetch, for the card of a module.
struct CardFetch: Hashable, Sendable {
  let module: ModuleID
  let owner: UserID
  let url: String
  /// From then on other nodes may take it.
  let takenUntil: Timestamp
  /// This one included.
  let attempts: Int64
  /// Whether the page's picture may become a file of the owner's.
  var ownerMayUpload = false
}
