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

  func recognise(_ arrival: Arrival) async -> Visitor {
    guard arrival.rules.policy != .open else { return .guest }
    if let token = arrival.bearer { return await authenticate(token, arrival) }
    let cookie = SessionCookie(isSecure: arrival.isSecure)
    guard let token = arrival.request.cookie(cookie.name), !token.isEmpty else { return .guest }
    let visitor = await authenticate(token, arrival)
    // A person whose session has ended is a guest who can sign in; a program is told.
    if case .refused(let error as AppError) = visitor, error.code.status == 401, arrival.wantsPage { return .formerMember }
    return visitor
  }

  private func authenticate(_ token: String, _ arrival: Arrival) async -> Visitor {
    do {
      return .member(try await authenticator.authenticate(token: token, now: arrival.now))
    } catch {
      return .refused(error)
    }
  }
}
