import Core

/// The emails about accounts. Nil where the server sends no mail.
struct AccountEmails: Sendable {
  let queue: any MailQueue
  /// What links in emails begin with.
  let publicURL: String

  /// To the address that an account signed up with.
  func welcome(_ user: User, token: String) -> Email {
    Email(
      .welcome, to: user.email, subject: "Confirm your address",
      text: """
        @\(user.username) signed up at
        \(publicURL)
        with this address. If that was you, confirm the address here, within 24 hours:
        \(publicURL)\(AccountPath.confirm(token))

        If it was not you, do nothing.

        """)
  }

  /// To the new address of a member.
  func confirm(_ email: String, of user: User, token: String) -> Email {
    Email(
      .address, to: email, subject: "Confirm your new address",
      text: """
        @\(user.username) at
        \(publicURL)
        wants to use this address. If that is you, confirm it here, within 24 hours:
        \(publicURL)\(AccountPath.confirm(token))

        If it is not you, do nothing: the address stays as it is.

        """)
  }

  /// To the present address of a member who asked for a change.
  func changeAsked(_ user: User, stop token: String) -> Email {
    Email(
      .addressChange, to: user.email, subject: "Your address is about to change",
      text: """
        Somebody who knows the password of @\(user.username) asked for another e-mail address at
        \(publicURL)

        If that was you, there is nothing to do here.
        If it was not you, stop it here, within 72 hours. That also signs you out everywhere:
        \(publicURL)\(AccountPath.stop(token))

        """)
  }

  /// To the old address, when the new one has been confirmed.
  func changed(_ user: User, from old: String) -> Email {
    Email(
      .addressChange, to: old, subject: "Your address has changed",
      text: """
        @\(user.username) at
        \(publicURL)
        has another e-mail address now.

        If that was not you, use the link in the email "Your address is about to change".

        """)
  }

  func passwordChanged(_ user: User) -> Email {
    Email(
      .password, to: user.email, subject: "Your password has changed",
      text: """
        The password of @\(user.username) was changed at
        \(publicURL)

        If that was not you, set a new one through this page:
        \(publicURL)\(AccountPath.forgotten)

        """)
  }

  func recovery(_ user: User, token: String) -> Email {
    Email(
      .recovery, to: user.email, subject: "A new password for @\(user.username)",
      text: """
        Somebody, hopefully you, asked for a new password for @\(user.username) at
        \(publicURL)

        Set one here, once and within 24 hours:
        \(publicURL)\(AccountPath.recover(token))

        If it was not you, do nothing: your password stays as it is.

        """)
  }
}
