import Core

extension Limit {
  static let mailTest = Limit("mail_test", .hour(20), meaning: "Test letters an administrator sends")
}
