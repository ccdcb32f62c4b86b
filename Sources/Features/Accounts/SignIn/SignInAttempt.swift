import Core

/// What a sign-in form or request holds.
public struct SignInAttempt: Sendable {
  /// E-mail address or username, as typed.
  public let login: String
  public let password: Password

  /// `field` is `login` on the page and `email` for programs, where it must be an address.
  public init(reading fields: inout Fields, login field: Field) {
    switch field {
    case .emailOrUsername: login = fields.line("login", 1...EmailAddress.maximumLength)
    case .email: login = fields.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted)
    }
    password = Password(fields.password("password"))
  }

  public enum Field: Sendable { case emailOrUsername, email }
}
