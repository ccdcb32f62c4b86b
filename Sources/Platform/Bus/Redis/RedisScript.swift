import Synchronization

/// A Lua script on a Redis server, run over its own connection. Each run is atomic on the server.
///
/// Usable from any thread; waiting suspends the task and does not block a thread.
public final class RedisScript: Sendable {
  /// Why a run has no result. The script may have run all the same.
  public enum Failure: Error, Equatable {
    /// There was no connection, or it was lost before the answer.
    case unreachable
    case timedOut
    /// Too many runs are waiting.
    case overloaded
    /// The server answered with this error.
    case refused(String)
  }

  private let link: RedisLink
  private let text: [UInt8]
  private let digest: Digest

  private final class Digest: Sendable {
    let value = Mutex<[UInt8]?>(nil)
  }

  /// Connects at once, in the background. `changed` is called on the connection's thread and must not block.
  public init(_ text: String, on endpoint: RedisEndpoint, changed: @escaping @Sendable (RedisChange) -> Void = { _ in }) {
    self.text = Array(text.utf8)
    let (bytes, digest) = (self.text, Digest())
    self.digest = digest
    link = RedisLink(
      endpoint, options: RedisLink.Options(),
      greeting: {
        let load = RedisCommand([Array("SCRIPT".utf8), Array("LOAD".utf8), bytes])
        let done: RedisLink.Done = { result in
          if case .success(.bytes(let sha)) = result { digest.value.withLock { $0 = sha } }
        }
        return [(load, done)]
      }, changed: changed)
    link.start()
  }

  deinit { link.stop() }

  /// The state of the connection.
  public var health: RedisHealth { link.health }

  /// Runs the script. Fails at once without a connection, and after `timeout` at the latest.
  public func run(keys: [String], _ arguments: [String], timeout: Duration) async throws(Failure) -> RedisReply {
    let words = ["\(keys.count)"] + keys + arguments
    if let sha = digest.value.withLock({ $0 }) {
      switch try await send([Array("EVALSHA".utf8), sha], words, timeout) {
      // The server has forgotten its scripts (`SCRIPT FLUSH`).
      case .error(let text) where text.hasPrefix("NOSCRIPT"): break
      case .error(let text): throw .refused(text)
      case let reply: return reply
      }
    }
    let reply = try await send([Array("EVAL".utf8), text], words, timeout)
    if case .error(let text) = reply { throw .refused(text) }
    return reply
  }

  /// Closes the connection; every later run fails with `unreachable`.
  public func close() { link.stop() }

  private func send(_ start: [[UInt8]], _ words: [String], _ timeout: Duration) async throws(Failure) -> RedisReply {
    let command = RedisCommand(start + words.map { Array($0.utf8) })
    let result = await withCheckedContinuation { continuation in
      link.send(command, timeout: timeout) { continuation.resume(returning: $0) }
    }
    switch result {
    case .success(let reply): return reply
    case .failure(.lost): throw .unreachable
    case .failure(.timedOut): throw .timedOut
    case .failure(.full): throw .overloaded
    }
  }
}
