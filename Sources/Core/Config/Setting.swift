/// One configuration key: what docs/CONFIGURATION.md says about it, and what is checked against the environment.
public struct Setting: Sendable {
  public let key: String
  /// As the table shows it, such as `none` or `60`.
  public let defaultText: String
  public let meaning: String
  /// A value that works, for error messages.
  public let example: String
  public let isSecret: Bool

  init(_ key: String, _ defaultText: String, _ meaning: String, example: String, isSecret: Bool = false) {
    self.key = key
    self.defaultText = defaultText
    self.meaning = meaning
    self.example = example
    self.isSecret = isSecret
  }

  /// Every key the server reads, in the order docs/CONFIGURATION.md lists them.
  public static let all: [Setting] =
    [
      Setting("HOST", "127.0.0.1", "address to listen on; containers set `0.0.0.0`", example: "127.0.0.1"),
      Setting("PORT", "7860", "port to listen on; 0 takes any free one", example: "7860"),
      Setting(
        "PUBLIC_URL", "http://HOST:PORT", "canonical origin: cookies, Origin checks, absolute links", example: "https://space.example.org"),
      Setting(
        "NEOSPACE_ENV", "development", "`production` requires secrets, sends cookies over https only, logs JSON", example: "production"),
      Setting("NEOSPACE_DATA", "data/", "folder of uploads, generated secrets and the SQLite file", example: "/var/lib/neospace"),
      Setting("NEOSPACE_PUBLIC", "Public/", "folder of the static files: styles, scripts, fonts", example: "/usr/share/neospace/Public"),
      Setting(
        "DATABASE_URL", "sqlite:data/neospace.db", "`sqlite:<path>` or `postgres://user:pass@host/db`", example: "sqlite:data/neospace.db",
        isSecret: true),
      Setting(
        "REDIS_URL", "unset", "cross-node bus, shared rate limits, presence; unset keeps them in this process",
        example: "redis://127.0.0.1:6379/0", isSecret: true),
      Setting(
        "SECRET_KEY", "generated into data/secret_key", "signs sessions; 32 bytes or more, required in production",
        example: "$(openssl rand -hex 32)", isSecret: true),
      Setting(
        "TRUSTED_PROXIES", "none", "CIDRs whose `X-Forwarded-For` and `-Proto` are believed, comma-separated",
        example: "127.0.0.1/32,10.0.0.0/8"),
      Setting(
        "NEOSPACE_CORS_ORIGINS", "none", "origins whose pages may call the API with a token, comma-separated; cookies never ride along",
        example: "https://app.example.org"),
      Setting(
        "ADMIN_EMAILS", "none",
        "addresses that become administrators, once each: at sign-up, in production when confirmed by a letter (comma-separated)",
        example: "ada@example.org"),
      Setting("NEOSPACE_SIGNUP", "open", "who may sign up: `open`, `invite` or `closed`", example: "open"),
      Setting("NEOSPACE_PASSWORD_HASH", "argon2id", "scheme of new passwords: `argon2id` or `bcrypt`", example: "argon2id"),
      Setting(
        "NEOSPACE_COMMON_PASSWORDS", "none", "file of passwords to refuse, one a line", example: "/etc/neospace/common-passwords.txt"),
      Setting("NEOSPACE_THREADS", "one per core", "event loop threads", example: "2"),
      Setting("NEOSPACE_DEFLATE", "off", "`on` offers permessage-deflate on WebSockets (14 KB more per socket)", example: "off"),
      Setting("NEOSPACE_MAX_CONNECTIONS_PER_IP", "100", "simultaneous connections of one address; 0 = no limit", example: "100"),
      Setting("NEOSPACE_MAX_SOCKETS_PER_USER", "10", "simultaneous sockets of one member", example: "10"),
      Setting("NEOSPACE_MAX_ROOMS_PER_SOCKET", "50", "rooms one socket may view", example: "50"),
      Setting("NEOSPACE_MAX_ROOMS_PER_MEMBER", "100", "rooms one member may have made that still exist", example: "100"),
      Setting("NEOSPACE_MAX_ROOMS", "5000", "rooms of the whole community", example: "5000"),
      Setting("NEOSPACE_MAX_JOINED_ROOMS", "200", "rooms one member may belong to", example: "200"),
      Setting("NEOSPACE_WRITE_BATCH", "512", "writes that may share one commit to an SQLite file; 1 = each by itself", example: "512"),
      Setting("NEOSPACE_ARCHIVE_AFTER", "off", "age in days at which messages move to the archive; `off` never", example: "365"),
      Setting("NEOSPACE_LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`", example: "info"),
      Setting(
        "NEOSPACE_TEST_MODE", "off", "`on` lifts rate limits and opens `/test/echo`; refused in production or beyond loopback",
        example: "off"),
      Setting(
        "SMTP_URL", "none",
        "mail server for letters about accounts and with links for new passwords: `smtp://user:pass@host:587` or `smtps://…`",
        example: "smtps://user:pass@mail.example.org", isSecret: true),
      Setting("SMTP_FROM", "neospace@host of PUBLIC_URL", "address those letters come from", example: "door@space.example.org"),
      Setting("DOWNLOAD_FILE", "none", "the gated file: a local path", example: "/srv/release.zip"),
      Setting(
        "DOWNLOAD_FILE_URL", "none", "the gated file on another server, where `DOWNLOAD_FILE` is not set",
        example: "https://files.example.org/release.zip"),
      Setting("DOWNLOAD_FILE_TOKEN", "none", "sent as Bearer to DOWNLOAD_FILE_URL", example: "a-long-random-token", isSecret: true),
      Setting("DOWNLOAD_TOKEN_TTL", "60", "seconds a download link stays good", example: "60"),
    ] + limitSettings

  /// `NEOSPACE_LIMIT_POST_MESSAGE` and so on.
  private static let limitSettings: [Setting] = Limits.windowed.map { path in
    let limit = Limits()[keyPath: path]
    return Setting(
      limitKey(limit), limitText(limit), "\(limit.name.replacing("_", with: " ")), as `count/seconds`",
      example: limitText(limit))
  }

  static func limitKey(_ limit: Limit) -> String { "NEOSPACE_LIMIT_" + limit.name.uppercased() }

  static func limitText(_ limit: Limit) -> String {
    limit.windows.isEmpty ? "off" : limit.windows.map { "\($0.count)/\($0.span.wholeMicroseconds / 1_000_000)" }.joined(separator: ",")
  }

  static func named(_ key: String) -> Setting {
    guard let setting = all.first(where: { $0.key == key }) else { preconditionFailure("\(key) is not in Setting.all") }
    return setting
  }
}
