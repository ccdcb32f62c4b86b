import Core
import Foundation
import Testing

@testable import NeoSpace

/// docs/CONFIGURATION.md is made from the settings' declarations.
@Suite struct ConfigurationDocsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static var text: String {
    """
    # Configuration

    Settings are environment variables, read once at start. A file `.env` in the working directory is read too; a variable of the real
    environment replaces its line in that file. [.env.example](../.env.example) is a file to begin with. An unknown `NEOSPACE_` key or a value
    that cannot be used stops the start with one line: the key, the problem and an example. `neospace config` prints the settings in effect,
    without secrets.

    Limits are written `count/seconds`: at most `count` in any span of that length. Separate several with commas. `off` lifts a limit.

    This page is generated: `NEOSPACE_WRITE_DOCS=1 swift test --filter ConfigurationDocs`.

    \(Settings.groups.map(section).joined(separator: "\n"))
    """
  }

  private static func section(_ group: Settings.Group) -> String {
    """
    ## \(group.name)

    | key | default | meaning |
    |---|---|---|
    \(group.settings.map { "| `\($0.key)` | `\($0.defaultText)` | \(meaning($0)) |" }.joined(separator: "\n"))

    """
  }

  private static func meaning(_ setting: any AnySetting) -> String {
    setting is Limit ? "\(setting.meaning), as `count/seconds`" : setting.meaning
  }

  @Test func thePageIsMadeOfTheDeclarations() throws {
    let file = Self.root.appending(path: "docs/CONFIGURATION.md")
    if ProcessInfo.processInfo.environment["NEOSPACE_WRITE_DOCS"] == "1" { try Data(Self.text.utf8).write(to: file) }
    let stands = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(stands == Self.text, "NEOSPACE_WRITE_DOCS=1 swift test --filter ConfigurationDocs writes docs/CONFIGURATION.md")
  }
}
