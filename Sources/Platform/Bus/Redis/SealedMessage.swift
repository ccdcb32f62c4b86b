import Crypto

/// A message as it travels through Redis, where others may publish too: under a code that only nodes with the secret can make.
///
/// ```text
/// 16 bytes  code of all that follows
///  1 byte   version
///  8 bytes  the sender's number of this message, rising, little-endian
///  1 + n    the sender
///  1 + n    the channel, so that a message of one channel cannot be repeated on another
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

  /// Whether the bytes say that they are from this sender. Nothing is proven yet: it spares a node the code of its own messages.
  static func claims(_ sender: [UInt8], _ bytes: [UInt8]) -> Bool {
    let start = KeyedHash.length + 9
    guard bytes.count > start + sender.count, Int(bytes[start]) == sender.count else { return false }
    return bytes[(start + 1)...].starts(with: sender)
  }

  /// Nil for what was not sealed with this secret for this channel.
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

/// Which messages of each sender have been heard: each counts once, and none after a later one. A pure value.
///
/// A sender that has not been heard of begins at whatever number comes first. So what a node said that has died before this one began can
/// be played again; that is why no message does harm when it is heard twice.
struct HeardNumbers {
  /// Senders remembered; a node has a new name at each start. Beyond that, those heard of longest ago are forgotten.
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
