import Foundation
import Testing

@testable import Accounts
@testable import Chat
@testable import Core
@testable import Downloads
@testable import Live
@testable import NeoSpace
@testable import Tasks
@testable import Web

/// The settings and limits of the whole server, as it loads them.
@Suite struct SettingsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let key = String(repeating: "k", count: 32)

  private func read(_ values: [String: String]) throws(ConfigError) -> Config {
    try Config(Settings.others, reading: ["SECRET_KEY": Self.key].merging(values) { _, new in new }) { _ throws(ConfigError) in
      throw ConfigError(ServerSettings.secretKey, "was looked up")
    }
  }

  @Test func everyKeyHasADefaultAMeaningAndAWorkingExample() throws {
    #expect(Set(Settings.all.map(\.key)).count == Settings.all.count, "a key is declared twice")
    for setting in Settings.all where setting.key != "SECRET_KEY" {
      #expect(!setting.defaultText.isEmpty && !setting.meaning.isEmpty && !setting.meaning.contains("|"), "\(setting.key)")
      #expect(throws: Never.self) { try read([setting.key: setting.example]) }
    }
  }

  /// A setting that is declared and not listed would be unknown to the loader.
  @Test func everyDeclarationInTheSourcesIsListed() throws {
    let sources = Self.root.appending(path: "Sources")
    var declared: Set<String> = []
    for case let path as String in FileManager.default.enumerator(atPath: sources.path)! where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
      for match in code.matches(of: /static let \w+ = (Setting|Limit|Maximum)\(\s*"(\w+)"/) {
        switch match.1 {
        case "Limit": declared.insert("NEOSPACE_LIMIT_" + match.2.uppercased())
        case "Maximum": declared.insert("NEOSPACE_MAX_" + match.2.uppercased())
        default: declared.insert(String(match.2))
        }
      }
    }
    #expect(declared == Set(Settings.all.map(\.key)))
  }

  @Test func valuesAreTakenAsTyped() throws {
    let config = try read([
      "ADMIN_EMAILS": "Ada@Example.org, bob@example.org", "NEOSPACE_SIGNUP": "invite", "NEOSPACE_ARCHIVE_AFTER": "30",
      "DOWNLOAD_TOKEN_TTL": "90", "NEOSPACE_LIMIT_POST_MESSAGE": "5/1,7/60", "NEOSPACE_LIMIT_TYPING": "off",
      "NEOSPACE_LIMIT_RENAME": "2/86400", "NEOSPACE_MAX_CONNECTIONS_PER_IP": "0",
    ])
    #expect(config[AccountSettings.adminEmails] == ["ada@example.org", "bob@example.org"] && config[AccountSettings.signUp] == .invite)
    #expect(config[ChatSettings.archiveAfter] == .days(30) && config[DownloadSettings.tokenLifetime] == .seconds(90))
    #expect(config.limits[.postMessage].windows == [.seconds(1, 5), .minute(7)] && config.limits[.typing].windows.isEmpty)
    #expect(config.limits[.rename].windows == [Limit.Window(2, per: .days(1))] && config.limits[.connectionsPerAddress] == .max)
  }

  @Test(arguments: [
    ("ADMIN_EMAILS", "ada"), ("NEOSPACE_SIGNUP", "maybe"), ("NEOSPACE_PASSWORD_HASH", "md5"), ("NEOSPACE_ARCHIVE_AFTER", "0"),
    ("NEOSPACE_MAX_CONNECTIONS_PER_IP", "many"), ("NEOSPACE_MAX_ROOMS", "0"), ("NEOSPACE_LIMIT_TYPING", "1/3601"),
    ("DOWNLOAD_TOKEN_TTL", "0"), ("DOWNLOAD_FILE_URL", "file:///x"), ("DOWNLOAD_FILE_URL", "https://u:hun@ter2@files/x"),
  ])
  func aValueThatCannotBeUsedStopsTheStart(key: String, value: String) {
    let error = #expect(throws: ConfigError.self) { try read([key: value]) }
    #expect(error?.key == key && error?.description.contains("for example \(key)=") == true)
    #expect(error?.description.contains("ter2") == false)
  }

  @Test func noSecretIsPrinted() throws {
    let text = try read([
      "DOWNLOAD_FILE_TOKEN": "hunter2", "DOWNLOAD_FILE_URL": "https://u:hunter2@files.example.org/x?key=hunter2",
    ]).effective
    #expect(!text.contains("hunter2") && !text.contains(Self.key))
    #expect(text.contains("DOWNLOAD_FILE_TOKEN=(set)\n") && text.contains("NEOSPACE_SIGNUP=open\n"))
    #expect(text.split(separator: "\n").map { $0.prefix { $0 != "=" } } == Settings.all.map { Substring($0.key) })
  }

  @Test func everyLineOfTheExampleFileWorks() throws {
    let text = try String(contentsOf: Self.root.appending(path: ".env.example"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { $0.contains("=") }
    #expect(lines.count > 5)
    for line in lines {
      let parts = line.drop { $0 == "#" }.split(separator: "=", maxSplits: 1).map(String.init)
      #expect(Settings.all.contains { $0.key == parts[0] }, "\(line)")
      if parts.count == 2 { #expect(throws: Never.self, "\(line)") { try read([parts[0]: parts[1]]) } }
    }
  }

  @Test func termsThatCannotBeReadStopAServer() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "data/terms.md"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var config = Config(secretKey: Secret(Self.key))
    config[ServerSettings.dataFolder] = folder.appending(path: "none").path
    config[ServerSettings.publicFolder] = Self.root.appending(path: "Public").path
    #expect(throws: Never.self) { try Features.check(config) }
    config[ServerSettings.publicFolder] = folder.path
    #expect(throws: ConfigError(ServerSettings.publicFolder, "has no terms.md this user can read")) { try Features.check(config) }
    config[ServerSettings.dataFolder] = folder.appending(path: "data").path
    #expect(throws: ConfigError(ServerSettings.dataFolder, "has no terms.md this user can read")) { try Features.check(config) }
  }

  @Test func theTableOfTheProtocolIsWhatHolds() {
    let limits = Limits()
    #expect(limits[.postMessage].windows == [.minute(60), .seconds(5, 20)])
    #expect(limits[.requests].windows == [.minute(200), .hour(5_000)])
    #expect(limits[.credentials].windows == [.minute(5)] && limits[.tasks].windows == [.minute(100)])
    #expect(limits[.handshakes].windows == [.minute(60)] && limits[.createRoom].windows == [.hour(10)])
    for limit in [Limit.editMessage, .deleteMessage, .react] { #expect(limits[limit].windows == [.minute(20)]) }
    #expect(limits[.typing].windows == [.minute(30)] && limits[.socketMessages].windows == [.minute(300)])
    #expect(limits[.memberMessages].windows == [.minute(600)] && limits[.rename].windows == [.day(1)])
    #expect(limits[.redeemKeyByUser].windows == [.hour(10)] && limits[.redeemKeyByAddress].windows == [.hour(30)])
    #expect(limits[.socketsPerUser] == 10 && limits[.roomsPerSocket] == 50 && limits[.connectionsPerAddress] == 100)
  }
}
