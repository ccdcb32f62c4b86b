import Foundation

extension Config {
  /// Reads the environment, and `.env` in `folder` for whatever the environment leaves unset, and checks the files and folders that
  /// `use` needs. Nothing is written before all of it is known to be usable.
  ///
  /// Generates the secret key when there is none, so `config` and `serve` agree on it.
  public static func load(
    environment: [String: String], folder: String = ".", for use: ConfigUse = .inspection
  ) throws(ConfigError) -> Config {
    var values = try dotEnv(in: folder)
    values.merge(environment) { _, real in real }
    return try Config(reading: values, for: use, secretKey: SecretKey.stored)
  }

  private static func dotEnv(in folder: String) throws(ConfigError) -> [String: String] {
    let path = (folder as NSString).appendingPathComponent(".env")
    // A folder of this name is somebody else's, such as a Python environment.
    guard ConfiguredPath(path).kind == .file else { return [:] }
    guard let file = FileManager.default.contents(atPath: path) else { throw ConfigError(dotEnvLine: nil, "cannot be read by this user") }
    guard let text = String(validating: file, as: UTF8.self) else { throw ConfigError(dotEnvLine: nil, "is not UTF-8") }
    return try DotEnv.parse(text)
  }

  /// `secretKey` is asked for the key of a data folder when none is given, after everything else has been read and checked.
  init(
    reading values: [String: String], for use: ConfigUse = .inspection, secretKey storedKey: (String) throws(ConfigError) -> Secret
  ) throws(ConfigError) {
    try self.init(reading: values)
    try requireUsablePaths(for: use)
    if secretKey.bytes.isEmpty { secretKey = try storedKey(dataFolder) }
  }

  /// The secret key is left empty when it is one of the data folder's.
  private init(reading values: [String: String]) throws(ConfigError) {
    let read = ConfigReader(values)
    try read.refuseUnknownKeys()

    let environment = try read.choice("NEOSPACE_ENV", of: Environment.self) ?? .development
    let dataFolder = Self.withoutTrailingSlash(read.text("NEOSPACE_DATA") ?? "data")
    if let given = read.text("SECRET_KEY") {
      self.init(secretKey: try SecretKey.given(given))
    } else if environment == .production {
      throw ConfigError("SECRET_KEY", "is required when NEOSPACE_ENV=production")
    } else {
      self.init(secretKey: Secret([]))
    }
    self.environment = environment
    self.dataFolder = dataFolder
    host = try read.host("HOST") ?? host
    port = try read.integer("PORT", 0...65_535) ?? port
    publicURL = try read.origin("PUBLIC_URL") ?? Self.origin(ofHost: host, port: port)
    publicFolder = Self.withoutTrailingSlash(read.text("NEOSPACE_PUBLIC") ?? publicFolder)
    database = try read.database("DATABASE_URL") ?? .sqlite(path: dataFolder + "/neospace.db")
    writeBatch = try read.integer("NEOSPACE_WRITE_BATCH", 1...65_536) ?? writeBatch
    redisURL = try read.url("REDIS_URL", schemes: ["redis"]).map { Secret($0) }
    trustedProxies = try read.list("TRUSTED_PROXIES", "must be addresses or CIDRs separated by commas") { AddressRange($0) }
    corsOrigins = try read.list("NEOSPACE_CORS_ORIGINS", "must be origins separated by commas") { WebOrigin($0) }
    adminEmails = Set(
      try read.list("ADMIN_EMAILS", "must be e-mail addresses separated by commas") { $0.contains("@") ? $0.lowercased() : nil })
    signUp = try read.choice("NEOSPACE_SIGNUP", of: SignUp.self) ?? signUp
    passwordHash = try read.choice("NEOSPACE_PASSWORD_HASH", of: PasswordHash.self) ?? passwordHash
    commonPasswords = read.text("NEOSPACE_COMMON_PASSWORDS")
    threads = try read.integer("NEOSPACE_THREADS", 1...256)
    deflate = try read.onOff("NEOSPACE_DEFLATE") ?? deflate
    smtpURL = try read.url("SMTP_URL", schemes: ["smtp", "smtps"]).map { Secret($0) }
    smtpFrom = try read.address("SMTP_FROM") ?? "neospace@\(publicURL.host)"
    archiveAfter =
      try read.orOff("NEOSPACE_ARCHIVE_AFTER") { key throws(ConfigError) in try read.integer(key, 1...36_500).map(Duration.days) } ?? nil
    logLevel = try read.choice("NEOSPACE_LOG_LEVEL", of: LogLevel.self) ?? logLevel
    downloadFile = read.text("DOWNLOAD_FILE")
    downloadFileURL = try read.url("DOWNLOAD_FILE_URL", schemes: ["http", "https"])
    downloadFileToken = read.text("DOWNLOAD_FILE_TOKEN").map { Secret($0) }
    downloadTokenLifetime = try read.integer("DOWNLOAD_TOKEN_TTL", 1...86_400).map { .seconds($0) } ?? downloadTokenLifetime

    limits.connectionsPerAddress = try read.integer("NEOSPACE_MAX_CONNECTIONS_PER_IP", 0...1_000_000) ?? limits.connectionsPerAddress
    limits.socketsPerUser = try read.integer("NEOSPACE_MAX_SOCKETS_PER_USER", 1...1_000_000) ?? limits.socketsPerUser
    limits.roomsPerSocket = try read.integer("NEOSPACE_MAX_ROOMS_PER_SOCKET", 1...10_000) ?? limits.roomsPerSocket
    limits.roomsPerMember = try read.integer("NEOSPACE_MAX_ROOMS_PER_MEMBER", 1...1_000_000) ?? limits.roomsPerMember
    limits.rooms = try read.integer("NEOSPACE_MAX_ROOMS", 1...1_000_000) ?? limits.rooms
    limits.joinedRooms = try read.integer("NEOSPACE_MAX_JOINED_ROOMS", 1...1_000_000) ?? limits.joinedRooms
    for path in Limits.windowed {
      limits[keyPath: path] = try read.limit(overriding: limits[keyPath: path])
    }

    testMode = try read.onOff("NEOSPACE_TEST_MODE") ?? false
    guard testMode else { return }
    if environment == .production { throw ConfigError("NEOSPACE_TEST_MODE", "must be off when NEOSPACE_ENV=production", example: "off") }
    if !AddressRange.isLoopback(host) { throw ConfigError("NEOSPACE_TEST_MODE", "needs HOST to be a loopback address", example: "off") }
    limits = .lifted
  }

  private static func withoutTrailingSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? withoutTrailingSlash(String(path.dropLast())) : path
  }

  private static func origin(ofHost host: String, port: Int) -> WebOrigin {
    let name = host.contains(":") ? "[\(host)]" : host
    return WebOrigin(port == 0 ? "http://\(name)" : "http://\(name):\(port)") ?? WebOrigin("http://127.0.0.1")!
  }
}
