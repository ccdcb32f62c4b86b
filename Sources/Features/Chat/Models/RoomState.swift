import Core
import Crypto
import Encoding

/// The messages of a room as digests, for clients that compare their copy with it.
public struct RoomState: Sendable {
  /// The most messages that are told of: the newest ones.
  static let most = 2_000

  struct Item: Sendable {
    let id: MessageID
    let seq: Int64
    let digest: String
  }

  let room: RoomName
  let epoch: String
  let seq: Int64
  let from: MessageID
  /// Ascending by id.
  let items: [Item]
  /// Whether there are older ones from `from` on.
  let isTruncated: Bool
}

extension RoomState.Item {
  init(_ message: Message) {
    self.init(id: message.id, seq: message.seq, digest: Hex.encode(SHA256.digest(of: message.fragment).prefix(8)))
  }
}

/// Where a room stands.
public struct RoomPosition: Sendable {
  public let id: RoomID
  public let room: String
  public let epoch: String
  public let seq: Int64
}
