import Crypto

/// A message as sent through Redis. Others may publish there too, so each message carries an authentication code that only nodes with the
/// secret can compute.
///
/// ```text
/// 16 bytes  authentication code of all that follows
///  1 byte   version
///  8 bytes  the sender's number for this message, increasing, little-endian
///  1 + n    the sender
///  1 + n    the channel, so that a message cannot be replayed on another channel
///  rest     content
/// ```
struct SealedMessage: Equatable {
  static let version: UInt8 = 1

  let sender: [UInt8]
  let number: UInt64
  let content: [UInt8]

  /// `sender` and `channel` are at most 255 bytes.
  static func seal(
    _ content: [UInt8], from sender: [UInt8], as number: UInt64, on channel: [UInt8], with authenticator: KeyedHash
  ) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(KeyedHash.length + 11 + sender.count + channel.count + content.count)
    body.append(version)
    for shift in stride(from: 0, to: 64, by: 8) { body.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    for part in [sender, channel] {
      body.append(UInt8(part.count))
      body += part
    }
    body += content
    return authenticator.code(of: body) + body
  }

  /// Whether the bytes name this sender. This proves nothing; it saves a node from checking the code of its own messages.
  static func claims(_ sender: [UInt8], _ bytes: [UInt8]) -> Bool {
    let start = KeyedHash.length + 9
    guard bytes.count > start + sender.count, Int(bytes[start]) == sender.count else { return false }
    return bytes[(start + 1)...].starts(with: sender)
  }

  /// Nil unless the bytes were sealed with this secret for this channel.
  init?(_ bytes: [UInt8], on channel: [UInt8], with authenticator: KeyedHash) {
    guard bytes.count > KeyedHash.length else { return nil }
    var rest = bytes[KeyedHash.length...]
    guard authenticator.isCode(Array(bytes.prefix(KeyedHash.length)), of: rest) else { return nil }
    guard rest.popFirst() == Self.version, rest.count >= 8 else { return nil }
    number = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest.removeFirst(8)
    guard let sender = Self.part(&rest), let named = Self.part(&rest), named == channel else { return nil }
    self.sender = sender
    content = Array(rest)
  }

  private static func part(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let length = rest.popFirst(), rest.count >= Int(length) else { return nil }
    defer { rest.removeFirst(Int(length)) }
    return Array(rest.prefix(Int(length)))
  }
}

/// Remembers the last message number of each sender, so that every message is accepted once and none after a later one. A pure value.
///
/// A new sender may begin with any number. So messages of a node that ended before this one started can be replayed. That is why every
/// message must be harmless when it is received twice.
struct HeardNumbers {
  /// The most senders remembered: a node has a new name at each start. Beyond that, the sender heard longest ago is forgotten.
  static let capacity = 256

  private var last: [[UInt8]: (number: UInt64, turn: UInt64)] = [:]
  private var turn: UInt64 = 0

  init() {}

  var count: Int { last.count }

  mutating func isNew(_ number: UInt64, of sender: [UInt8]) -> Bool {
    if let heard = last[sender], number <= heard.number { return false }
    turn &+= 1
    if last[sender] == nil, last.count >= Self.capacity, let oldest = last.min(by: { $0.value.turn < $1.value.turn }) {
      last[oldest.key] = nil
    }
    last[sender] = (number, turn)
    return true
  }
}
