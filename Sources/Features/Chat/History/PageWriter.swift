import Core
import JSON

/// Puts messages on a page until it is full, by count or by bytes. One message always fits.
struct PageWriter {
  private let count: Int
  private let bytes: Int
  private var encoded: [[UInt8]] = []
  private var size = 0
  /// Whether a message was turned away.
  private(set) var isFull = false
  private(set) var lastSeq: Int64?
  private(set) var smallestID: MessageID?

  init(count: Int, bytes: Int) {
    self.count = count
    self.bytes = bytes
  }

  /// How many more messages may come.
  var remaining: Int { isFull ? 0 : count - encoded.count }

  mutating func take(_ messages: [Message]) {
    for message in messages where remaining > 0 {
      let json = message.json
      guard encoded.isEmpty || size + json.count < bytes else {
        isFull = true
        return
      }
      encoded.append(json)
      size += json.count + 1
      lastSeq = message.seq
      smallestID = min(smallestID ?? message.id, message.id)
    }
  }

  /// The messages as a JSON array, as they were taken.
  func array() -> [UInt8] { array(of: encoded) }

  /// The messages as a JSON array, the last taken first.
  func reversedArray() -> [UInt8] { array(of: encoded.reversed()) }

  private func array(of messages: some Sequence<[UInt8]>) -> [UInt8] {
    var json = JSONWriter(capacity: size + 2)
    json.array { json in for message in messages { json.raw(message) } }
    return json.bytes
  }
}
