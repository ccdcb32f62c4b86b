import Core
import HTTP

/// The cookie of a signed-in browser. It holds the session's token.
public struct SessionCookie: Sendable {
  public let isSecure: Bool

  public init(isSecure: Bool) { self.isSecure = isSecure }

  public var name: String { isSecure ? "__Host-session" : "session" }

  /// Puts the token into the browser.
  public func carrying(_ token: String, for lifetime: Duration) -> SetCookie {
    SetCookie(name: name, value: token, maxAge: Int(lifetime.components.seconds), secure: isSecure)
  }

  /// Takes it out again.
  public var removal: SetCookie { SetCookie(name: name, value: "", maxAge: 0, secure: isSecure) }
}

extension Call {
  /// The cookie's name and attributes for this request's scheme: `response.with(call.sessionCookie.carrying(token, for: …))`.
  public var sessionCookie: SessionCookie { SessionCookie(isSecure: isSecure) }
}
