import Core
import HTTP

/// Who is at the door, as far as their session says.
enum Visitor: Sendable {
  case guest
  /// A browser whose cookie is no longer good; it is taken away.
  case formerMember
  case member(Authenticated)
  /// A token that was sent to be believed and cannot be.
  case refused(any Error)

  var member: Authenticated? {
    if case .member(let authenticated) = self { authenticated } else { nil }
  }
}

/// Reads sessions: Bearer before cookie.
struct Doorkeeper: Sendable {
  let authenticator: any Authenticator

  func recognise(_ incoming: IncomingRequest) async -> Visitor {
    guard incoming.rules.policy != .open else { return .guest }
    if let token = incoming.bearer { return await authenticate(token, incoming) }
    let tokens = incoming.request.cookies(SessionCookie(isSecure: incoming.isSecure).name).filter { !$0.isEmpty }
    guard let visitor = await authenticate(anyOf: tokens.prefix(Self.triedCookies), incoming) else { return .guest }
    // A person whose session has ended is a guest who can sign in; a program is told.
    if case .refused(let error as AppError) = visitor, error.code.status == 401, incoming.wantsPage { return .formerMember }
    return visitor
  }

  /// Another server of this host may have put a cookie of our name before ours: each is tried, up to this many.
  private static let triedCookies = 8

  /// The first that is good; else the refusal that says most: that a token of ours has ended. Nil when there is none. When the server cannot
  /// say whether one is good, no other is tried.
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
