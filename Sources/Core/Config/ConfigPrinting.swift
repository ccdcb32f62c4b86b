extension Config {
  /// The configuration in effect, one `KEY=value` a line in the order of `Setting.all`; secrets as `(set)`, unset keys left empty.
  public var effective: String {
    Setting.all.map { "\($0.key)=\(printed($0))" }.joined(separator: "\n") + "\n"
  }

  private func printed(_ setting: Setting) -> String {
    let overridden = Limits.windowed.map { limits[keyPath: $0] }.first { Setting.limitKey($0) == setting.key }
    if let overridden { return Setting.limitText(overridden) }
    return switch setting.key {
    case "HOST": host
    case "PORT": "\(port)"
    case "PUBLIC_URL": "\(publicURL)"
    case "NEOSPACE_ENV": environment.rawValue
    case "NEOSPACE_DATA": dataFolder
    case "NEOSPACE_PUBLIC": publicFolder
    case "DATABASE_URL": Self.withoutSecrets(database)
    case "REDIS_URL": redisURL.map { URLSecrets.redacted($0.text) } ?? ""
    case "SECRET_KEY": "(set)"
    case "TRUSTED_PROXIES": trustedProxies.map(\.description).joined(separator: ",")
    case "NEOSPACE_CORS_ORIGINS": corsOrigins.map(\.description).joined(separator: ",")
    case "ADMIN_EMAILS": adminEmails.sorted().joined(separator: ",")
    case "NEOSPACE_SIGNUP": signUp.rawValue
    case "NEOSPACE_PASSWORD_HASH": passwordHash.rawValue
    case "NEOSPACE_COMMON_PASSWORDS": commonPasswords ?? ""
    case "NEOSPACE_WRITE_BATCH": "\(writeBatch)"
    case "NEOSPACE_THREADS": threads.map(String.init) ?? ""
    case "NEOSPACE_DEFLATE": deflate ? "on" : "off"
    case "NEOSPACE_MAX_CONNECTIONS_PER_IP": "\(limits.connectionsPerAddress)"
    case "NEOSPACE_MAX_SOCKETS_PER_USER": limits.socketsPerUser == .max ? "off" : "\(limits.socketsPerUser)"
    case "NEOSPACE_MAX_ROOMS_PER_SOCKET": limits.roomsPerSocket == .max ? "off" : "\(limits.roomsPerSocket)"
    case "NEOSPACE_MAX_ROOMS_PER_MEMBER": limits.roomsPerMember == .max ? "off" : "\(limits.roomsPerMember)"
    case "NEOSPACE_MAX_ROOMS": limits.rooms == .max ? "off" : "\(limits.rooms)"
    case "NEOSPACE_MAX_JOINED_ROOMS": limits.joinedRooms == .max ? "off" : "\(limits.joinedRooms)"
    case "SMTP_URL": smtpURL.map { URLSecrets.redacted($0.text) } ?? ""
    case "SMTP_FROM": smtpFrom
    case "NEOSPACE_ARCHIVE_AFTER": archiveAfter.map { "\($0.components.seconds / 86_400)" } ?? "off"
    case "NEOSPACE_LOG_LEVEL": logLevel.rawValue
    case "NEOSPACE_TEST_MODE": testMode ? "on" : "off"
    case "DOWNLOAD_FILE": downloadFile ?? ""
    case "DOWNLOAD_FILE_URL": downloadFileURL.map(URLSecrets.redacted) ?? ""
    case "DOWNLOAD_FILE_TOKEN": downloadFileToken == nil ? "" : "(set)"
    case "DOWNLOAD_TOKEN_TTL": "\(downloadTokenLifetime.components.seconds)"
    default: preconditionFailure("\(setting.key) is not printed")
    }
  }

  private static func withoutSecrets(_ location: DatabaseLocation) -> String {
    switch location {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let url): URLSecrets.redacted(url)
    }
  }
}
