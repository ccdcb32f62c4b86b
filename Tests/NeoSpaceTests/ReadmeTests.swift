import Core
import Foundation
import Testing

/// README is the one table of keys; it cannot fall behind.
@Suite struct ReadmeTests {
  @Test func readmeListsEveryKeyWithItsDefaultAndMeaning() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    for setting in Setting.all {
      #expect(readme.contains("| `\(setting.key)` | `\(setting.defaultText)` | \(setting.meaning) |"))
    }
    let listed = readme.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("` | `") }
    #expect(listed.count == Setting.all.count)
  }
}
