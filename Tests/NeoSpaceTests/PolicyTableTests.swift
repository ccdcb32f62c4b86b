import Core
import Foundation
import HTTP
import Live
import Telemetry
import Testing
import Web

@testable import NeoSpace

/// The whole server as it is wired, never started.
@Suite struct PolicyTableTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func withTable(_ body: (PolicyTable) throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var config = Config(secretKey: Secret("a key for tests, of 32 bytes or more"))
    config[ServerSettings.dataFolder] = folder.path
    config[ServerSettings.database] = .sqlite(path: folder.appending(path: "test.db").path)
    config[ServerSettings.publicFolder] = Self.root.appending(path: "Public").path
    config[ServerSettings.port] = 0
    let sink = LogSink(.json) { _ in true }
    defer { sink.close() }
    let application = try await Application(config, logger: Logger(sink: sink))
    try body(PolicyTable(routes: application.routes, messages: application.live.messages.all))
    await application.stop()
  }

  @Test func theTableInTheDocsIsThatOfTheServer() async throws {
    try await withTable { table in
      let file = Self.root.appending(path: "docs/policies.md")
      if ProcessInfo.processInfo.environment["NEOSPACE_WRITE_DOCS"] == "1" {
        try Data(table.text.utf8).write(to: file)
      }
      let stands = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      guard stands != table.text else { return }
      let missing = Set(table.text.split(separator: "\n")).subtracting(stands.split(separator: "\n")).sorted()
      Issue.record(
        """
        docs/policies.md is not what routes and messages declare. It lacks:
        \(missing.joined(separator: "\n"))
        NEOSPACE_WRITE_DOCS=1 swift test --filter PolicyTable writes it anew; read the difference before you commit it.
        """)
    }
  }

  @Test func whoMayDoLessMayNeverDoMore() async throws {
    try await withTable { table in
      for row in table.text.split(separator: "\n") where row.hasPrefix("| ") && row.contains("| `") {
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.suffix(6)
        let open = cells.map { $0 == "yes" }
        guard open.count == 6, cells.first != "guest" else { continue }
        let (guest, member, muted, moderator, admin) = (open[0], open[1], open[2], open[3], open[4])
        #expect(!guest || member, "\(row)")
        #expect(!muted || member, "\(row)")
        #expect(!member || moderator, "\(row)")
        #expect(!moderator || admin, "\(row)")
      }
    }
  }

  /// What guests may reach is a short list, so that an addition to it is seen.
  @Test func whatAsksNobodyIsListed() async throws {
    try await withTable { table in
      let open = table.routes.filter { $0.rules.policy == .open || $0.rules.policy == .anyone }
      let withoutBody = open.filter { !$0.method.isSafe && $0.documentation.request.body == nil }.map(\.pattern.description)
      #expect(Set(withoutBody) == ["/logout", "/digest/stop"])
      let programs = open.map(\.pattern.description).filter { $0.hasPrefix("/api/") && !$0.hasPrefix("/api/auth/sign") }
      #expect(programs == ["/api/stickers/art"])
    }
  }
}
