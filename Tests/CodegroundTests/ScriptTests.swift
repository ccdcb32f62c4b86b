import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Codeground

@Suite("Scripts") struct ScriptTests {
  @Test("are made private with a starter, changed, published, deleted and brought back")
  func life() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let made = try await house.send(.post, "/api/scripts", #"{"runtime":"sketch","title":" Circles "}"#, as: ada)
    let script = made.data["script"]
    let id = try #require(script?["id"]?.int)
    #expect(made.status == 201 && made.headers["Location"] == "/api/scripts/\(id)")
    #expect((1 << 40..<1 << 53).contains(id))
    #expect(
      Set((script?.object ?? [:]).keys.map(\.description)) == [
        "type", "id", "seq", "deleted", "order", "html", "runtime", "title", "summary", "tags", "visibility", "owner", "created_at",
        "published_at", "newest", "lineage",
      ])
    #expect(script?["title"] == "Circles" && script?["visibility"] == "private" && script?["html"] == .null && script?["newest"] == .null)
    #expect(script?["lineage"]?["depth"]?.int == 0 && script?["lineage"]?["parent"] == .null && script?["order"] == "")
    let path = "/api/scripts/\(id)"
    #expect(try await house.send(.get, path, as: bob).text == house.send(.get, "/api/scripts/7", as: bob).text.replacing("7", with: "7"))
    #expect(try await house.send(.get, path).status == 401)
    #expect(try await house.send(.get, "/api/scripts/abc").status == 401)

    let draft = try await house.send(.get, path + "/draft", as: ada).data["draft"]
    #expect(draft?["version"]?.int == 1 && draft?["pen"] == .null && draft?["code"]?.string == ScriptRuntime.sketch.starter)
    #expect(try await house.send(.get, path + "/draft", as: bob).status == 404)

    let first = try await house.publish(id, #","note":"first","alt":"dots""#, as: ada)
    #expect(first.status == 201 && first.data["posts"]?.array == [])
    #expect(
      Set((first.data["revision"]?.object ?? [:]).keys.map(\.description)) == [
        "type", "id", "seq", "deleted", "order", "html", "script", "runtime", "title", "note", "alt", "sha256", "bytes", "lines",
        "authors", "created_at", "lineage",
      ])
    #expect(try await house.send(.get, path, as: bob).data["script"]?["newest"]?.int == 1)
    #expect(try await house.publish(id, as: ada).status == 200, "the same code is no new revision")
    let renamed = try await house.send(
      .patch, path, #"{"title":"<b>","tags":["Dots","dots","a-1"],"summary":"x"}"#, as: ada)
    #expect(renamed.data["script"]?["title"] == "<b>" && renamed.data["script"]?["tags"]?.array == ["dots", "a-1"])
    #expect(renamed.data["script"]?["html"]?.string?.contains("&lt;b&gt;") == true)
    #expect(renamed.data["script"]?["html"]?.string?.contains("<b>") == false)
    #expect(try await house.send(.get, path + "/r/1", as: bob).data["revision"]?["title"] == "Circles")

    for body in ["{}", #"{"runtime":"three"}"#, #"{"tags":["x"]}"#, #"{"tags":["a1","b1","c1","d1","e1","f1"]}"#, #"{"title":"a\nb"}"#] {
      #expect(try await house.send(.patch, path, body, as: ada).status == 422, "\(body)")
    }
    #expect(try await house.send(.patch, path, "{}", as: bob).status == 403)
    #expect(try await house.send(.delete, path, as: bob).status == 403)
    #expect(try await house.send(.delete, path, as: ada).data["restorable_until"]?.string != nil)
    for who in [ada, bob] {
      for part in ["", "/r/1", "/r/1/raw", "/revisions", "/diff?from=1&to=1"] {
        #expect(try await house.send(.get, path + part, as: who).status == 410, "\(part)")
      }
    }
    #expect(try await house.send(.get, "/api/scripts?by=me&deleted=1", as: ada).data["scripts"]?.array?.first?["id"]?.int == id)
    #expect(try await house.send(.post, path + "/restore", as: bob).status == 410)
    #expect(try await house.send(.post, path + "/restore", as: ada).status == 200)
    #expect(try await house.send(.post, path + "/restore", as: ada).status == 200)
    #expect(try await house.send(.get, path, as: bob).status == 200)

    try await house.send(.delete, path, as: ada)
    // Sessions last a week.
    try await house.house.database.run("UPDATE scripts SET deleted_at = deleted_at - \(Duration.days(31).wholeMicroseconds)")
    #expect(try await house.feature.scripts.eraseOld(house.house.system()) == 1)
    #expect(try await house.send(.post, path + "/restore", as: ada).status == 410)
    #expect(try await house.send(.get, path, as: bob).status == 410)
    #expect(try await house.house.database.value("SELECT count(*) FROM script_revisions", as: Int.self) == 0)
    #expect(try await house.house.database.value("SELECT title FROM scripts", as: String.self) == "")
  }

  @Test("code is exact: line feeds and tabs at the ends, emoji, quotes and markup survive JSON and form")
  func exactCode() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    let path = "/api/scripts/\(id)/draft"
    var version: Int64 = 1
    let lines = Array(repeating: "x", count: CodeText.mostLines).joined(separator: "\n")
    for code in [
      "\n", "\n\nlone line feed first\n\n", "\ttab\t\n", "👩🏽‍🚀", "</script></pre><img src=x onerror=alert(1)>", "\u{202E}abc", "", lines,
      String(repeating: "\"", count: CodeText.mostBytes), "a & b &amp; c",
    ] {
      #expect(try await house.save(id, code, base: version, as: ada).status == 200)
      version += 1
      let kept = try await house.send(.get, path, as: ada).data["draft"]
      #expect(kept?["code"]?.string?.utf8.elementsEqual(code.utf8) == true && kept?["version"]?.int == version)
      // What a browser sends of the form that shows it: with CRLF.
      let page = try await house.page("/codeground/\(id)/edit", as: ada)
      #expect(page.status == 200)
      let sent = try await house.post(
        "/codeground/\(id)/edit", ["base_version": "\(version)", "code": code.replacing("\n", with: "\r\n")], as: ada)
      #expect(sent.status == 303 && sent.headers["Location"] == "/codeground/\(id)/edit")
      #expect(try await house.send(.get, path, as: ada).data["draft"]?["version"]?.int == version, "nothing has changed")
    }
    for code in [lines + "\nx", String(repeating: "\"", count: CodeText.mostBytes + 1), "a\u{0}b", "\u{85}"] {
      let refused = try await house.save(id, code, base: version, as: ada)
      #expect(refused.status == 422 && refused.details["code"] != nil)
    }
    #expect(
      try await house.send(
        .put, path, #"{"base_version":1,"code":"\#(String(repeating: " ", count: 1_048_577))"}"#, as: ada
      ).status == 413)
    #expect(try await house.send(.put, path, #"{"base_version":1,"code":null}"#, as: ada).status == 422)
  }

  @Test("a save on an old version is refused; the same text again is not")
  func staleSave() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    #expect(try await house.save(id, "one", base: 1, as: ada).data["draft"]?["version"]?.int == 2)
    #expect(try await house.save(id, "one", base: 1, as: ada).data["draft"]?["version"]?.int == 2)
    let stale = try await house.save(id, "two", base: 1, as: ada)
    #expect(stale.status == 409 && stale.details["base_version"] == "2")
    let form = try await house.post("/codeground/\(id)/edit", ["base_version": "1", "code": "two"], as: ada)
    #expect(form.status == 409 && form.text.contains("id=\"conflict\"") && form.text.contains("Keep mine"))
  }

  @Test("50 saves with different texts have one winner")
  func saveRace() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    let statuses = try await house.statuses(50) { try await house.save(id, "text \($0)", base: 1, as: ada).status }
    #expect(statuses == [200] + Array(repeating: 409, count: 49))
  }

  @Test("50 publications make one revision")
  func publishRace() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    let statuses = try await house.statuses(50) { _ in try await house.publish(id, base: 1, as: ada).status }
    #expect(statuses == Array(repeating: 200, count: 49) + [201])
    #expect(try await house.send(.get, "/api/scripts/\(id)/revisions", as: ada).data["revisions"]?.array?.count == 1)
  }

  @Test("50 requests under one key make one script")
  func keys() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let answers = try await house.statuses(50) { _ in
      try await house.send(
        .post, "/api/scripts", #"{"runtime":"html","title":"once"}"#, as: ada, headers: [("Idempotency-Key", "k1")]
      ).status
    }
    #expect(answers == Array(repeating: 201, count: 50))
    #expect(try await house.send(.get, "/api/scripts?by=me", as: ada).data["scripts"]?.array?.count == 1)
  }

  @Test("the 501st script is one too many")
  func limit() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    for _ in 0..<Script.mostPerOwner { _ = try await house.make(as: ada) }
    let refused = try await house.send(.post, "/api/scripts", #"{"runtime":"sketch","title":"x"}"#, as: ada)
    #expect(refused.status == 409 && refused.json["error"]?["code"] == "LIMIT_EXCEEDED")
  }

  @Test("withdrawn code is nowhere: not in routes, pages, search, exports, events")
  func withdrawal() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(code: "secret()", as: ada)
    try await house.save(id, "open()", base: 2, as: ada)
    try await house.publish(id, #","note":"n2","alt":"a2""#, as: ada)
    let path = "/api/scripts/\(id)"
    #expect(try await house.send(.get, path + "/r/1/raw", as: bob).text == "secret()")
    _ = house.events.take()
    #expect(try await house.send(.delete, path + "/r/1", as: bob).status == 403)
    let gone = try await house.send(.delete, path + "/r/1", as: ada)
    #expect(Set((gone.data["revision"]?.object ?? [:]).keys.map(\.description)) == ["type", "id", "seq", "deleted", "html"])
    #expect(gone.data["revision"]?["html"]?.string?.contains("A removed work") == true)
    #expect(try await house.send(.delete, path + "/r/1", as: ada).text == gone.text)
    #expect(house.events.take().allSatisfy { !String(decoding: $0.data, as: UTF8.self).contains("secret") })
    for who in [ada, bob] {
      for part in ["/r/1", "/r/1/raw", "/diff?from=1&to=2", "/diff?from=2&to=1"] {
        let answer = try await house.send(.get, path + part, as: who)
        #expect(answer.status == 410 && !answer.text.contains("secret"), "\(part)")
      }
      #expect(try await house.page("/codeground/\(id)/r/1", as: who).status == 410)
      #expect(try await house.page("/codeground/\(id)", as: who).text.contains("Revision 1: a removed work"))
    }
    #expect(try await house.house.database.value("SELECT count(*) FROM script_revisions WHERE code LIKE '%secret%'", as: Int.self) == 0)
    // The newest goes too: then others see no script, and that the revision is gone.
    try await house.send(.delete, path + "/r/2", as: ada)
    #expect(try await house.send(.get, path, as: bob).status == 404)
    #expect(try await house.send(.get, path + "/r/2", as: bob).status == 410)
    #expect(try await house.send(.get, path, as: ada).data["script"]?["newest"] == .null)
    #expect(try await house.send(.get, path + "/r/3", as: ada).status == 404)
  }

  @Test("a revision never changes, not even in the database")
  func trigger() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    _ = try await house.published(as: ada)
    for change: SQL in ["code = 'x'", "note = 'x'", "title = 'x'", "number = 7", "withdrawn_at = 1", "created_at = 1"] {
      await #expect(throws: (any Error).self) { try await house.house.database.run("UPDATE script_revisions SET \(change)") }
    }
    try await house.house.database.run("UPDATE script_revisions SET disabled_at = 5, seq = 9")
  }

  @Test("unlisted opens to members with the link, and is in no list; private is nobody's")
  func visibility() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.house.database.run("UPDATE users SET visibility = 'public'")
    let id = try await house.published(as: ada)
    let path = "/api/scripts/\(id)"
    func listed(_ who: TestMember?) async throws -> Int? {
      try await house.send(.get, "/api/scripts", as: who).data["scripts"]?.array?.count
    }
    #expect(try await listed(nil) == 1)
    #expect(try await listed(bob) == 1)
    #expect(try await listed(ada) == 1)
    #expect(try await house.send(.get, path).status == 200)
    try await house.send(.patch, path, #"{"visibility":"unlisted"}"#, as: ada)
    #expect(try await listed(nil) == 0)
    #expect(try await listed(bob) == 0)
    #expect(try await listed(ada) == 0)
    #expect(try await house.send(.get, path, as: bob).status == 200)
    #expect(try await house.send(.get, path).status == 401)
    try await house.send(.patch, path, #"{"visibility":"private"}"#, as: ada)
    for part in ["", "/r/1", "/r/1/raw", "/revisions", "/draft", "/history"] {
      #expect(
        try await house.send(.get, path + part, as: bob).text.count == house.send(.get, "/api/scripts/8\(part)", as: bob).text.count)
      #expect(try await house.send(.get, path + part, as: bob).status == 404, "\(part)")
    }
    #expect(try await house.send(.get, "/api/scripts?by=me", as: ada).data["scripts"]?.array?.count == 1)
    try await house.send(.patch, path, #"{"visibility":"public"}"#, as: ada)
    try await house.house.database.run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(ada.id), \(bob.id), 1)")
    #expect(try await house.send(.get, path, as: bob).status == 404)
    #expect(try await listed(bob) == 0)
  }

  @Test("lists go through everything once in each of their orders, page by page", arguments: ScriptOrder.allCases)
  func lists(_ order: ScriptOrder) async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for index in 0..<12 {
      _ = try await house.published(index % 3 == 0 ? "same" : "Title \(index)", as: ada)
      if index % 4 == 0 { house.house.clock.advance(by: .seconds(1)) }
    }
    var found: [Int64] = []
    var next: String?
    repeat {
      let page = try await house.send(
        .get, "/api/scripts?limit=5&order=\(order.rawValue)\(next.map { "&before=\($0)" } ?? "")", as: bob)
      #expect(page.status == 200)
      found += page.data["scripts"]?.array?.compactMap { $0["id"]?.int } ?? []
      next = page.data["next"]?.string
    } while next != nil && found.count < 30
    #expect(found.count == 12 && Set(found).count == 12)
    let whole = try await house.send(.get, "/api/scripts?limit=100&order=\(order.rawValue)", as: ada).data["scripts"]?.array
    #expect(whole?.compactMap { $0["id"]?.int } == found)
    for wrong in ["order=best", "limit=0", "limit=101", "runtime=basic", "tag=x", "before=x", "more=1", "deleted=1", "order="] {
      #expect(try await house.send(.get, "/api/scripts?\(wrong)", as: bob).status == 422, "\(wrong)")
    }
    #expect(try await house.send(.get, "/api/scripts?by=nobody", as: bob).status == 404)
    #expect(try await house.send(.get, "/api/scripts?by=ada&runtime=sketch&limit=2", as: bob).data["scripts"]?.array?.count == 2)
    #expect(try await house.send(.get, "/api/scripts?tag=zz", as: bob).data["scripts"]?.array?.count == 0)
  }

  @Test(
    "lists of what few have go through it once in each of their orders", arguments: ScriptOrder.allCases, ["tag=rain", "runtime=sketch"])
  func fewOnes(_ order: ScriptOrder, _ filter: String) async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    for index in 0..<9 {
      let id = try await house.published(index % 3 == 0 ? "same" : "Title \(index)", as: ada)
      if index % 2 == 0 { try await house.send(.patch, "/api/scripts/\(id)", #"{"tags":["rain","snow"]}"#, as: ada) }
      if index % 4 == 0 { house.house.clock.advance(by: .seconds(1)) }
    }
    let every = try await house.send(.get, "/api/scripts?limit=100&order=\(order.rawValue)", as: bob).data["scripts"]?.array ?? []
    let due = every.filter { filter != "tag=rain" || $0["tags"]?.array?.contains { $0.string == "rain" } == true }.compactMap {
      $0["id"]?.int
    }
    #expect(due.count == (filter == "tag=rain" ? 5 : 9))
    var found: [Int64] = []
    var next: String?
    repeat {
      let after = next.map { "&before=\($0)" } ?? ""
      let page = try await house.send(.get, "/api/scripts?limit=2&order=\(order.rawValue)&\(filter)\(after)", as: bob)
      found += page.data["scripts"]?.array?.compactMap { $0["id"]?.int } ?? []
      next = page.data["next"]?.string
    } while next != nil && found.count < 30
    #expect(found == due)
  }

  @Test("versions are kept: at publication, after a pause, and when most of it goes")
  func keptVersions() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    func kept() async throws -> [Int64] {
      try await house.send(.get, "/api/scripts/\(id)/history", as: ada).data["versions"]?.array?.compactMap { $0["version"]?.int } ?? []
    }
    let long = (1...12).map { "line \($0)" }.joined(separator: "\n")
    try await house.save(id, long, base: 1, as: ada)
    #expect(try await kept() == [1], "the starter has gone")
    try await house.save(id, long + "\nmore", base: 2, as: ada)
    #expect(try await kept() == [1])
    house.house.clock.advance(by: .minutes(5))
    try await house.save(id, long + "\nmore\nand more", base: 3, as: ada)
    #expect(try await kept() == [3, 1])
    try await house.publish(id, as: ada)
    #expect(try await kept() == [4, 3, 1])
    let old = try await house.send(.get, "/api/scripts/\(id)/history/3", as: ada)
    #expect(old.data["code"]?.string == long + "\nmore" && old.data["lines"]?.int == 13)
    #expect(try await house.send(.get, "/api/scripts/\(id)/history/2", as: ada).status == 404)
    for version in 4...40 {
      house.house.clock.advance(by: .minutes(6))
      try await house.save(id, "v \(version)", base: Int64(version), as: ada)
    }
    #expect(try await kept().count == KeptVersion.most)
    try await house.house.database.run("UPDATE script_history SET saved_at = saved_at - \(Duration.days(31).wholeMicroseconds)")
    #expect(try await kept() == [])
    #expect(try await house.feature.drafts.eraseOld(house.house.system()) == KeptVersion.most)
  }

  @Test("publishing refuses blank code, conflict markers and an old version")
  func refusedPublications() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    #expect(try await house.publish(id, base: 7, as: ada).details["base_version"] == "1")
    try await house.save(id, " \n\t", base: 1, as: ada)
    #expect(try await house.publish(id, as: ada).details["code"] != nil)
    try await house.save(id, "<<<<<<< yours\n=======\n>>>>>>> theirs", base: 2, as: ada)
    #expect(try await house.publish(id, as: ada).details["code"] != nil)
    #expect(try await house.publish(id, #","note":"\#(String(repeating: "n", count: 201))""#, as: ada).details["note"] != nil)
    try await house.save(id, "fine", base: 3, as: ada)
    #expect(try await house.publish(id, #","visibility":"private""#, as: ada).status == 201)
    #expect(try await house.send(.get, "/api/scripts/\(id)", as: ada).data["script"]?["visibility"] == "private")
    #expect(try await house.send(.get, "/api/scripts/\(id)/revisions", as: ada).data["revisions"]?.array?.first?["lines"]?.int == 1)
  }

  @Test("a script has 200 revisions and not one more")
  func revisionLimit() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.make(as: ada)
    for number in 1...200 {
      try await house.save(id, "\(number)", base: Int64(number), as: ada)
      #expect(try await house.publish(id, base: Int64(number + 1), as: ada).status == 201)
    }
    try await house.save(id, "201", base: 201, as: ada)
    #expect(try await house.publish(id, base: 202, as: ada).json["error"]?["code"] == "LIMIT_EXCEEDED")
  }

  @Test("raw is the code itself, with its digest as ETag, and nothing of it runs")
  func raw() async throws {
    let house = try await CodeHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.published(code: "</script><img src=x onerror=alert(1)>", as: ada)
    let raw = try await house.send(.get, "/api/scripts/\(id)/r/1/raw", as: ada)
    #expect(raw.text == "</script><img src=x onerror=alert(1)>")
    #expect(raw.headers["Content-Type"] == "text/plain; charset=utf-8" && raw.headers["Cache-Control"] == "private, no-cache")
    #expect(raw.headers["Content-Security-Policy"] == "default-src 'none'; sandbox" && raw.headers["X-Content-Type-Options"] == "nosniff")
    let digest = try await house.send(.get, "/api/scripts/\(id)/r/1", as: ada).data["revision"]?["sha256"]?.string ?? ""
    #expect(raw.headers["ETag"] == "\"\(digest)\"")
    let again = try await house.send(.get, "/api/scripts/\(id)/r/1/raw", as: ada, headers: [("If-None-Match", "\"\(digest)\"")])
    #expect(again.status == 304 && again.text.isEmpty)
    let page = try await house.page("/codeground/\(id)/r/1", as: ada)
    #expect(page.text.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;") && !page.text.contains("<img src=x"))
    #expect(page.headers["Content-Security-Policy"]?.contains("frame-src https://example.org/run/;") == true)
    #expect(page.headers["X-Frame-Options"] == "DENY")
  }

  @Test("diff gives hunks between revisions and draft")
  func diff() async throws {
    let house = try await CodeHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.published(code: "a\nb", as: ada)
    try await house.save(id, "a\nc", base: 2, as: ada)
    let hunks = try await house.send(.get, "/api/scripts/\(id)/diff?from=1&to=draft", as: ada).data["hunks"]?.array
    #expect(hunks?.first?["lines"]?.array == [" a", "-b", "+c"] && hunks?.first?["old"]?.int == 1)
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=1&to=draft", as: bob).status == 404)
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=parent&to=1", as: ada).status == 404)
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=1", as: ada).status == 422)
    #expect(try await house.send(.get, "/api/scripts/\(id)/diff?from=1&to=2", as: ada).status == 404)
  }
}
