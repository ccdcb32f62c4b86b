import Core
import Foundation
import Testing

/// docs/CONFIGURATION.md is made of the settings' declarations.
@Suite struct ConfigurationDocsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static var text: String {
    """
    # Configuration

    Settings are environment variables, read once at start. A file `.env` in the working directory is read too; the real environment wins over it.
    [.env.example](../.env.example) is one to begin with. An unknown `NEOSPACE_` key or an unusable value stops the start with one line that
    names the key, the problem and an example. `neospace config` prints the settings in effect, without secrets.

    Limits are written `count/seconds`: at most `count` in any span of that length. Several are separated by commas. `off` lifts one.

    This page is generated: `NEOSPACE_WRITE_DOCS=1 swift test --filter ConfigurationDocs`.

    | key | default | meaning |
    |---|---|---|
    \(Setting.all.map { "| `\($0.key)` | `\($0.defaultText)` | \($0.meaning) |" }.joined(separator: "\n"))

    """
  }

  @Test func thePageIsMadeOfTheDeclarations() throws {
    let file = Self.root.appending(path: "docs/CONFIGURATION.md")
    if ProcessInfo.processInfo.environment["NEOSPACE_WRITE_DOCS"] == "1" { try Data(Self.text.utf8).write(to: file) }
    let stands = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(stands == Self.text, "NEOSPACE_WRITE_DOCS=1 swift test --filter ConfigurationDocs writes docs/CONFIGURATION.md")
  }

  @Test func noKeyIsDeclaredTwice() {
    let keys = Setting.all.map(\.key)
    #expect(Set(keys).count == keys.count)
  }
}
