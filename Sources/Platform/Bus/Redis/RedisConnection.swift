import CHiredis
import Glibc

/// A connection to Redis, signed in and ready. Used only on the thread of its link.
final class RedisConnection {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let context: UnsafeMutablePointer<redisContext>

  /// Connects, signs in, selects the database and checks that the server answers. Blocks for about `timeout` per step at most.
  init(_ endpoint: RedisEndpoint, timeout: Duration) throws(Failure) {
    let limit = timeval(tv_sec: Int(timeout.components.seconds), tv_usec: Int(timeout.components.attoseconds / 1_000_000_000_000))
    guard let context = redisConnectWithTimeout(endpoint.host, Int32(endpoint.port), limit) else {
      throw Failure(description: "out of memory")
    }
    self.context = context
    guard context.pointee.err == 0 else { throw failure }
    redisSetTimeout(context, limit)
    if let password = endpoint.password {
      try ask(endpoint.user.map { RedisCommand("AUTH", $0, password) } ?? RedisCommand("AUTH", password), "signing in")
    }
    if endpoint.database != 0 { try ask(RedisCommand("SELECT", "\(endpoint.database)"), "choosing the database") }
    try ask(RedisCommand("PING"), "saying hello")
    guard neo_redis_stop_blocking(context) == 0 else { throw Failure(description: String(cString: strerror(errno))) }
  }

  deinit { redisFree(context) }

  var descriptor: Int32 { context.pointee.fd }

  /// Appends a command to those not written yet.
  func append(_ bytes: [UInt8]) throws(Failure) {
    let status = bytes.withUnsafeBytes { redisAppendFormattedCommand(context, $0.baseAddress, $0.count) }
    guard status == REDIS_OK else { throw failure }
  }

  /// Writes as much as the socket accepts. Returns whether that was everything.
  func write() throws(Failure) -> Bool {
    var done: Int32 = 0
    guard redisBufferWrite(context, &done) == REDIS_OK else { throw failure }
    return done == 1
  }

  /// Reads the bytes that have arrived.
  func read() throws(Failure) {
    guard redisBufferRead(context) == REDIS_OK else { throw failure }
  }

  /// The next complete reply in the bytes read.
  func next() throws(Failure) -> RedisReply? {
    var raw: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(context, &raw) == REDIS_OK else { throw failure }
    guard let raw else { return nil }
    defer { freeReplyObject(raw) }
    return RedisReply(raw.assumingMemoryBound(to: redisReply.self))
  }

  private func ask(_ command: RedisCommand, _ doing: String) throws(Failure) {
    try append(command.bytes)
    var raw: UnsafeMutableRawPointer?
    guard redisGetReply(context, &raw) == REDIS_OK, let raw else { throw failure }
    defer { freeReplyObject(raw) }
    if case .error(let text) = RedisReply(raw.assumingMemoryBound(to: redisReply.self)) {
      throw Failure(description: "\(doing): \(text)")
    }
  }

  private var failure: Failure { Failure(description: String(cString: neo_redis_error(context))) }
}
