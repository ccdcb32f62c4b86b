import Core

/// Who may use a route at all. What they may do with it is the service's question.
public enum Policy: Hashable, Sendable {
  /// Everybody, and nobody asks who: health, static files. Neither session nor ban is looked at.
  case open
  /// Guests and members; the scope says which.
  case anyone
  /// Members.
  case signedIn
  /// Whoever holds the permission. A guest is asked to sign in first, unless guests hold it.
  case permission(Permission)
  /// Programs on this machine, or members who hold `admin`.
  case loopbackOrAdmin

  /// Throws `UNAUTHORIZED` or `FORBIDDEN` to whoever may not.
  func check(_ scope: Scope, isLocal: @autoclosure () -> Bool) throws(AppError) {
    switch self {
    case .open, .anyone: return
    case .signedIn: if scope.member == nil { throw .unauthorized }
    case .permission(let permission): try scope.require(permission)
    case .loopbackOrAdmin: if !isLocal() { try scope.require(.admin) }
    }
  }

  var needsSession: Bool {
    switch self {
    case .open, .anyone, .loopbackOrAdmin: false
    case .signedIn: true
    case .permission(let permission): !Role.guest.permissions.contains(permission)
    }
  }
}
