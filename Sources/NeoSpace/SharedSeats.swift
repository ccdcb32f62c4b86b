import Bus
import Core
import Live

/// Members' sockets counted by all nodes together, in Redis: a hash per member, of node to count and the moment until which it holds.
///
/// Only somebody else can have put in what no node says: no numbers, or numbers beyond bounds. That is thrown out.
final class SharedSeats: SocketSeats {
  private static let script = """
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local node, life = ARGV[1], tonumber(ARGV[2])
    local function put(key, count)
      if count <= 0 then return redis.call('HDEL', key, node) end
      redis.call('HSET', key, node, string.format('%d %.0f', count, now + life))
      redis.call('PEXPIRE', key, life)
    end
    if ARGV[3] == 'tell' then
      for i, key in ipairs(KEYS) do put(key, tonumber(ARGV[3 + i])) end
      return 1
    end
    local mine, others = 0, 0
    local all = redis.pcall('HGETALL', KEYS[1])
    if all.err then
      redis.call('DEL', KEYS[1])
      all = {}
    end
    for i = 1, #all, 2 do
      local count, till = string.match(all[i + 1], '^(%d+) (%d+)$')
      count, till = tonumber(count), tonumber(till)
      if not till or till <= now or till > now + 60000 + life or count > 100000 then redis.call('HDEL', KEYS[1], all[i])
      elseif all[i] == node then mine = count
      else others = others + count end
    end
    if ARGV[3] == 'give' then
      put(KEYS[1], mine - 1)
      return 1
    end
    if mine + others >= tonumber(ARGV[4]) then return 0 end
    put(KEYS[1], mine + 1)
    return 1
    """

  /// Members told of in one run: Redis does nothing else meanwhile.
  private static let batch = 200

  private let redis: RedisScript
  private let namespace: RedisNamespace
  private let node: String
  private let life: String
  private let patience: Duration

  /// - Parameter life: how long what this node says is believed; several times as long as it takes to say it again.
  init(
    in namespace: RedisNamespace, on endpoint: RedisEndpoint, node: String, life: Duration = .seconds(35),
    patience: Duration = .milliseconds(250),
    changed: @escaping @Sendable (RedisChange) -> Void = { _ in }
  ) {
    self.namespace = namespace
    self.node = node
    self.life = "\(Int64(life / .milliseconds(1)))"
    self.patience = patience
    redis = RedisScript(Self.script, on: endpoint, changed: changed)
  }

  func take(_ user: UserID, limit: Int) async -> Bool {
    let reply = try? await redis.run(keys: [key(user)], [node, life, "take", "\(limit)"], timeout: patience)
    if case .integer(0) = reply { return false }
    return true
  }

  func give(_ user: UserID) {
    // Lost when Redis is away; the next telling makes it good.
    Task { _ = try? await redis.run(keys: [key(user)], [node, life, "give"], timeout: patience) }
  }

  func tell(_ counts: [UserID: Int]) async {
    let all = Array(counts)
    for start in stride(from: 0, to: all.count, by: Self.batch) {
      let some = all[start..<min(all.count, start + Self.batch)]
      let arguments = [node, life, "tell"] + some.map { "\($0.value)" }
      // Without an answer the others are not heard either: the next telling tries again.
      guard (try? await redis.run(keys: some.map { key($0.key) }, arguments, timeout: .seconds(2))) != nil else { return }
    }
  }

  var health: RedisHealth { redis.health }

  func close() { redis.close() }

  private func key(_ user: UserID) -> String { namespace.key("sockets", of: "user:\(user)") }
}
