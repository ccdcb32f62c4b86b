import Core

/// Puts messages on a page until it is full, and notes how far it reaches.
struct PageWriter {
  private var page: PagePacker
  /// Whether a message was turned away.
  private(set) var isFull = false
  private(set) var lastSeq: Int64?
  private(set) var smallestID: MessageID?

  init(count: Int, bytes: Int) { page = PagePacker(count: count, bytes: bytes) }

  /// How many more messages may come.
  var remaining: Int { isFull ? 0 : page.remaining }

  mutating func take(_ messages: [Message]) {
    for message in messages where remaining > 0 {
      guard page.take(message.json) else {
        isFull = true
        return
      }
      lastSeq = message.seq
      smallestID = min(smallestID ?? message.id, message.id)
    }
  }

  /// The messages as a JSON array, as they were taken.
  var array: [UInt8] { page.array }

  /// The messages as a JSON array, the last taken first.
  var reversedArray: [UInt8] { page.reversedArray }
}
