/// The answer of a limit.
public enum Admission: Equatable, Sendable {
  case allowed
  /// Asking again after this long is allowed, if nothing else is counted meanwhile.
  case refused(retryAfter: Duration)

  /// Throws `RATE_LIMITED` when refused.
  public func require() throws(AppError) {
    if case .refused(let retryAfter) = self { throw .rateLimited(retryAfter: retryAfter) }
  }
}

/// Whose actions a limit counts.
public enum LimitSubject: Hashable, Sendable {
  case user(UserID)
  case address(ClientNetwork)
  /// Anything else, such as the digest of an e-mail address.
  case name(String)
}

/// Counts what people do. In-process here; shared by all nodes over Redis when there is one, hence asynchronous.
public protocol RateLimiter: Sendable {
  /// Counts `weight` more for the subject, all or nothing, unless that would pass the limit. What weighs more than the whole limit
  /// counts as the whole limit. A limiter that cannot reach its store allows.
  func admit(_ limit: Limit, weight: Int, for subject: LimitSubject, now: Timestamp) async -> Admission
}

extension RateLimiter {
  /// Counts one more for the subject, unless the limit is reached.
  public func admit(_ limit: Limit, for subject: LimitSubject, now: Timestamp) async -> Admission {
    await admit(limit, weight: 1, for: subject, now: now)
  }

  /// Counts one more, or throws `RATE_LIMITED`.
  public func require(_ limit: Limit, for subject: LimitSubject, now: Timestamp) async throws {
    try await admit(limit, for: subject, now: now).require()
  }
}
