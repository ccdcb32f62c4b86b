import Core

extension Limit {
  public static let addressLetters = Limit(
    "address_letters", .hour(10), meaning: "E-mails sent for changes of address, per member and per address they go to")
  /// Counted in the database, so it also holds across restarts.
  public static let rename = Limit("rename", .day(1), longestSpan: .days(1), meaning: "Changes of username per member")
}

public enum AccountSettings {
  enum PasswordHash: String, CaseIterable, Sendable { case argon2id, bcrypt }

  /// Lower-case.
  public static let adminEmails = Setting(
    "ADMIN_EMAILS", default: [String](), shownAs: "none",
    meaning: "Addresses, comma-separated, whose accounts become administrators at sign-up; in production when the address is confirmed",
    example: "ada@example.org",
    .list("must be e-mail addresses separated by commas") { $0.contains("@") ? $0.lowercased() : nil })
  public static let signUp = Setting(
    "NEOSPACE_SIGNUP", default: SignUpMode.open, meaning: "Who may sign up: `open`, `invite` or `closed`", .choice())
  static let passwordHash = Setting(
    "NEOSPACE_PASSWORD_HASH", default: PasswordHash.argon2id, meaning: "Scheme of new passwords: `argon2id` or `bcrypt`", .choice())
  static let commonPasswords = Setting(
    "NEOSPACE_COMMON_PASSWORDS", meaning: "File of passwords to refuse, one per line", example: "/etc/neospace/common-passwords.txt",
    .readableFile)

  static let all: [any AnySetting] = [adminEmails, signUp, passwordHash, commonPasswords, Limit.rename, Limit.addressLetters]
}
