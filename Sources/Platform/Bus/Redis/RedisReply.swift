import CHiredis

/// A reply from Redis.
public enum RedisReply: Sendable, Equatable {
  case bytes([UInt8])
  case status(String)
  case integer(Int64)
  case array([RedisReply])
  case none
  /// The command was refused. The text begins with a word in capitals, such as `NOSCRIPT`.
  case error(String)

  /// The text of bytes or of a status; nil for anything else.
  public var text: String? {
    switch self {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    default: nil
    }
  }

  /// Copies the reply; the caller still has to free it.
  init(_ reply: UnsafePointer<redisReply>) {
    func bytes() -> [UInt8] {
      guard let text = reply.pointee.str else { return [] }
      return Array(UnsafeRawBufferPointer(start: text, count: Int(reply.pointee.len)))
    }
    switch reply.pointee.type {
    case REDIS_REPLY_STRING: self = .bytes(bytes())
    case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes(), as: UTF8.self))
    case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes(), as: UTF8.self))
    case REDIS_REPLY_INTEGER: self = .integer(reply.pointee.integer)
    case REDIS_REPLY_ARRAY:
      self = .array((0..<Int(reply.pointee.elements)).compactMap { reply.pointee.element[$0].map { RedisReply($0) } })
    default: self = .none
    }
  }
}

/// A command in the bytes that are sent.
struct RedisCommand {
  let bytes: [UInt8]

  init(_ words: [[UInt8]]) {
    var bytes = Array("*\(words.count)\r\n".utf8)
    bytes.reserveCapacity(words.reduce(16) { $0 + $1.count + 16 })
    for word in words {
      bytes += "$\(word.count)\r\n".utf8
      bytes += word
      bytes += "\r\n".utf8
    }
    self.bytes = bytes
  }

  init(_ words: String...) { self.init(words.map { Array($0.utf8) }) }
}
