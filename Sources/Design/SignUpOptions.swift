import Core

extension SignUpMode {
  /// As forms offer them.
  public static var options: [Field.Option] {
    [
      Field.Option(open.rawValue, "Everybody"), Field.Option(invite.rawValue, "People with an invitation"),
      Field.Option(closed.rawValue, "No one"),
    ]
  }
}
