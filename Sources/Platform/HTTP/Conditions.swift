/// The conditional headers of one request, and what they mean for what is there (RFC 9110 §13.2.2).
public struct Conditions: Equatable, Sendable {
  /// What to do.
  public enum Verdict: Equatable, Sendable {
    case proceed
    /// 304 for GET and HEAD.
    case notModified
    /// 412.
    case failed
  }

  /// The header of that name, as sent; nil when absent.
  public var ifMatch: String?
  /// The header of that name, as sent; nil when absent.
  public var ifNoneMatch: String?
  /// The header of that name, as sent; nil when absent.
  public var ifModifiedSince: String?
  /// The header of that name, as sent; nil when absent.
  public var ifUnmodifiedSince: String?

  /// The conditions of headers given by hand; `Request.conditions` reads them from a request.
  public init(ifMatch: String? = nil, ifNoneMatch: String? = nil, ifModifiedSince: String? = nil, ifUnmodifiedSince: String? = nil) {
    self.ifMatch = ifMatch
    self.ifNoneMatch = ifNoneMatch
    self.ifModifiedSince = ifModifiedSince
    self.ifUnmodifiedSince = ifUnmodifiedSince
  }

  /// - Parameters:
  ///   - isSafe: GET or HEAD.
  ///   - tag: nil when the thing does not exist or has none.
  ///   - lastModified: seconds since 1970.
  public func evaluate(isSafe: Bool, tag: EntityTag?, lastModified: Int64? = nil) -> Verdict {
    if let ifMatch {
      guard let condition = EntityTagCondition(ifMatch), condition.matchesStrongly(tag) else { return .failed }
    } else if let ifUnmodifiedSince, let date = HTTPDate.parse(ifUnmodifiedSince), let lastModified, lastModified > date {
      return .failed
    }
    if let ifNoneMatch {
      if let condition = EntityTagCondition(ifNoneMatch), condition.matchesWeakly(tag) { return isSafe ? .notModified : .failed }
    } else if isSafe, let ifModifiedSince, let date = HTTPDate.parse(ifModifiedSince), let lastModified, lastModified <= date {
      return .notModified
    }
    return .proceed
  }
}
