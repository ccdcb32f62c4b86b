import AccountsTesting
import Core
import CoreTesting
import Encoding
import Engine
import JSON
import SQL
import Testing
import ZIP

@testable import Codeground

@Suite("Scripts that leave and come in") struct TransferTests {
  private static func archive(_ files: [(String, String)]) throws -> [UInt8] {
    var zip = ZIPWriter(at: ZIPMoment(year: 2026, month: 11, day: 30))
    var bytes: [UInt8] = []
    for (name, text) in files {
      bytes += zip.begin(name)
      bytes += zip.add(Array(text.utf8))
      bytes += try zip.end()
    }
    return bytes + zip.finish()
  }

  private static let list = """
    {"runtime":"sketch","title":"Brought","summary":"s","tags":["one"],"visibility":"public","created_at":"2026-01-02T03:04:05.000Z",
    "saved_at":"2026-01-03T03:04:05.000Z","draft":"draft.js","revisions":[]}
    """

  @Test("an export is the list, the draft, each living revision and a page that runs; imported it is a new private script")
  func roundTrip() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.make("Circles </template>", as: ada)
    var version: Int64 = 1
    for (code, note) in [("gone()", "one"), ("\nkept()\t", "two"), ("last(\"</script>\")", "three")] {
      try await house.save(id, code, base: version, as: ada)
      version += 1
      try await house.publish(id, #","note":"\#(note)","alt":"a \#(note)""#, as: ada)
      house.house.clock.advance(by: .seconds(60))
    }
    try await house.save(id, "draft()", base: version, as: ada)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)

    #expect(try await house.download("/api/scripts/\(id)/export.zip", as: bob).status == 404)
    let (status, bytes) = try await house.download("/api/scripts/\(id)/export.zip", as: ada)
    #expect(status == 200)
    let zip = try ZIPReader(bytes: bytes, limits: ScriptTransferService.limits)
    #expect(Set(zip.entries.map(\.name)) == ["script.json", "draft.js", "revisions/2.js", "revisions/3.js", "index.html"])
    func text(_ name: String) throws -> String {
      String(decoding: try zip[name].flatMap { try zip.bytes(of: $0, upTo: .max) } ?? [], as: UTF8.self)
    }
    #expect(try text("draft.js") == "draft()" && text("revisions/2.js") == "\nkept()\t")
    let page = try text("index.html")
    #expect(page.contains("last(\"&lt;/script&gt;\")") || page.contains("last(&quot;&lt;/script&gt;&quot;)"))
    #expect(page.contains("data-file=\"sketch/sketch.js\"") && page.contains("Content-Security-Policy") && !page.contains("src=\""))
    #expect(!zip.entries.contains { (try? text($0.name).contains("gone()")) ?? true })

    let made = try await house.bring("circles.zip", bytes, as: bob)
    let new = try #require(made.data["script"]?["id"]?.int)
    #expect(made.status == 201 && made.headers["Location"] == "/api/scripts/\(new)" && new != id)
    let script = made.data["script"]
    #expect(script?["visibility"] == "private" && script?["title"] == "Circles </template>" && script?["newest"]?.int == 3)
    #expect(script?["owner"]?["username"] == "bob" && script?["lineage"]?["depth"]?.int == 0)
    let revisions = try await house.send(.get, "/api/scripts/\(new)/revisions", as: bob).data["revisions"]?.array ?? []
    let before = try await house.send(.get, "/api/scripts/\(id)/revisions", as: ada).data["revisions"]?.array ?? []
    for field in ["note", "alt", "created_at", "sha256", "title"] as [ShortName] {
      #expect(revisions.map { $0.object?[field] } == before.prefix(2).map { $0.object?[field] }, "\(field)")
    }
    #expect(try await house.send(.get, "/api/scripts/\(new)/draft", as: bob).data["draft"]?["code"] == "draft()")
    #expect(try await house.send(.get, "/api/scripts/\(new)/r/2/raw", as: bob).text == "\nkept()\t")
    #expect(try await house.send(.get, "/api/scripts/\(new)", as: ada).status == 404)
    #expect(try await house.page("/codeground/\(id)", as: ada).text.contains("/api/scripts/\(id)/export.zip"))
    #expect(try await !house.page("/codeground/\(id)", as: bob).text.contains("export.zip"))
  }

  @Test("hands export the draft they work on; a deleted script is gone")
  func who() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.make(.init("Mine"), .audio, as: ada)
    try await house.send(.put, "/api/scripts/\(id)/hands/bob", as: ada)
    let (status, bytes) = try await house.download("/api/scripts/\(id)/export.zip", as: bob)
    #expect(status == 200)
    let names = try ZIPReader(bytes: bytes, limits: ScriptTransferService.limits).entries.map(\.name)
    #expect(names == ["script.json", "draft.js", "index.html"])
    try await house.send(.delete, "/api/scripts/\(id)", as: ada)
    #expect(try await house.download("/api/scripts/\(id)/export.zip", as: ada).status == 410)
  }

  @Test(".js is a sketch and .html a web page, named after their files; a key makes one")
  func code() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let key = [(name: "Idempotency-Key", value: "k1")]
    let one = try await house.bring("My sketch.js", Array("\r\ncircle(1)\t🐈".utf8), as: ada, headers: key)
    #expect(one.status == 201 && one.data["script"]?["runtime"] == "sketch" && one.data["script"]?["title"] == "My sketch")
    #expect(try await house.bring("My sketch.js", Array("\r\ncircle(1)\t🐈".utf8), as: ada, headers: key).text == one.text)
    let id = one.data["script"]?["id"]?.int ?? 0
    #expect(try await house.send(.get, "/api/scripts/\(id)/draft", as: ada).data["draft"]?["code"] == "\ncircle(1)\t🐈")
    let page = try await house.bring("a.HTML", Array("<p>hi".utf8), as: ada)
    #expect(page.data["script"]?["runtime"] == "html" && page.data["script"]?["newest"] == .null)
    #expect(try await house.bring("most.js", Array(String(repeating: "x", count: 131_072).utf8), as: ada).status == 201)
    for (name, bytes) in [
      ("long.js", Array(String(repeating: "x", count: 131_073).utf8)), ("lines.js", Array(String(repeating: "\n", count: 5_000).utf8)),
      ("control.js", [0x61, 0x00]), ("latin.js", [0xE9]), ("picture.png", [1]), ("nothing", [1]),
    ] {
      let refused = try await house.bring(name, bytes, as: ada)
      #expect(refused.status == 422 && refused.details["file"] != nil, "\(name)")
    }
    #expect(try await house.send(.get, "/api/scripts?by=me", as: ada).data["scripts"]?.array?.count == 3)
  }

  @Test("zip slip, bomb, 201 entries, links, no ZIP and text that breaks the rules keep nothing")
  func refused() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let whole = [("script.json", Self.list), ("draft.js", "x")]
    #expect(try await house.bring("a.zip", Self.archive(whole), as: ada).status == 201)
    let padded = try Self.archive(whole + (0..<198).map { ("pad/\($0)", "") })
    #expect(try await house.bring("200 entries.zip", padded, as: ada).status == 201)
    let broken = String(
      Self.list.replacing(
        "\"revisions\":[]", with: "\"revisions\":[{\"number\":1,\"title\":\"t\",\"note\":\"\",\"alt\":\"\",\"file\":\"r.js\"}]"))
    let cases: [(String, [UInt8])] = [
      ("slip", try Self.archive(whole + [("../../etc/passwd", "x")])), ("absolute", try Self.archive(whole + [("/etc/passwd", "x")])),
      ("bomb", try Self.archive(whole + [("zeros", String(repeating: "0", count: 8 << 20))])),
      ("201 entries", try Self.archive(whole + (0..<199).map { ("pad/\($0)", "") })),
      ("link", Self.linked(try Self.archive(whole))), ("no archive", Array("PK no".utf8)),
      ("cut", Array(try Self.archive(whole).dropLast(9))),
      ("no list", try Self.archive([("draft.js", "x")])), ("no draft", try Self.archive([("script.json", Self.list)])),
      ("no JSON", try Self.archive([("script.json", "{"), ("draft.js", "x")])),
      ("no revision", try Self.archive([("script.json", broken), ("draft.js", "x")])),
      ("control characters", try Self.archive([("script.json", Self.list), ("draft.js", "\u{0}")])),
      (
        "a long title",
        try Self.archive([("script.json", Self.list.replacing("Brought", with: String(repeating: "t", count: 81))), ("draft.js", "x")])
      ),
    ]
    for (name, bytes) in cases {
      let answer = try await house.bring("a.zip", bytes, as: ada)
      #expect(answer.status == 422 && answer.details["file"]?.string?.isEmpty == false, "\(name): \(answer.text)")
    }
    #expect(try await house.bring("large.zip", [UInt8](repeating: 0, count: (4 << 20) + 1), as: ada).status == 413)
    #expect(try await house.house.database.value("SELECT count(*) FROM scripts", as: Int.self) == 2)
  }

  /// The same with its second file called a link.
  private static func linked(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let mode = withUnsafeBytes(of: (UInt32(0o100644) << 16).littleEndian, Array.init)
    let link = withUnsafeBytes(of: (UInt32(0o120777) << 16).littleEndian, Array.init)
    for start in (0..<bytes.count - 4).reversed() where bytes[start..<start + 4].elementsEqual(mode) {
      bytes.replaceSubrange(start..<start + 4, with: link)
      break
    }
    return bytes
  }
}
