import Foundation
import Testing

@testable import Core

@Suite struct Configuration {
  static let key = String(repeating: "k", count: 32)

  func read(_ values: [String: String]) throws(ConfigError) -> Config {
    try Config(reading: ["SECRET_KEY": Self.key].merging(values) { _, new in new }) { _ throws(ConfigError) in
      throw ConfigError("SECRET_KEY", "was looked up")
    }
  }

  @Test func anEmptyEnvironmentGivesTheDefaultsOfTheProtocol() throws {
    let config = try read([:])
    #expect(config.host == "127.0.0.1" && config.port == 7860 && config.publicURL.description == "http://127.0.0.1:7860")
    #expect(config.database == .sqlite(path: "data/neospace.db") && config.redisURL == nil)
    #expect(config.environment == .development && config.dataFolder == "data" && config.trustedProxies.isEmpty)
    #expect(config.adminEmails.isEmpty && !config.testMode && config.downloadTokenLifetime == .seconds(60))
    #expect(config.signUp == .open && config.passwordHash == .argon2id && config.limits == Limits())
    #expect(!config.usesSecureCookies)
  }

  @Test func valuesAreTakenAsTyped() throws {
    let config = try read([
      "HOST": "0.0.0.0", "PORT": "80", "PUBLIC_URL": "https://Space.Example.org/", "NEOSPACE_DATA": "/srv/ns/",
      "NEOSPACE_ENV": "production",
      "TRUSTED_PROXIES": "10.0.0.0/8, ::1", "ADMIN_EMAILS": "Ada@Example.org, bob@example.org", "NEOSPACE_SIGNUP": "invite",
      "NEOSPACE_LIMIT_POST_MESSAGE": "5/1,7/60", "NEOSPACE_LIMIT_TYPING": "off", "NEOSPACE_MAX_CONNECTIONS_PER_IP": "0",
      "NEOSPACE_ARCHIVE_AFTER": "30", "REDIS_URL": "redis://127.0.0.1:6379/0",
    ])
    #expect(config.publicURL.description == "https://space.example.org" && config.usesSecureCookies)
    #expect(config.dataFolder == "/srv/ns" && config.database == .sqlite(path: "/srv/ns/neospace.db"))
    #expect(config.trustedProxies.count == 2 && config.adminEmails == ["ada@example.org", "bob@example.org"])
    #expect(config.limits.postMessage.windows == [.seconds(1, 5), .minute(7)] && config.limits.typing.windows.isEmpty)
    #expect(config.limits.connectionsPerAddress == 0 && config.archiveAfter == .days(30) && config.signUp == .invite)
  }

  @Test(arguments: [
    ("PORT", "http"), ("PORT", "65536"), ("PORT", "-1"), ("HOST", "example.org"), ("HOST", "10.0.0.0/8"),
    ("PUBLIC_URL", "space.example.org"),
    ("PUBLIC_URL", "https://x/path"), ("PUBLIC_URL", "ftp://x"), ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "sqlite:"),
    ("DATABASE_URL", "postgres://"), ("REDIS_URL", "localhost"), ("SECRET_KEY", "short"), ("TRUSTED_PROXIES", "10.0.0.0/33"),
    ("TRUSTED_PROXIES", "proxy"), ("ADMIN_EMAILS", "ada"), ("NEOSPACE_CORS_ORIGINS", "*"), ("NEOSPACE_CORS_ORIGINS", "https://a.org/path"),
    ("NEOSPACE_ENV", "prod"), ("NEOSPACE_SIGNUP", "maybe"),
    ("NEOSPACE_PASSWORD_HASH", "md5"), ("NEOSPACE_TEST_MODE", "perhaps"), ("NEOSPACE_MAX_CONNECTIONS_PER_IP", "many"),
    ("NEOSPACE_LIMIT_TYPING", "30"), ("NEOSPACE_LIMIT_TYPING", "0/60"), ("NEOSPACE_LIMIT_TYPING", "1/3601"),
    ("NEOSPACE_LIMIT_TYPING", ","), ("NEOSPACE_ARCHIVE_AFTER", "0"), ("DOWNLOAD_TOKEN_TTL", "0"), ("DOWNLOAD_FILE_URL", "file:///x"),
    ("SMTP_URL", "mail.example.org"), ("SMTP_FROM", "door"), ("SMTP_FROM", "a@b.org, c@d.org"),
    ("NEOSPACE_THREADS", "0"), ("NEOSPACE_LOG_LEVEL", "loud"),
  ])
  func aValueThatCannotBeUsedStopsTheStart(key: String, value: String) {
    let error = #expect(throws: ConfigError.self) { try read([key: value]) }
    guard let error else { return }
    #expect(error.key == key)
    #expect(error.description.contains(key) && error.description.contains("for example") && !error.description.contains("\n"))
    if key == "SECRET_KEY" { #expect(!error.description.contains(value)) }
  }

  @Test func anUnknownKeyOfOursStopsTheStartAndNamesTheLikeliest() {
    let error = #expect(throws: ConfigError.self) { try read(["NEOSPACE_TESTMODE": "on", "OTHER_KEY": "x"]) }
    #expect(error?.key == "NEOSPACE_TESTMODE")
    #expect(error?.problem.contains("NEOSPACE_TEST_MODE") == true)
  }

  @Test func productionNeedsASecretKey() {
    let error = #expect(throws: ConfigError.self) { try read(["NEOSPACE_ENV": "production", "SECRET_KEY": ""]) }
    #expect(error?.key == "SECRET_KEY")
  }

  @Test func testModeLiftsLimitsAndStaysOnLoopback() throws {
    #expect(try read(["NEOSPACE_TEST_MODE": "on"]).limits == .lifted)
    #expect(try read(["NEOSPACE_TEST_MODE": "on", "HOST": "::1"]).testMode)
    for more in [["HOST": "0.0.0.0"], ["HOST": "192.168.1.1"], ["NEOSPACE_ENV": "production"]] {
      #expect(throws: ConfigError.self) { try read(more.merging(["NEOSPACE_TEST_MODE": "on"]) { $1 }) }
    }
  }

  @Test func theSecretKeyIsMadeOnceAndForItsOwnerAlone() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["NEOSPACE_DATA": folder + "/data"]
    let first = try Config.load(environment: environment, folder: folder)
    #expect(first.secretKey.bytes.count >= 32)
    #expect(try Config.load(environment: environment, folder: folder).secretKey == first.secretKey)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/data/secret_key")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/data") == ["secret_key"])
    try Data("short".utf8).write(to: URL(filePath: folder + "/data/secret_key"))
    #expect(throws: ConfigError.self) { try Config.load(environment: environment, folder: folder) }
  }

  @Test func dotEnvFillsInWhatTheEnvironmentLeavesOut() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = """
      # a comment
      export PORT=8000 # the port
      HOST="127.0.0.2"
      SECRET_KEY='\(Self.key)#x'
      ADMIN_EMAILS = ada@example.org
      UNRELATED=1
      """
    try Data(text.utf8).write(to: URL(filePath: folder + "/.env"))
    let config = try Config.load(environment: ["PORT": "9000"], folder: folder)
    #expect(config.port == 9000 && config.host == "127.0.0.2" && config.secretKey.text == Self.key + "#x")
    #expect(config.adminEmails == ["ada@example.org"])
    try Data("NEOSPACE_NONSENSE=1\nSECRET_KEY=\(Self.key)\n".utf8).write(to: URL(filePath: folder + "/.env"))
    #expect(throws: ConfigError.self) { try Config.load(environment: [:], folder: folder) }
    try Data("what is this\n".utf8).write(to: URL(filePath: folder + "/.env"))
    #expect(throws: ConfigError.self) { try Config.load(environment: [:], folder: folder) }
  }

  @Test func whatIsPrintedNamesEveryKeyAndNoSecret() throws {
    let config = try read([
      "DATABASE_URL": "postgres://ada:hunter2@db/neo?password=hunter2", "REDIS_URL": "redis://:hunter2@r:6379/0",
      "DOWNLOAD_FILE_TOKEN": "hunter2", "DOWNLOAD_FILE_URL": "https://u:hunter2@files.example.org/x?key=hunter2",
    ])
    let text = config.effective
    #expect(!text.contains("hunter2") && !text.contains(Self.key))
    let printed = text.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) }
    #expect(printed == Setting.all.map(\.key))
    #expect(text.contains("NEOSPACE_LIMIT_POST_MESSAGE=60/60,20/5\n") && text.contains("DATABASE_URL=postgres://(set)@db/neo?(set)\n"))
    #expect(!"\(config.secretKey)".contains("k") || "\(config.secretKey)" == "(secret, 32 bytes)")
  }

  @Test(
    "a URL that is read in another way than it is meant stops the start, and its password is not printed",
    arguments: [
      ("DATABASE_URL", "postgres://ada:hun@ter2@db/neo"), ("DATABASE_URL", "postgres://ada:hun/ter2@db/neo"),
      ("DATABASE_URL", "postgres://ada:hun#ter2@db/neo"), ("DATABASE_URL", "postgres://ada:hun?ter2@db/neo"),
      ("DATABASE_URL", "postgres://ada:1/hunter2@db/neo"), ("DATABASE_URL", "postgres://db/neo#hunter2"),
      ("REDIS_URL", "redis://:hun@ter2@r:6379/0"), ("REDIS_URL", "redis://:hun/ter2@r:6379/0"), ("REDIS_URL", "redis://r:6379/0#hunter2"),
      ("SMTP_URL", "smtp://u:hun@ter2@mail"), ("SMTP_URL", "smtps://u:hun#ter2@mail"), ("SMTP_URL", "smtp://mail#hunter2"),
      ("DOWNLOAD_FILE_URL", "https://u:hun@ter2@files/x"), ("DOWNLOAD_FILE_URL", "https://u:hun/ter2@files/x"),
      ("DOWNLOAD_FILE_URL", "https://files/x#hunter2"), ("DOWNLOAD_FILE_URL", "https://u:hun?ter2@files/x"),
    ])
  func ambiguousURL(key: String, value: String) {
    let error = #expect(throws: ConfigError.self) { try read([key: value]) }
    #expect(error?.key == key)
    for part in ["hun", "ter2"] {
      #expect(error?.description.contains(part) == false, "\(error?.description ?? "")")
      #expect(!URLSecrets.redacted(value).contains(part), "\(URLSecrets.redacted(value))")
    }
  }

  @Test func whatIsEncodedIsTakenAndNotPrinted() throws {
    let config = try read([
      "DATABASE_URL": "postgres://ada:hun%40ter%2F2%23@[::1]:5432/neo?sslmode=require", "REDIS_URL": "redis://user:hun%40ter2@r:6379/0",
      "SMTP_URL": "smtps://ada%40x.org:hunter2@mail.example.org",
      "DOWNLOAD_FILE_URL": "https://files.example.org:8443/a@1.zip?key=hun@ter2",
    ])
    let text = config.effective
    #expect(!text.contains("hun") && !text.contains("ter2"))
    #expect(text.contains("DATABASE_URL=postgres://(set)@[::1]:5432/neo?(set)\n") && text.contains("REDIS_URL=redis://(set)@r:6379/0\n"))
    #expect(text.contains("SMTP_URL=smtps://(set)@mail.example.org\n"))
    // What follows @ in a path could as well be a host, and what precedes it a password.
    #expect(text.contains("DOWNLOAD_FILE_URL=https://(set)\n"))
  }

  @Test func filesAndFoldersAreCheckedForWhatNeedsThem() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["/public", "/data"] {
      try FileManager.default.createDirectory(atPath: folder + name, withIntermediateDirectories: true)
    }
    for name in ["/file", "/public/terms.md"] { try Data("x".utf8).write(to: URL(filePath: folder + name)) }
    let good = [
      "SECRET_KEY": Self.key, "NEOSPACE_PUBLIC": folder + "/public", "NEOSPACE_DATA": folder + "/data", "DOWNLOAD_FILE": folder + "/file",
    ]
    func load(_ more: [String: String], for use: ConfigUse) throws(ConfigError) {
      _ = try Config.load(environment: good.merging(more) { $1 }, folder: folder, for: use)
    }
    for (key, value) in [
      ("NEOSPACE_PUBLIC", "/none"), ("NEOSPACE_PUBLIC", "/file"), ("DOWNLOAD_FILE", "/none"), ("DOWNLOAD_FILE", "/data"),
      ("NEOSPACE_COMMON_PASSWORDS", "/none"), ("NEOSPACE_COMMON_PASSWORDS", "/data"), ("NEOSPACE_DATA", "/file"),
      ("NEOSPACE_DATA", "/file/data"), ("DATABASE_URL", "/data"), ("DATABASE_URL", "/file/x.db"),
    ] {
      let path = (key == "DATABASE_URL" ? "sqlite:" : "") + folder + value
      let error = #expect(throws: ConfigError.self, "\(key)=\(value)") { try load([key: path], for: .serving) }
      #expect(error?.key == key && error?.description.contains("for example \(key)=") == true)
      if key == "NEOSPACE_PUBLIC" { #expect(throws: Never.self) { try load([key: path], for: .maintenance) } }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/data").isEmpty, "nothing is written before all is known")
    #expect(throws: Never.self) { try load(["NEOSPACE_DATA": folder + "/new/data"], for: .serving) }
  }

  @Test func aDotEnvThatCannotBeReadIsNotPassedOver() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder + "/.env", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["SECRET_KEY": Self.key]
    #expect(throws: Never.self, "a folder is somebody else's") { try Config.load(environment: environment, folder: folder) }
    try FileManager.default.removeItem(atPath: folder + "/.env")
    try Data([0xFF, 0xFE, 0x41]).write(to: URL(filePath: folder + "/.env"))
    let error = #expect(throws: ConfigError.self) { try Config.load(environment: environment, folder: folder) }
    #expect(error?.description == ".env is not UTF-8; for example KEY=value")
  }

  @Test func everyKeyHasADefaultAMeaningAndAWorkingExample() throws {
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    for setting in Setting.all where setting.key != "SECRET_KEY" {
      #expect(!setting.defaultText.isEmpty && !setting.meaning.isEmpty)
      #expect(throws: Never.self) { try read([setting.key: setting.example]) }
    }
  }

  @Test func addressRangesHoldWhatTheySay() throws {
    let ten = try #require(AddressRange("10.0.0.0/8"))
    #expect(ten.contains("10.255.0.1") && ten.contains("::ffff:10.1.1.1") && !ten.contains("11.0.0.1") && !ten.contains("nonsense"))
    let one = try #require(AddressRange("192.168.1.7"))
    #expect(one.contains("192.168.1.7") && !one.contains("192.168.1.8"))
    let v6 = try #require(AddressRange("fd00::/9"))
    #expect(v6.contains("fd7f::1") && !v6.contains("fd80::1") && !v6.contains("10.0.0.1"))
    #expect(try #require(AddressRange("0.0.0.0/0")).contains("1.2.3.4"))
    for bad in ["", "/8", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/+8", "fd00::/129", "10.0.0"] { #expect(AddressRange(bad) == nil) }
    #expect(AddressRange.isLoopback("127.8.0.1") && AddressRange.isLoopback("localhost") && !AddressRange.isLoopback("0.0.0.0"))
  }

  @Test func originsCompareAsBrowsersSpellThem() {
    #expect(WebOrigin("http://localhost:80") == WebOrigin("http://LOCALHOST/"))
    #expect(WebOrigin("https://x:443")?.description == "https://x")
    #expect(WebOrigin("http://[::1]:7860")?.description == "http://[::1]:7860")
    for bad in ["null", "", "http://", "http://a b", "http://u@x", "http://x:0", "http://x:99999", "http://x/y", "http://x?y"] {
      #expect(WebOrigin(bad) == nil, "\(bad)")
    }
  }
}
