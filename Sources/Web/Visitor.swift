import Core
import HTTP

/// Who makes a request, according to the session.
enum Visitor: Sendable {
  case guest
  /// A browser whose session has ended. The answer removes its cookie.
  case formerMember
  case member(Authenticated)
  /// A token that is not valid.
  case refused(any Error)

  var member: Authenticated? {
    if case .member(let authenticated) = self { authenticated } else { nil }
  }
}

/// Reads the session of a request: Bearer before cookie.
struct SessionReader: Sendable {
  let authenticator: any Authenticator

  func visitor(of incoming: IncomingRequest) async -> Visitor {
    guard incoming.rules.policy != .open else { return .guest }
    if let token = incoming.bearer { return await authenticate(token, incoming) }
    let tokens = incoming.request.cookies(SessionCookie(isSecure: incoming.isSecure).name).filter { !$0.isEmpty }
    guard let visitor = await authenticate(anyOf: tokens.prefix(Self.triedCookies), incoming) else { return .guest }
    // For people, an ended session means that they are signed out; programs get the error.
    if case .refused(let error as AppError) = visitor, error.code.status == 401, incoming.wantsPage { return .formerMember }
    return visitor
  }

  /// Another server on this host may have set a cookie of the same name: each is tried, up to this many.
  private static let triedCookies = 8

  /// The first valid token; otherwise the most specific refusal, which is that our own token has expired. Nil without tokens. If the server
  /// cannot check one, it tries no other.
  private func authenticate(anyOf tokens: some Sequence<String>, _ incoming: IncomingRequest) async -> Visitor? {
    var refused: Visitor?
    for token in tokens {
      let visitor = await authenticate(token, incoming)
      guard case .refused(let error as AppError) = visitor, error.code.status == 401 else { return visitor }
      if refused == nil || error.code == .authInvalid { refused = visitor }
    }
    return refused
  }

  private func authenticate(_ token: String, _ incoming: IncomingRequest) async -> Visitor {
    do {
      return .member(try await authenticator.authenticate(token: token, now: incoming.now))
    } catch {
      return .refused(error)
    }
  }
}
