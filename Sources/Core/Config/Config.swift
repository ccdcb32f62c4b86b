/// Everything the environment says, read once at start. Nothing else reads the environment.
public struct Config: Sendable {
  public enum Environment: String, CaseIterable, Sendable { case development, production }
  public enum SignUp: String, CaseIterable, Sendable { case open, invite, closed }
  public enum PasswordHash: String, CaseIterable, Sendable { case argon2id, bcrypt }
  public enum LogLevel: String, CaseIterable, Sendable { case debug, info, warning, error }

  public var host = "127.0.0.1"
  public var port = 7860
  public var publicURL = WebOrigin("http://127.0.0.1:7860")!
  public var environment = Environment.development
  /// Without a trailing slash.
  public var dataFolder = "data"
  /// Without a trailing slash.
  public var publicFolder = "Public"
  public var database = DatabaseLocation.sqlite(path: "data/neospace.db")
  /// How many writes may share one commit to an SQLite file.
  public var writeBatch = 512
  public var redisURL: Secret?
  public var secretKey: Secret
  public var trustedProxies: [AddressRange] = []
  /// Whose pages may call the API with a token of their own.
  public var corsOrigins: [WebOrigin] = []
  /// Lower-case.
  public var adminEmails: Set<String> = []
  public var signUp = SignUp.open
  public var passwordHash = PasswordHash.argon2id
  public var commonPasswords: String?
  /// Nil: one per core.
  public var threads: Int?
  public var deflate = false
  public var limits = Limits()
  /// Of the mail server; nil: no mail is sent.
  public var smtpURL: Secret?
  /// The sender of what is sent.
  public var smtpFrom = "neospace@127.0.0.1"
  public var archiveAfter: Duration?
  public var logLevel = LogLevel.info
  public var testMode = false
  public var downloadFile: String?
  public var downloadFileURL: String?
  public var downloadFileToken: Secret?
  public var downloadTokenLifetime: Duration = .seconds(60)

  /// A development configuration with this key; tests start here.
  public init(secretKey: Secret) { self.secretKey = secretKey }

  /// Session cookies carry `Secure` and the `__Host-` prefix.
  public var usesSecureCookies: Bool { environment == .production || publicURL.isSecure }
}
