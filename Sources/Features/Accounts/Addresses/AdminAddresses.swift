import Core

/// `ADMIN_EMAILS`: each address makes one administrator, namely the first account that signs up with it. The account keeps the role when it
/// changes its address.
public struct AdminAddresses: Sendable {
  /// When an address counts as belonging to the person who signs up with it.
  public enum Trust: Sendable {
    /// At once: in development.
    case atSignUp
    /// When it has been confirmed: in production.
    case onceConfirmed
  }

  /// In lower case.
  let emails: Set<String>
  let trust: Trust
  /// Tells the operator of a refused sign-up with such an address.
  let warn: @Sendable () -> Void

  public init(_ emails: Set<String> = [], trust: Trust = .atSignUp, warn: @escaping @Sendable () -> Void = {}) {
    self.emails = emails
    self.trust = trust
    self.warn = warn
  }

  func contains(_ email: String) -> Bool { !emails.isEmpty && emails.contains(email) }

  /// Changing to such an address does not give the role, and would keep its owner from signing up.
  func refuseChange(to email: String) throws(AppError) {
    if contains(email) { throw .validation("email", "is reserved for an administrator. Use another address") }
  }

  /// The refusal of a sign-up that could never be confirmed.
  func refusal() -> AppError {
    warn()
    return .validation(
      "email", "is reserved for an administrator. The operator of this server makes that account with: neospace admin setup-link")
  }
}
