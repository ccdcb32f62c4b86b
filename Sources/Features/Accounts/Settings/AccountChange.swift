import Core

/// A change of name or password, or of both. At least one is given.
public struct AccountChange: Sendable {
  public struct NewPassword: Sendable {
    public let current: Password
    public let wanted: Password
  }

  public let name: String?
  public let password: NewPassword?

  /// A new name alone.
  init(name: String) {
    self.name = name
    password = nil
  }

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
