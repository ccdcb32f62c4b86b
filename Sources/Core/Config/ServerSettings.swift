/// The settings of the server itself. Those of a feature are declared in the feature.
public enum ServerSettings {
  public static let host = Setting(
    "HOST", default: "127.0.0.1", meaning: "Address to listen on; containers set `0.0.0.0`", .host)
  public static let port = Setting(
    "PORT", default: 7860, meaning: "Port to listen on; 0 takes any free one", .integer(0...65_535))
  public static let publicURL = Setting(
    "PUBLIC_URL", default: "http://HOST:PORT", from: { origin(ofHost: $0[host], port: $0[port]) },
    meaning: "Address of the site, for cookies, `Origin` checks and absolute links", example: "https://space.example.org", .origin)
  public static let environment = Setting(
    "NEOSPACE_ENV", default: Config.Environment.development,
    meaning: "`development` or `production`, which requires secrets, sends cookies over https only and logs JSON", example: "production",
    .choice())
  /// Without a trailing slash.
  public static let dataFolder = Setting(
    "NEOSPACE_DATA", default: "data", shownAs: "data/", meaning: "Folder of uploads, generated secrets and the SQLite file",
    example: "/var/lib/neospace", .writableFolder)
  /// Without a trailing slash.
  public static let publicFolder = Setting(
    "NEOSPACE_PUBLIC", default: "Public", shownAs: "Public/", meaning: "Folder of the static files: styles, scripts, fonts",
    example: "/usr/share/neospace/Public", .readableFolder)
  public static let database = Setting(
    "DATABASE_URL", default: "sqlite:data/neospace.db", from: { .sqlite(path: $0[dataFolder] + "/neospace.db") },
    meaning: "`sqlite:<path>` or `postgres://user:pass@host/db`", example: "sqlite:data/neospace.db", .database)
  public static let redisURL = Setting(
    "REDIS_URL", unset: "unset",
    meaning: "Redis server for messages between nodes, shared limits and presence; without it they stay in this process",
    example: "redis://127.0.0.1:6379/0", SettingFormat<Secret>.url(schemes: ["redis"]))
  /// Empty until the loader has read it from the data folder.
  public static let secretKey = Setting(
    "SECRET_KEY", default: Secret([]), shownAs: "generated into data/secret_key",
    meaning: "Key that signs sessions: at least 32 bytes, required in production", example: "$(openssl rand -hex 32)", SecretKey.format)
  public static let trustedProxies = Setting(
    "TRUSTED_PROXIES", default: [AddressRange](), shownAs: "none",
    meaning: "CIDRs whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, comma-separated", example: "127.0.0.1/32,10.0.0.0/8",
    .list("must be addresses or CIDRs separated by commas") { AddressRange($0) })
  public static let corsOrigins = Setting(
    "NEOSPACE_CORS_ORIGINS", default: [WebOrigin](), shownAs: "none",
    meaning: "Origins whose pages may call the API with a token, comma-separated; cookies are never accepted from them",
    example: "https://app.example.org", .list("must be origins separated by commas") { WebOrigin($0) })
  public static let threads = Setting(
    "NEOSPACE_THREADS", unset: "one per core", meaning: "Event loop threads", example: "2", .integer(1...256))
  public static let deflate = Setting(
    "NEOSPACE_DEFLATE", default: false, meaning: "`on` offers permessage-deflate on WebSockets (14 KB more per socket)", .onOff)
  public static let writeBatch = Setting(
    "NEOSPACE_WRITE_BATCH", default: 512, meaning: "Writes that may share one commit to an SQLite file; 1 commits each by itself",
    .integer(1...65_536))
  public static let logLevel = Setting(
    "NEOSPACE_LOG_LEVEL", default: Config.LogLevel.info, meaning: "`debug`, `info`, `warning` or `error`", .choice())
  public static let smtpURL = Setting(
    "SMTP_URL", meaning: "Mail server: `smtp://user:pass@host:587` or `smtps://…`; without it no mail is sent",
    example: "smtps://user:pass@mail.example.org", SettingFormat<Secret>.url(schemes: ["smtp", "smtps"]))
  public static let smtpFrom = Setting(
    "SMTP_FROM", default: "neospace@host of PUBLIC_URL", from: { "neospace@\($0[publicURL].host)" }, meaning: "Sender of the mail",
    example: "door@space.example.org", .emailAddress)
  /// Without a trailing slash.
  public static let backupFolder = Setting(
    "NEOSPACE_BACKUP_DIR", unset: "none", meaning: "Folder into which the server makes backups by itself; unset makes none",
    example: "/var/backups/neospace", .writableFolder)
  public static let backupHours = Setting(
    "NEOSPACE_BACKUP_EVERY", default: 24, meaning: "Hours between the backups that the server makes", .integer(1...8_760))
  public static let backupsKept = Setting(
    "NEOSPACE_BACKUP_KEEP", default: 7,
    meaning: "Backups made by the server that are kept; older ones are erased after a newer one was verified",
    .integer(1...10_000))
  public static let diskReserve = Setting(
    "NEOSPACE_DISK_RESERVE", default: 256,
    meaning: "MiB that stay free on the disk of the data folder; with less, uploads and imports get 503, and administrators are told",
    .integer(1...1_000_000))
  public static let testMode = Setting(
    "NEOSPACE_TEST_MODE", default: false,
    meaning: "`on` lifts all limits and opens `/test/echo`; refused in production and on an address other than loopback", .onOff)

  /// In the order docs/CONFIGURATION.md lists them. A default that follows from another setting comes after it.
  public static let all: [any AnySetting] = [
    host, port, publicURL, environment, dataFolder, publicFolder, database, redisURL, secretKey, trustedProxies, corsOrigins, threads,
    deflate, writeBatch, logLevel, smtpURL, smtpFrom, backupFolder, backupHours, backupsKept, diskReserve,
    testMode,
  ]

  private static func origin(ofHost host: String, port: Int) -> WebOrigin {
    let name = host.contains(":") ? "[\(host)]" : host
    return WebOrigin(port == 0 ? "http://\(name)" : "http://\(name):\(port)") ?? WebOrigin("http://127.0.0.1")!
  }
}
