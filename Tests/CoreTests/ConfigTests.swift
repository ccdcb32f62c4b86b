import Foundation
import Testing

@testable import Core

extension Limit {
  static let notes = Limit("notes", .minute(60), .seconds(5, 20), meaning: "Notes per member")
}

extension Maximum {
  static let notes = Maximum("notes", 100, meaning: "Notes one member may keep")
  static let readers = Maximum("readers", 10, in: 0...100, meaning: "Readers of a note; 0 = no limit")
}

/// The settings of a feature that these tests make up.
enum SampleSettings {
  enum Ink: String, CaseIterable { case blue, black }

  static let ink = Setting("NEOSPACE_INK", default: Ink.blue, meaning: "`blue` or `black`", .choice())
  static let token = Setting("NOTES_TOKEN", meaning: "Token of the printer", example: "a-token", .secret)
  static let paper = Setting(
    "NOTES_PAPER", meaning: "Where paper comes from", example: "https://paper.example.org",
    SettingFormat<String>.url(schemes: ["http", "https"]))
  static let age = Setting("NEOSPACE_NOTES_AGE", default: Duration?.none, meaning: "Days", example: "30", .orOff(.days(1...365)))
  static let file = Setting("NOTES_FILE", meaning: "A file", example: "/srv/notes.txt", .readableFile)

  static let all: [any AnySetting] = [ink, token, paper, age, file, Maximum.notes, Maximum.readers, Limit.notes]
}

@Suite struct Configuration {
  static let key = String(repeating: "k", count: 32)

  func read(_ values: [String: String]) throws(ConfigError) -> Config {
    try Config(SampleSettings.all, reading: ["SECRET_KEY": Self.key].merging(values) { _, new in new }) { _ throws(ConfigError) in
      throw ConfigError(ServerSettings.secretKey, "was looked up")
    }
  }

  @Test func anEmptyEnvironmentGivesTheDefaultsOfTheProtocol() throws {
    let config = try read([:])
    #expect(config[ServerSettings.host] == "127.0.0.1" && config[ServerSettings.port] == 7860)
    #expect(config[ServerSettings.publicURL].description == "http://127.0.0.1:7860" && config[ServerSettings.redisURL] == nil)
    #expect(config[ServerSettings.database] == .sqlite(path: "data/neospace.db") && config[ServerSettings.dataFolder] == "data")
    #expect(config[ServerSettings.environment] == .development && config[ServerSettings.trustedProxies].isEmpty)
    #expect(!config[ServerSettings.testMode] && config[ServerSettings.threads] == nil && config.limits == Limits())
    #expect(config[SampleSettings.ink] == .blue && config[SampleSettings.token] == nil && config[SampleSettings.age] == nil)
    #expect(config.limits[.notes].windows == [.minute(60), .seconds(5, 20)])
    #expect(config.limits[Maximum.notes] == 100 && config.limits[.readers] == 10)
    #expect(!config.usesSecureCookies)
  }

  @Test func valuesAreTakenAsTyped() throws {
    let config = try read([
      "HOST": "0.0.0.0", "PORT": "80", "PUBLIC_URL": "https://Space.Example.org/", "NEOSPACE_DATA": "/srv/ns/",
      "NEOSPACE_ENV": "production", "TRUSTED_PROXIES": "10.0.0.0/8, ::1", "REDIS_URL": "redis://127.0.0.1:6379/0",
      "NEOSPACE_INK": "black", "NOTES_TOKEN": "secret", "NEOSPACE_NOTES_AGE": "30", "NEOSPACE_LIMIT_NOTES": "5/1,7/60",
      "NEOSPACE_MAX_NOTES": "3", "NEOSPACE_MAX_READERS": "0",
    ])
    #expect(config[ServerSettings.publicURL].description == "https://space.example.org" && config.usesSecureCookies)
    #expect(config[ServerSettings.dataFolder] == "/srv/ns" && config[ServerSettings.database] == .sqlite(path: "/srv/ns/neospace.db"))
    #expect(config[ServerSettings.trustedProxies].count == 2 && config[ServerSettings.smtpFrom] == "neospace@space.example.org")
    #expect(config[SampleSettings.ink] == .black && config[SampleSettings.token] == Secret("secret"))
    #expect(config[SampleSettings.age] == .days(30) && config.limits[Limit.notes].windows == [.seconds(1, 5), .minute(7)])
    #expect(config.limits[Maximum.notes] == 3 && config.limits[.readers] == .max)
    #expect(try read(["NEOSPACE_LIMIT_NOTES": "off"]).limits[Limit.notes].windows.isEmpty)
  }

  @Test(arguments: [
    ("PORT", "http"), ("PORT", "65536"), ("PORT", "-1"), ("HOST", "example.org"), ("HOST", "10.0.0.0/8"),
    ("PUBLIC_URL", "space.example.org"),
    ("PUBLIC_URL", "https://x/path"), ("PUBLIC_URL", "ftp://x"), ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "sqlite:"),
    ("DATABASE_URL", "postgres://"), ("REDIS_URL", "localhost"), ("SECRET_KEY", "short"), ("TRUSTED_PROXIES", "10.0.0.0/33"),
    ("TRUSTED_PROXIES", "proxy"), ("NEOSPACE_CORS_ORIGINS", "*"), ("NEOSPACE_CORS_ORIGINS", "https://a.org/path"),
    ("NEOSPACE_ENV", "prod"), ("NEOSPACE_INK", "red"), ("NEOSPACE_TEST_MODE", "perhaps"), ("NEOSPACE_MAX_NOTES", "many"),
    ("NEOSPACE_MAX_NOTES", "0"), ("NEOSPACE_MAX_READERS", "101"),
    ("NEOSPACE_LIMIT_NOTES", "30"), ("NEOSPACE_LIMIT_NOTES", "0/60"), ("NEOSPACE_LIMIT_NOTES", "1/3601"),
    ("NEOSPACE_LIMIT_NOTES", ","), ("NEOSPACE_NOTES_AGE", "0"), ("NEOSPACE_NOTES_AGE", "never"), ("NOTES_PAPER", "file:///x"),
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
    let config = try read(["NEOSPACE_TEST_MODE": "on", "NEOSPACE_LIMIT_NOTES": "5/1", "NEOSPACE_MAX_NOTES": "5"])
    #expect(config.limits == .lifted)
    #expect(config.limits[Limit.notes].windows.isEmpty && config.limits[Maximum.notes] == .max && config.limits[.readers] == .max)
    #expect(config.effective.contains("NEOSPACE_LIMIT_NOTES=off\n") && config.effective.contains("NEOSPACE_MAX_NOTES=off\n"))
    #expect(try read(["NEOSPACE_TEST_MODE": "on", "HOST": "::1"])[ServerSettings.testMode])
    for more in [["HOST": "0.0.0.0"], ["HOST": "192.168.1.1"], ["NEOSPACE_ENV": "production"]] {
      #expect(throws: ConfigError.self) { try read(more.merging(["NEOSPACE_TEST_MODE": "on"]) { $1 }) }
    }
  }

  @Test func theSecretKeyIsMadeOnceAndForItsOwnerAlone() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["NEOSPACE_DATA": folder + "/data"]
    let first = try Config.load(SampleSettings.all, environment: environment, folder: folder)
    #expect(first[ServerSettings.secretKey].bytes.count >= 32)
    #expect(
      try Config.load(SampleSettings.all, environment: environment, folder: folder)[ServerSettings.secretKey]
        == first[ServerSettings.secretKey])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/data/secret_key")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/data") == ["secret_key"])
    try Data("short".utf8).write(to: URL(filePath: folder + "/data/secret_key"))
    #expect(throws: ConfigError.self) { try Config.load(SampleSettings.all, environment: environment, folder: folder) }
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
      NEOSPACE_INK = black
      UNRELATED=1
      """
    try Data(text.utf8).write(to: URL(filePath: folder + "/.env"))
    let config = try Config.load(SampleSettings.all, environment: ["PORT": "9000"], folder: folder)
    #expect(config[ServerSettings.port] == 9000 && config[ServerSettings.host] == "127.0.0.2")
    #expect(config[ServerSettings.secretKey].text == Self.key + "#x" && config[SampleSettings.ink] == .black)
    try Data("NEOSPACE_NONSENSE=1\nSECRET_KEY=\(Self.key)\n".utf8).write(to: URL(filePath: folder + "/.env"))
    #expect(throws: ConfigError.self) { try Config.load(SampleSettings.all, environment: [:], folder: folder) }
    try Data("what is this\n".utf8).write(to: URL(filePath: folder + "/.env"))
    #expect(throws: ConfigError.self) { try Config.load(SampleSettings.all, environment: [:], folder: folder) }
  }

  @Test func whatIsPrintedNamesEveryKeyAndNoSecret() throws {
    let config = try read([
      "DATABASE_URL": "postgres://ada:hunter2@db/neo?password=hunter2", "REDIS_URL": "redis://:hunter2@r:6379/0",
      "NOTES_TOKEN": "hunter2", "NOTES_PAPER": "https://u:hunter2@files.example.org/x?key=hunter2",
    ])
    let text = config.effective
    #expect(!text.contains("hunter2") && !text.contains(Self.key))
    let printed = text.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) }
    #expect(printed == (ServerSettings.all + SampleSettings.all).map(\.key))
    #expect(text.contains("NEOSPACE_LIMIT_NOTES=60/60,20/5\n") && text.contains("DATABASE_URL=postgres://(set)@db/neo?(set)\n"))
    #expect("\(config[ServerSettings.secretKey])" == "(secret, 32 bytes)")
    #expect(try read(["NEOSPACE_MAX_READERS": "0"]).effective.contains("NEOSPACE_MAX_READERS=0\nNEOSPACE_LIMIT"))
  }

  @Test(
    "a URL that is read in another way than it is meant stops the start, and its password is not printed",
    arguments: [
      ("DATABASE_URL", "postgres://ada:hun@ter2@db/neo"), ("DATABASE_URL", "postgres://ada:hun/ter2@db/neo"),
      ("DATABASE_URL", "postgres://ada:hun#ter2@db/neo"), ("DATABASE_URL", "postgres://ada:hun?ter2@db/neo"),
      ("DATABASE_URL", "postgres://ada:1/hunter2@db/neo"), ("DATABASE_URL", "postgres://db/neo#hunter2"),
      ("REDIS_URL", "redis://:hun@ter2@r:6379/0"), ("REDIS_URL", "redis://:hun/ter2@r:6379/0"), ("REDIS_URL", "redis://r:6379/0#hunter2"),
      ("SMTP_URL", "smtp://u:hun@ter2@mail"), ("SMTP_URL", "smtps://u:hun#ter2@mail"), ("SMTP_URL", "smtp://mail#hunter2"),
      ("NOTES_PAPER", "https://u:hun@ter2@files/x"), ("NOTES_PAPER", "https://u:hun/ter2@files/x"),
      ("NOTES_PAPER", "https://files/x#hunter2"), ("NOTES_PAPER", "https://u:hun?ter2@files/x"),
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
      "NOTES_PAPER": "https://files.example.org:8443/a@1.zip?key=hun@ter2",
    ])
    let text = config.effective
    #expect(!text.contains("hun") && !text.contains("ter2"))
    #expect(text.contains("DATABASE_URL=postgres://(set)@[::1]:5432/neo?(set)\n") && text.contains("REDIS_URL=redis://(set)@r:6379/0\n"))
    #expect(text.contains("SMTP_URL=smtps://(set)@mail.example.org\n"))
    // What follows @ in a path could as well be a host, and what precedes it a password.
    #expect(text.contains("NOTES_PAPER=https://(set)\n"))
  }

  @Test func filesAndFoldersAreCheckedForWhatNeedsThem() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["/public", "/data"] {
      try FileManager.default.createDirectory(atPath: folder + name, withIntermediateDirectories: true)
    }
    for name in ["/file"] { try Data("x".utf8).write(to: URL(filePath: folder + name)) }
    let good = [
      "SECRET_KEY": Self.key, "NEOSPACE_PUBLIC": folder + "/public", "NEOSPACE_DATA": folder + "/data", "NOTES_FILE": folder + "/file",
    ]
    func load(_ more: [String: String], for use: ConfigUse) throws(ConfigError) {
      _ = try Config.load(SampleSettings.all, environment: good.merging(more) { $1 }, folder: folder, for: use)
    }
    for (key, value) in [
      ("NEOSPACE_PUBLIC", "/none"), ("NEOSPACE_PUBLIC", "/file"), ("NOTES_FILE", "/none"), ("NOTES_FILE", "/data"),
      ("NEOSPACE_DATA", "/file"),
      ("NEOSPACE_DATA", "/file/data"), ("DATABASE_URL", "/data"), ("DATABASE_URL", "/file/x.db"),
    ] {
      let path = (key == "DATABASE_URL" ? "sqlite:" : "") + folder + value
      let error = #expect(throws: ConfigError.self, "\(key)=\(value)") { try load([key: path], for: .serving) }
      #expect(error?.key == key && error?.description.contains("for example \(key)=") == true)
      if key == "NEOSPACE_PUBLIC" { #expect(throws: Never.self) { try load([key: path], for: .maintenance) } }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/data").isEmpty, "nothing is written before all is known")
    #expect(throws: Never.self) { try load(["NEOSPACE_DATA": folder + "/new/data"], for: .serving) }

    // What a feature checks besides, before the key is written.
    let new = folder + "/unwritten"
    let error = #expect(throws: ConfigError.self) {
      try Config.load([], environment: ["NEOSPACE_PUBLIC": folder + "/public", "NEOSPACE_DATA": new], folder: folder, for: .serving) {
        config throws(ConfigError) in
        throw ConfigError(ServerSettings.dataFolder, "was \(config[ServerSettings.dataFolder])")
      }
    }
    #expect(error?.problem == "was \(new)" && !FileManager.default.fileExists(atPath: new))
  }

  @Test func aDotEnvThatCannotBeReadIsNotPassedOver() throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder + "/.env", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["SECRET_KEY": Self.key]
    #expect(throws: Never.self, "a folder is somebody else's") {
      try Config.load(SampleSettings.all, environment: environment, folder: folder)
    }
    try FileManager.default.removeItem(atPath: folder + "/.env")
    try Data([0xFF, 0xFE, 0x41]).write(to: URL(filePath: folder + "/.env"))
    let error = #expect(throws: ConfigError.self) { try Config.load(SampleSettings.all, environment: environment, folder: folder) }
    #expect(error?.description == ".env is not UTF-8; for example KEY=value")
  }

  @Test func everyKeyHasADefaultAMeaningAndAWorkingExample() throws {
    let settings = ServerSettings.all + SampleSettings.all
    #expect(Set(settings.map(\.key)).count == settings.count)
    for setting in settings where setting.key != "SECRET_KEY" {
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
