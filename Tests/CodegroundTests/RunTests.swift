import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import HTTP
import JSON
import SQL
import Testing

@testable import Codeground

@Suite("The runner's documents") struct RunTests {
  static let programPolicy = [
    "default-src 'none'", "script-src https://example.org/run/lib/ blob:", "worker-src blob:", "style-src https://example.org/run/lib/",
    "img-src data: blob:", "connect-src 'none'", "frame-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'",
    "sandbox allow-scripts",
  ].joined(separator: "; ")

  private func directives(_ policy: String?) -> Set<String> { Set((policy ?? "").components(separatedBy: "; ")) }

  @Test("hold the code as escaped text and have exactly their headers")
  func headers() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.published("a & <i>", code: "\n</template></script><img src=x onerror=alert(1)>", as: ada)
    let answer = try await house.page("/run/\(id)/1", as: ada)
    #expect(answer.status == 200)
    #expect(directives(answer.headers["Content-Security-Policy"]) == directives(Self.programPolicy))
    #expect(answer.headers["Cache-Control"] == "no-store" && answer.headers["Referrer-Policy"] == "no-referrer")
    #expect(answer.headers["X-Frame-Options"] == nil)
    #expect(answer.headers["Permissions-Policy"]?.contains("camera=()") == true)
    #expect(answer.headers.all("Referrer-Policy").count == 1 && answer.headers.all("Permissions-Policy").count == 1)
    #expect(
      answer.text.contains(
        "<template id=\"code\">\n&lt;/template&gt;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</template>"))
    #expect(answer.text.contains("<title>Running: a &amp; &lt;i&gt;</title>"))
    #expect(answer.text.contains("data-policy=\"default-src &#39;none&#39;;") && !answer.text.contains("<img"))
  }

  @Test("of web pages have inline scripts and nothing to load")
  func pages() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make("Page", .html, as: ada)
    try await house.publish(id, as: ada)
    let answer = try await house.page("/run/\(id)/1", as: ada)
    let policy = directives(answer.headers["Content-Security-Policy"])
    #expect(
      policy == [
        "default-src 'none'", "script-src 'unsafe-inline'", "style-src 'unsafe-inline'", "font-src data:", "media-src data:",
        "img-src data: blob:", "connect-src 'none'", "frame-src 'none'", "form-action 'none'", "base-uri 'none'",
        "frame-ancestors 'self'", "sandbox allow-scripts",
      ])
    #expect(answer.text.hasSuffix("</template><script></script>") && answer.text.lowercased().contains("&lt;!doctype html&gt;"))
  }

  @Test("open in frames alone; what is not there says so under the same policy")
  func refusals() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(as: ada)
    func open(_ path: String, as member: TestMember?, dest: String? = "iframe") async throws -> CodeHouse.Answer {
      try await house.send(.get, path, as: member, headers: dest.map { [("Sec-Fetch-Dest", $0)] } ?? [])
    }
    for dest in ["document", "script", "empty", "frame", "object"] {
      #expect(try await open("/run/\(id)/1", as: ada, dest: dest).status == 403)
    }
    #expect(try await open("/run/\(id)/1", as: bob).status == 200)
    #expect(try await open("/run/\(id)/1", as: bob, dest: nil).status == 200)
    #expect(try await open("/run/\(id)/1", as: nil).status == 404)
    #expect(try await open("/run/\(id)/2", as: ada).status == 404)
    #expect(try await open("/run/\(id)/draft/2", as: ada).status == 200)
    #expect(try await open("/run/\(id)/draft/1", as: ada).status == 410)
    #expect(try await open("/run/\(id)/draft/2", as: bob).status == 404)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)
    for (path, status) in [("/run/\(id)/1", 410), ("/run/77/1", 404), ("/run/x/1", 404)] {
      let answer = try await open(path, as: bob)
      #expect(answer.status == status && answer.headers["X-Frame-Options"] == nil && !answer.text.contains("circle"))
      #expect(directives(answer.headers["Content-Security-Policy"]) == directives(Self.programPolicy))
    }
  }
}

@Suite("Forks") struct ForkTests {
  @Test("are private copies with a lineage that never changes")
  func life() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let cat = try await house.house.member("cat")
    let root = try await house.published("Root", code: "one", as: ada)
    let made = try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob)
    let id = try #require(made.data["script"]?["id"]?.int)
    #expect(made.status == 201 && made.data["script"]?["visibility"] == "private" && made.data["script"]?["title"] == "Root")
    let lineage = made.data["script"]?["lineage"]
    #expect(lineage?["depth"]?.int == 1 && lineage?["parent"]?["script"]?.int == root && lineage?["parent"]?["number"]?.int == 1)
    #expect(lineage?["root"]?["script"]?.int == root && lineage?["parent"]?["owner"]?["username"] == "ada")
    #expect(try await house.send(.get, "/api/scripts/\(id)/draft", as: bob).data["draft"]?["code"] == "one")
    try await house.save(id, "two", base: 1, as: bob)
    try await house.publish(id, as: bob)
    let leaf = try #require(
      try await house.send(.post, "/api/scripts/\(id)/fork", #"{"number":1}"#, as: cat).data["script"]?["id"]?.int)
    let page = try await house.send(.get, "/api/scripts/\(leaf)/lineage", as: cat)
    #expect(page.data["path"]?.array?.compactMap { $0["script"]?.int } == [root, id, leaf])
    #expect(
      try await house.send(.get, "/api/scripts/\(root)/lineage", as: cat).data["forks"]?.array?.compactMap { $0["script"]?.int } == [id])
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=parent&to=1", as: cat).data["hunks"]?.array?.count == 1)

    // The parent becomes private: nobody is told its address, not even its owner.
    try await house.send(.patch, "/api/scripts/\(root)", #"{"visibility":"private"}"#, as: ada)
    for who in [ada, bob, cat] {
      let parent = try await house.send(.get, "/api/scripts/\(id)", as: who).data["script"]
      #expect(parent?["lineage"]?["parent"]?["script"] == .null && parent?["lineage"]?["depth"]?.int == 1)
      #expect(parent?["html"]?.string?.contains("Forked from a removed work") == true)
      #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=parent&to=1", as: who).status == 404)
    }
    try await house.send(.patch, "/api/scripts/\(root)", #"{"visibility":"public"}"#, as: ada)
    try await house.send(.delete, "/api/scripts/\(root)/r/1", as: ada)
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=parent&to=1", as: bob).status == 410)
    let walked = try await house.send(.get, "/api/scripts/\(leaf)/lineage", as: cat).data["path"]?.array
    #expect(walked?.count == 3 && walked?[0]["script"] == .null && walked?[1]["script"]?.int == id)
    #expect(try await house.page("/codeground/\(leaf)/lineage", as: cat).text.contains("A removed work"))
  }

  @Test("fork of private 404, of withdrawn 410")
  func refusals() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let draft = try await house.make(as: ada)
    #expect(try await house.send(.post, "/api/scripts/\(draft)/fork", "{}", as: bob).status == 404)
    #expect(try await house.send(.post, "/api/scripts/\(draft)/fork", "{}", as: ada).status == 404)
    let id = try await house.published(as: ada)
    try await house.send(.delete, "/api/scripts/\(id)/r/1", as: ada)
    #expect(try await house.send(.post, "/api/scripts/\(id)/fork", #"{"number":1}"#, as: bob).status == 410)
    #expect(try await house.send(.post, "/api/scripts/\(id)/fork", "{}", as: bob).status == 410)
    #expect(try await house.send(.post, "/api/scripts/\(id)/fork", #"{"number":0}"#, as: bob).status == 422)
    #expect(try await house.send(.post, "/api/scripts/\(id)/fork", "{}").status == 401)
  }

  @Test("50 forks under one key are one; a card's form sent twice within 10 s makes one")
  func once() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(as: ada)
    let statuses = try await house.statuses(50) { _ in
      try await house.send(.post, "/api/scripts/\(id)/fork", "{}", as: bob, headers: [("Idempotency-Key", "f")]).status
    }
    #expect(statuses == Array(repeating: 201, count: 50))
    func count() async throws -> Int? { try await house.send(.get, "/api/scripts?by=me", as: bob).data["scripts"]?.array?.count }
    #expect(try await count() == 1)
    house.house.clock.advance(by: .seconds(11))
    let places = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<10 {
        group.addTask { try await house.post("/codeground/\(id)/fork", ["number": "1"], as: bob).headers["Location"] }
      }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(places.count == 1)
    #expect(try await count() == 2)
    house.house.clock.advance(by: .seconds(11))
    _ = try await house.post("/codeground/\(id)/fork", ["number": "1"], as: bob)
    #expect(try await count() == 3)
  }

  @Test("unlisted forks are in no lineage of others")
  func unlisted() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let root = try await house.published(as: ada)
    let id = try #require(try await house.send(.post, "/api/scripts/\(root)/fork", "{}", as: bob).data["script"]?["id"]?.int)
    try await house.publish(id, #","visibility":"unlisted""#, as: bob)
    func forks(_ who: TestMember) async throws -> Int? {
      try await house.send(.get, "/api/scripts/\(root)/lineage", as: who).data["forks"]?.array?.count
    }
    #expect(try await forks(ada) == 0)
    #expect(try await forks(bob) == 1)
    for wrong in ["before=x", "limit=0", "limit=101", "more=1"] {
      #expect(try await house.send(.get, "/api/scripts/\(root)/lineage?\(wrong)", as: ada).status == 422)
    }
  }
}
