import SQL

/// What other features ask of sessions.
public enum SessionRows {
  /// The session has not been signed out or revoked.
  public static func isOpen(_ id: SQL) -> SQL {
    "EXISTS (SELECT 1 FROM sessions open_session WHERE open_session.id = \(id) AND open_session.revoked_at IS NULL)"
  }
}
