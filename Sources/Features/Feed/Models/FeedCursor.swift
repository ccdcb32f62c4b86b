import Core

/// Where a feed goes on: after the entry of this time and id. It stays good when entries come and go.
struct FeedCursor: Hashable, Sendable {
  let createdAt: Timestamp
  let id: Int64

  var text: String { "\(createdAt.microseconds).\(id)" }

  init(createdAt: Timestamp, id: Int64) {
    self.createdAt = createdAt
    self.id = id
  }

  /// Nil if the text is not a cursor.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Int64(Substring($0)) }
    guard parts.count == 2, let moment = parts[0], let id = parts[1], id > 0 else { return nil }
    self.init(createdAt: Timestamp(microseconds: moment), id: id)
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }
}
