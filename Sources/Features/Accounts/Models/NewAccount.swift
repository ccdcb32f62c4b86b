import Core

/// What somebody asks for who signs up, within all limits; whether it is free is for the database to say.
public struct NewAccount: Sendable {
  /// The form of this kind of sign-up.
  public enum Kind: Sendable {
    /// `/signup`: everything is typed.
    case page
    /// `/api/auth/signup`: the username may be left out and is then made of the address.
    case program
    /// `/auth/register`: no username, a GitHub id instead.
    case release
    /// `/setup`: as a page, by the operator's link instead of an invitation.
    case setup
  }

  public let name: String
  /// Nil: made of the e-mail address.
  public let username: String?
  /// Lower-case.
  public let email: String
  public let githubID: String?
  public let password: Password
  /// The code of an invitation, where one is needed.
  public let invite: String?

  public init(reading fields: inout Fields, as kind: Kind) {
    name = fields.name("name", 1...100)
    switch kind {
    case .page, .setup: username = fields.parsed("username", Username.rule, placeholder: "", Username.accepted)
    case .program: username = fields.optionalParsed("username", Username.rule, Username.accepted)
    case .release: username = nil
    }
    email = fields.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted)
    githubID = kind == .release ? fields.name("github_id", 1...100) : nil
    password = Password(fields.password("password", minimumCharacters: Password.minimumCharacters))
    invite = kind == .page ? fields.optionalText("invite", 1...100) : nil
  }
}

/// What somebody shows who signs in.
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

/// What a member wants to be otherwise. At least one of it is there.
public struct ProfileChange: Sendable {
  public struct NewPassword: Sendable {
    public let current: Password
    public let wanted: Password
  }

  public let name: String?
  public let password: NewPassword?

  public init(reading fields: inout Fields) {
    name = fields.has("name") ? fields.name("name", 1...100) : nil
    if fields.has("password") {
      let wanted = fields.password("password", minimumCharacters: Password.minimumCharacters)
      password = NewPassword(current: Password(fields.password("current_password")), wanted: Password(wanted))
    } else {
      password = nil
    }
    if name == nil, password == nil { fields.refuse("name", "or password must be given") }
  }
}
