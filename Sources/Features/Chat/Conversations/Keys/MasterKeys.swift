import Core
import Crypto
import Encoding

/// The operator's keys, under which the keys of conversations are wrapped: the one for everything new, and earlier ones that still open.
public struct MasterKeys: Sendable {
  let current: SealingKey
  private let byID: [String: SealingKey]

  public init(current: SealingKey, old: [SealingKey] = []) {
    self.current = current
    byID = Dictionary((old + [current]).map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// The key for everything new, as `NEOSPACE_DM_KEY` takes it.
  public var hex: String { Hex.encode(current.bytes) }

  var currentID: String { current.id }

  /// The ids of all keys that open.
  var ids: [String] { byID.keys.sorted() }

  func wrap(_ key: SealingKey, of room: RoomID) -> WrappedKey {
    WrappedKey(bytes: current.seal(key.bytes, for: Self.context(of: room)), master: current.id)
  }

  /// Nil if the master key is unknown, or if the bytes are not as they were wrapped for this conversation.
  func unwrap(_ wrapped: WrappedKey, of room: RoomID) -> SealingKey? {
    guard let bytes = byID[wrapped.master]?.open(wrapped.bytes, for: Self.context(of: room)), bytes.count == SealingKey.length else {
      return nil
    }
    return SealingKey(bytes)
  }

  private static func context(of room: RoomID) -> [UInt8] {
    [ConversationSeal.version] + room.rawValue.bigEndianBytes + Array("key".utf8)
  }
}

/// The key of a conversation as its row holds it.
struct WrappedKey: Sendable {
  let bytes: [UInt8]
  /// The id of the master key.
  let master: String
}

extension Int64 {
  var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> Int64(56 - 8 * $0)) } }
}
