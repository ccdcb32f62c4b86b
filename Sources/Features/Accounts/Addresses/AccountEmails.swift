import Core

/// The letters about accounts, and the post that takes them. A server without mail has none.
struct AccountEmails: Sendable {
  let queue: any MailQueue
  /// What links in letters begin with.
  let publicURL: String

  /// To the address an account signed up with.
  func welcome(_ user: User, token: String) -> Email {
    Email(
      to: user.email, subject: "Confirm your address",
      text: """
        @\(user.username) signed up at
        \(publicURL)
        with this address. If that was you, confirm the address here, within 24 hours:
        \(publicURL)\(AccountPath.confirm(token))

        If it was not you, do nothing.

        """)
  }

  /// To the address a member wants to have.
  func confirm(_ email: String, of user: User, token: String) -> Email {
    Email(
      to: email, subject: "Confirm your new address",
      text: """
        @\(user.username) at
        \(publicURL)
        wants to use this address. If that is you, confirm it here, within 24 hours:
        \(publicURL)\(AccountPath.confirm(token))

        If it is not you, do nothing: the address stays as it is.

        """)
  }

  /// To the address a member has, when a change was asked for.
  func changeAsked(_ user: User, stop token: String) -> Email {
    Email(
      to: user.email, subject: "Your address is about to change",
      text: """
        Somebody who knows the password of @\(user.username) asked for another e-mail address at
        \(publicURL)

        If that was you, there is nothing to do here.
        If it was not you, stop it here, within 72 hours. That also signs you out everywhere:
        \(publicURL)\(AccountPath.stop(token))

        """)
  }

  /// To the address that counted until now, when the new one has been confirmed.
  func changed(_ user: User, from old: String) -> Email {
    Email(
      to: old, subject: "Your address has changed",
      text: """
        @\(user.username) at
        \(publicURL)
        has another e-mail address now.

        If that was not you, use the link in the letter "Your address is about to change".

        """)
  }

  func passwordChanged(_ user: User) -> Email {
    Email(
      to: user.email, subject: "Your password has changed",
      text: """
        The password of @\(user.username) was changed at
        \(publicURL)

        If that was not you, set a new one through this page:
        \(publicURL)\(AccountPath.forgotten)

        """)
  }

  func recovery(_ user: User, token: String) -> Email {
    Email(
      to: user.email, subject: "A new password for @\(user.username)",
      text: """
        Somebody, you I hope, asked for a new password for @\(user.username) at
        \(publicURL)

        Set one here, once and within 24 hours:
        \(publicURL)\(AccountPath.recover(token))

        If it was not you, do nothing: your password stays as it is.

        """)
  }
}
