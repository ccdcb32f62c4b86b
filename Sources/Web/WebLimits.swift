import Core

extension Limit {
  /// Counted per address, forms included.
  public static let credentials = Limit("credentials", .minute(5), meaning: "Sign-ups, sign-ins and password changes per address")
  public static let requests = Limit(
    "requests", .minute(200), .hour(5_000), meaning: "Requests without a limit of their own, per member or per address of a guest")
  public static let handshakes = Limit("handshakes", .minute(60), meaning: "WebSocket handshakes per member")
}

/// The limits of requests that belong to no feature.
public enum WebLimits {
  public static let all: [any AnySetting] = [Limit.credentials, Limit.requests, Limit.handshakes]
}
