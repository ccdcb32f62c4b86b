import Core

/// Who may use a route at all. The service decides the rest.
public enum Policy: Hashable, Sendable {
  /// Everybody, without reading the session: health, static files. Bans do not matter.
  case open
  /// Guests and members.
  case anyone
  /// Members.
  case signedIn
  /// Callers with the permission. Guests are asked to sign in first, unless they have it.
  case permission(Permission)
  /// Callers with the permission, for things of which guests see some. The service answers guests `UNAUTHORIZED` for everything that they
  /// do not see, so that they cannot tell what exists.
  case visible(Permission)
  /// Programs on this machine, or members with `admin`.
  case loopbackOrAdmin

  /// Throws `UNAUTHORIZED` for guests where they have to sign in first.
  func checkSession(_ scope: Scope) throws(AppError) { if needsSession, scope.member == nil { throw .unauthorized } }

  /// Throws `UNAUTHORIZED` or `FORBIDDEN` for callers who may not.
  func check(_ scope: Scope, isLocal: @autoclosure () -> Bool) throws(AppError) {
    switch self {
    case .open, .anyone: return
    case .signedIn: if scope.member == nil { throw .unauthorized }
    case .permission(let permission), .visible(let permission): try scope.require(permission)
    case .loopbackOrAdmin: if !isLocal() { try scope.require(.admin) }
    }
  }

  var needsSession: Bool {
    switch self {
    case .open, .anyone, .loopbackOrAdmin: false
    case .signedIn: true
    case .permission(let permission), .visible(let permission): !Role.guest.permissions.contains(permission)
    }
  }
}
