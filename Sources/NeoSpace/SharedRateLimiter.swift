import Bus
import Core

/// Limits counted by all nodes together, in Redis: at most N in any span, exact, by Redis' own clock.
///
/// One list of moments per limit and subject, newest first, as long as the largest count. Without an answer within a quarter of a
/// second this node counts alone, going on from what it has let through itself. What only somebody else can have put there, such as
/// moments yet to come, is thrown out.
final class SharedRateLimiter: RateLimiter {
  /// Gives the microseconds to wait, 0 when counted.
  private static let count = """
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local wait, most, longest = 0, 0, 0
    local weight = tonumber(ARGV[1])
    for i = 2, #ARGV, 2 do longest = math.max(longest, tonumber(ARGV[i + 1])) end
    local newest = redis.pcall('LINDEX', KEYS[1], 0)
    if newest then
      newest = type(newest) == 'string' and tonumber(newest)
      if not newest or newest > now + longest then redis.call('DEL', KEYS[1])
      elseif newest > now then now = newest end
    end
    for i = 2, #ARGV, 2 do
      local count, span = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
      local moment = tonumber(redis.call('LINDEX', KEYS[1], count - math.min(weight, count)) or nil)
      if moment then wait = math.max(wait, math.min(span, span - (now - moment))) end
      most = math.max(most, count)
    end
    if wait > 0 then return wait end
    for i = 1, math.min(weight, most) do redis.call('LPUSH', KEYS[1], string.format('%.0f', now)) end
    redis.call('LTRIM', KEYS[1], 0, most - 1)
    redis.call('PEXPIRE', KEYS[1], math.ceil(longest / 1000))
    return 0
    """

  private let script: RedisScript
  private let namespace: RedisNamespace
  private let patience: Duration
  private let local = LocalRateLimiter()

  init(
    in namespace: RedisNamespace, on endpoint: RedisEndpoint, patience: Duration = .milliseconds(250),
    changed: @escaping @Sendable (RedisChange) -> Void = { _ in }
  ) {
    self.namespace = namespace
    self.patience = patience
    script = RedisScript(Self.count, on: endpoint, changed: changed)
  }

  func admit(_ limit: Limit, weight: Int, for subject: LimitSubject, now: Timestamp) async -> Admission {
    guard let longest = limit.windows.map(\.span).max() else { return .allowed }
    let arguments = ["\(weight)"] + limit.windows.flatMap { ["\($0.count)", "\(Int64($0.span / .microseconds(1)))"] }
    guard
      let reply = try? await script.run(keys: [key(limit, subject)], arguments, timeout: patience),
      case .integer(let wait) = reply
    else { return await local.admit(limit, weight: weight, for: subject, now: now) }
    // No wait is longer than the longest span, whatever the answer says.
    guard wait <= 0 else { return .refused(retryAfter: min(.microseconds(wait), longest)) }
    // Only remembered, for the time when Redis is gone.
    _ = await local.admit(limit, weight: weight, for: subject, now: now)
    return .allowed
  }

  var health: RedisHealth { script.health }

  func close() { script.close() }

  private func key(_ limit: Limit, _ subject: LimitSubject) -> String {
    switch subject {
    case .user(let user): namespace.key("limit:\(limit.name)", of: "user:\(user)")
    case .address(let address): namespace.key("limit:\(limit.name)", of: "address:\(address)")
    case .name(let name): namespace.key("limit:\(limit.name)", of: "name:\(name)")
    }
  }
}
