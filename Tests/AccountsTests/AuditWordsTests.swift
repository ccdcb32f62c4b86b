import Foundation
import Testing

@testable import Accounts

@Suite("Words of the audit log")
struct AuditWordsTests {
  /// Calls such as `audit.record(scope, "case.dismiss", …)`, also over several lines.
  @Test("there are some for every action that a feature records")
  func everyActionHasWords() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    var actions: Set<String> = []
    for file in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:audit\.record|moderation\.act|\bact|\brecord)\(\s*scope,[^"\n]{0,60}"([a-z_]+\.[a-z_]+)"/) {
        actions.insert(String(match.1))
      }
    }
    #expect(actions.count > 25)
    #expect(actions.filter { AuditWords.words(for: $0) == nil } == [])
  }

  @Test("each stands there once")
  func eachStandsThereOnce() {
    #expect(Set(AuditWords.all.map(\.action)).count == AuditWords.all.count)
    #expect(Set(AuditWords.all.map(\.words)).count == AuditWords.all.count)
  }
}
