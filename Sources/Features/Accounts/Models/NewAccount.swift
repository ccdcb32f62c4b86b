import Core

/// The fields of a new account, checked; whether its names are free is for the database to decide.
public struct NewAccount: Sendable {
  /// Where the account is made.
  public enum Kind: Sendable {
    /// `/signup`: everything is typed.
    case page
    /// `/api/auth/signup`: the username is optional, and then derived from the address.
    case program
    /// `/auth/register`: no username, but a GitHub id.
    case release
    /// `/setup`: as a page, through the operator's link instead of an invitation.
    case setup
  }

  public let name: String
  /// Nil: derived from the e-mail address.
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
