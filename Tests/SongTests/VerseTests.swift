import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Song

@Suite("Verses") struct VerseTests {
  @Test("are added with a choice that leads to them, and saved with versions")
  func life() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(as: ada)
    let added = try await house.send(
      .post, "/stories/\(id)/verses", #"{"title":" The cellar ","body":"Dark *here*.\r\n","ending":true,"from":\#(root),"label":"Down"}"#,
      as: ada)
    let verse = added.data["verse"]
    let cellar = try #require(verse?["id"]?.int)
    #expect(added.status == 201 && added.headers["Location"] == "/song/verses/\(cellar)")
    #expect(
      Set((verse?.object ?? [:]).keys.map(\.description)) == [
        "type", "id", "seq", "deleted", "order", "html", "story", "version", "title", "body", "body_html", "status", "ending", "choices",
        "voice", "pattern", "authors", "proposal", "edited_at",
      ])
    #expect(verse?["title"] == "The cellar" && verse?["body"] == "Dark *here*." && verse?["status"] == "canon" && verse?["ending"] == true)
    #expect(verse?["body_html"]?.string?.contains("<em>here</em>") == true && verse?["voice"] == .null && verse?["proposal"] == .null)
    let from = added.data["from"]
    #expect(from?["id"]?.int == root && from?["version"]?.int == 2 && added.data["made"]?.array == [])
    let choice = try #require(from?["choices"]?[0])
    #expect(choice["label"] == "Down" && choice["to"]?.int == cellar && choice["when"] == .null && choice["then"]?.array == [])

    // A choice sent back with its id keeps it; a new one gets the next.
    let kept = choice["id"]?.int ?? 0
    let choices =
      #"[{"label":"New","to":"new","when":{"any":[{"visited":\#(cellar)}]}},{"id":\#(kept),"label":"Deeper","to":\#(cellar)}]"#
    let saved = try await house.save(root, "At the mill.", choices: choices, base: 2, #","note":"first words""#, as: ada)
    let now = saved.data["verse"]
    #expect(saved.status == 200 && now?["version"]?.int == 3 && now?["choices"]?[1]?["id"]?.int == kept)
    #expect(now?["choices"]?[0]?["id"]?.int == kept + 1 && now?["choices"]?[0]?["when"]?["all"]?[0]?["visited"]?.int == cellar)
    #expect(saved.data["made"]?[0]?["title"] == "New" && saved.data["made"]?[0]?["id"] == now?["choices"]?[0]?["to"])

    let revisions = try await house.send(.get, "/verses/\(root)/history", as: ada).data
    #expect((revisions["revisions"]?.array ?? []).compactMap { $0["version"]?.int } == [3, 2, 1] && revisions["next"] == .null)
    #expect(revisions["revisions"]?[0]?["note"] == "first words" && revisions["revisions"]?[0]?["words"]?.int == 3)
    let two = try await house.send(.get, "/verses/\(root)/history?limit=2", as: ada).data
    #expect(two["next"]?.int == 2)
    #expect(try await house.send(.get, "/verses/\(root)/history?before=2", as: ada).data["revisions"]?.array?.count == 1)
    let one = try await house.send(.get, "/verses/\(root)/history/3?against=1", as: ada).data["revision"]
    #expect(one?["diff"]?.array == [["+", "At the mill."]] && one?["author"]?["username"] == "ada")
    #expect(try await house.send(.get, "/verses/\(root)/history/3", as: ada).data["revision"]?["diff"] == .null)
    #expect(try await house.send(.get, "/verses/\(root)/history/9", as: ada).status == 404)
    #expect(try await house.send(.get, "/verses/\(root)/history/3?against=x", as: ada).details == ["against"])
    let back = try await house.send(.post, "/verses/\(root)/revert", #"{"version":2,"base_version":3}"#, as: ada)
    #expect(back.data["verse"]?["version"]?.int == 4 && back.data["verse"]?["body"] == "" && back.data["made"]?.array == [])
    #expect(back.data["verse"]?["choices"]?[0]?["id"]?.int == kept)
    #expect(try await house.send(.get, "/stories/\(id)?q=DARK", as: ada).data["verses"]?.array?.count == 1)
    #expect(try await house.send(.get, "/stories/\(id)?q=%25", as: ada).data["verses"]?.array?.count == 0)
    #expect(try await house.send(.get, "/stories/\(id)?q=", as: ada).details == ["q"])
  }

  @Test("50 saves on one base: one 200")
  func saveRace() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (_, root) = try await house.story(as: ada)
    let statuses = try await house.statuses(50) { try await house.save(root, "text \($0)", base: 1, as: ada).status }
    #expect(statuses == [200] + Array(repeating: 409, count: 49))
    #expect(
      try await house.house.database.values("SELECT version FROM verse_versions WHERE verse_id = \(root) ORDER BY version", as: Int.self)
        == [1, 2])
  }

  @Test("50 of one title at once: one 201")
  func titleRace() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, _) = try await house.story(as: ada)
    let statuses = try await house.statuses(50) { number in
      let title = number.isMultiple(of: 2) ? "Cellar" : "CELLAR"
      return try await house.send(.post, "/stories/\(id)/verses", #"{"title":"\#(title)"}"#, as: ada).status
    }
    #expect(statuses == [201] + Array(repeating: 409, count: 49))
  }

  @Test("a retried save is safe: what is there already is no change, whatever its base")
  func retriedSave() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (_, root) = try await house.story(as: ada)
    let choices = #"[{"label":"Again","to":\#(root)}]"#
    let first = try await house.save(root, "one", choices: choices, base: 1, as: ada)
    let second = try await house.save(root, "one", choices: choices, base: 1, as: ada)
    #expect(first.data == second.data && second.data["verse"]?["version"]?.int == 2)
    let stale = try await house.save(root, "two", choices: choices, base: 1, as: ada)
    #expect(stale.status == 409 && stale.details == ["version"])
    #expect(try await house.save(root, "one", choices: choices.replacing("Again", with: "again"), base: 1, as: ada).status == 409)
  }

  @Test("a deleted verse leaves stubs, and no word of it anywhere")
  func deletion() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"public""#, as: ada)
    let gone = try await house.verse("Zyzzyva", #","body":"xylophone""#, in: id, as: ada)
    let link = #"[{"label":"Go","to":\#(gone),"when":{"all":[{"visited":\#(gone)}]}}]"#
    let saved = try await house.save(root, "x", choices: link, base: 1, as: ada)
    let kept = saved.data["verse"]?["choices"]?[0]?["id"]?.int ?? 0
    let deleted = try await house.send(.delete, "/verses/\(gone)", as: ada)
    #expect(Set((deleted.data["verse"]?.object ?? [:]).keys.map(\.description)) == ["type", "id", "seq", "deleted", "html"])
    #expect(try await house.send(.delete, "/verses/\(gone)", as: ada).data == deleted.data)
    for who in [ada, bob, nil] {
      for path in [
        "/stories/\(id)", "/stories/\(id)?q=xylophone", "/stories/\(id)/map", "/stories/\(id)/check", "/stories/\(id)/export.json",
        "/stories/\(id)/export.twee", "/verses/\(gone)", "/verses/\(root)", "/verses/\(gone)/history", "/verses/\(gone)/history/1",
      ] {
        let text = try await house.send(.get, path, as: who).text.lowercased()
        #expect(!text.contains("zyzzyva") && !text.contains("xylophone"), "\(path)")
      }
      for path in [
        "/song", "/song/stories/\(id)", "/song/stories/\(id)?q=zyzz", "/song/verses/\(gone)", "/song/verses/\(root)",
        "/song/verses/\(root)/edit", "/song/stories/\(id)/check",
      ] {
        let text = try await house.page(path, as: who).text
        #expect(!text.contains("Zyzzyva") && !text.contains("xylophone"), "\(path)")
      }
    }
    #expect(try await house.look(at: id, as: bob).keys.contains("verse \(gone)") == false)
    #expect(try await house.send(.get, "/verses/\(gone)/history", as: ada).status == 410)
    #expect(try await house.save(gone, "y", title: "Zyzzyva", base: 1, as: ada).status == 410)
    #expect(try await house.save(gone, "y", title: "Zyzzyva", base: 1, as: bob).status == 410)
    #expect(try await house.send(.delete, "/verses/\(gone)", as: bob).status == 403)
    // The stub stays as long as it is sent back; another choice cannot lead there.
    let stub = #"[{"id":\#(kept),"label":"Gone","to":\#(gone),"when":{"all":[{"visited":\#(gone)}]}}]"#
    #expect(try await house.save(root, "x", choices: stub, base: 2, as: ada).status == 200)
    let other = #"[{"label":"Gone","to":\#(gone)}]"#
    #expect(try await house.save(root, "x", choices: other, base: 3, as: ada).details == ["choices.0.to"])
    #expect(try await house.send(.get, "/stories/\(id)/check", as: bob).data["problems"]?.array?.contains { $0["kind"] == "stub" } == true)

    #expect(try await house.send(.post, "/verses/\(gone)/restore", as: bob).status == 403)
    let restored = try await house.send(.post, "/verses/\(gone)/restore", as: ada)
    #expect(restored.data["verse"]?["body"] == "xylophone" && restored.data["verse"]?["deleted"] == false)
    // Its title may be taken meanwhile.
    try await house.send(.delete, "/verses/\(gone)", as: ada)
    let taker = try await house.verse("ZYZZYVA", in: id, as: ada)
    #expect(try await house.send(.post, "/verses/\(gone)/restore", as: ada).details == ["title"])
    try await house.send(.delete, "/verses/\(taker)", as: ada)
    try await house.house.database.run(
      "UPDATE verses SET deleted_at = deleted_at - \(Duration.days(31).wholeMicroseconds) WHERE id = \(gone)")
    #expect(try await house.send(.post, "/verses/\(gone)/restore", as: ada).status == 410)
    #expect(try await house.feature.stories.eraseOld(house.house.system()) == 1)
    #expect(try await house.house.database.value("SELECT body FROM verses WHERE id = \(gone)", as: String.self) == "")
    #expect(try await house.house.database.value("SELECT count(*) FROM verse_versions WHERE verse_id = \(gone)", as: Int.self) == 0)
    #expect(try await house.send(.delete, "/verses/\(root)", as: ada).status == 409)
  }

  @Test("who may add, save and delete them")
  func rights() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, cleo) = (try await house.member("ada"), try await house.member("bob"), try await house.member("cleo"))
    let (id, root) = try await house.story(#","visibility":"public""#, as: ada)
    try await house.send(.put, "/stories/\(id)/writers/bob", as: ada)
    let mine = try await house.verse("By Bob", in: id, as: bob)
    func statuses(_ who: TestMember?) async throws -> [Int] {
      let base = try await house.house.database.value("SELECT version FROM verses WHERE id = \(root)", as: Int64.self) ?? 0
      let own = try await house.house.database.value("SELECT version FROM verses WHERE id = \(mine)", as: Int64.self) ?? 0
      return [
        try await house.send(.post, "/stories/\(id)/verses", #"{"title":"\#(UInt64.random(in: 0 ... .max))"}"#, as: who).status,
        try await house.send(
          .put, "/verses/\(root)", #"{"base_version":\#(base),"title":"Start","body":"\#(base)","choices":[]}"#, as: who
        ).status,
        try await house.send(
          .put, "/verses/\(mine)", #"{"base_version":\#(own),"title":"By Bob","body":"\#(own)","choices":[]}"#, as: who
        ).status, try await house.send(.get, "/verses/\(root)/history", as: who).status,
        try await house.send(.get, "/verses/\(root)", as: who).status,
      ]
    }
    #expect(try await statuses(nil) == [401, 401, 401, 401, 200])
    #expect(try await statuses(cleo) == [403, 403, 403, 200, 200])
    #expect(try await statuses(bob) == [201, 200, 200, 200, 200])
    #expect(try await statuses(ada) == [201, 200, 200, 200, 200])
    #expect(try await house.send(.delete, "/verses/\(mine)", as: bob).status == 403, "ada is an author now, too")
    for canon in ["keeper", "vote"] {
      let version = try await house.send(.get, "/stories/\(id)", as: ada).data["story"]?["version"]?.int ?? 0
      try await house.send(.patch, "/stories/\(id)", #"{"base_version":\#(version),"canon":"\#(canon)"}"#, as: ada)
      #expect(try await statuses(bob) == [403, 200, 200, 200, 200], "bob has written both")
      #expect(try await statuses(ada) == [201, 200, 200, 200, 200])
    }
    // With open writing every member who sees it writes.
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":3,"canon":"open","writing":"open"}"#, as: ada)
    #expect(try await statuses(cleo) == [201, 200, 200, 200, 200])
    let alone = try await house.verse("By Cleo", in: id, as: cleo)
    #expect(try await house.send(.delete, "/verses/\(alone)", as: bob).status == 403)
    #expect(try await house.send(.delete, "/verses/\(alone)", as: cleo).status == 200)
    #expect(try await house.send(.post, "/verses/\(alone)/restore", as: ada).status == 200)
  }

  @Test("a choice of another story or verse as to, id, from and visited: 422")
  func strangers() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let ((id, root), (other, otherRoot)) = (try await house.story(as: ada), try await house.story(as: ada))
    try await house.verse("x", #","from":\#(otherRoot)"#, in: other, as: ada)
    let mine = try await house.verse("y", #","from":\#(root)"#, in: id, as: ada)
    for (choices, field) in [
      (#"[{"label":"a","to":\#(otherRoot)}]"#, "choices.0.to"), (#"[{"id":1,"label":"a","to":\#(root)}]"#, "choices.0.id"),
      (#"[{"label":"a","to":\#(root),"when":{"any":[{"visited":\#(otherRoot)}]}}]"#, "choices.0.when.any.0.visited"),
      (##"[{"label":"a","to":"#1"}]"##, "choices.0.to"),
    ] {
      let refused = try await house.save(mine, "x", title: "y", choices: choices, base: 1, as: ada)
      #expect(refused.status == 422 && refused.details == [field], "\(refused.text)")
    }
    let from = try await house.send(.post, "/stories/\(id)/verses", #"{"title":"z","from":\#(otherRoot)}"#, as: ada)
    #expect(from.status == 422 && from.details == ["from"])
    for body in [#"{"title":"StoryData"}"#, #"{"title":"a|b"}"#, #"{"title":"x","label":"a]]"}"#, #"{"title":"x","voice":1}"#] {
      #expect(try await house.send(.post, "/stories/\(id)/verses", body, as: ada).status == 422, "\(body)")
    }
    #expect(try await house.save(mine, String(repeating: "x", count: 8_000), title: "y", base: 1, as: ada).status == 200)
    #expect(try await house.save(mine, String(repeating: "x", count: 8_001), title: "y", base: 2, as: ada).details == ["body"])
    #expect(
      try await house.send(.put, "/verses/\(mine)", #"{"base_version":2,"title":"y"}"#, as: ada).details == ["body", "choices"])
  }

  @Test("a story has at most 500 living verses, a verse 8 choices")
  func limits() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(as: ada)
    for number in 1...8 { try await house.verse("v\(number)", #","from":\#(root)"#, in: id, as: ada) }
    let full = try await house.send(.post, "/stories/\(id)/verses", #"{"title":"v9","from":\#(root)}"#, as: ada)
    #expect(full.status == 409 && full.details == ["from"])
    for number in 9..<499 {
      try await house.house.database.run(
        """
        INSERT INTO verses (story_id, title, title_key, seq, edited_at) VALUES (\(id), \("v\(number)"), \("v\(number)"), \(number + 100), 1)
        """)
    }
    let statuses = try await house.statuses(20) {
      try await house.send(.post, "/stories/\(id)/verses", #"{"title":"last \#($0)"}"#, as: ada).status
    }
    #expect(statuses == [201] + Array(repeating: 409, count: 19))
    let another = try await house.send(.post, "/stories/\(id)/verses", #"{"title":"one more"}"#, as: ada)
    #expect(another.json["error"]?["code"] == "LIMIT_EXCEEDED")
    let born = try await house.save(root, "x", choices: #"[{"label":"a","to":"new"}]"#, base: 9, as: ada)
    #expect(born.json["error"]?["code"] == "LIMIT_EXCEEDED")
  }

  @Test("forms do the same, and show what was typed when they are refused")
  func forms() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let started = try await house.post("/song/stories/new", ["title": "The <b> mill", "request_id": "r1"], as: ada)
    #expect(started.status == 303)
    #expect(
      try await house.post("/song/stories/new", ["title": "The <b> mill", "request_id": "r1"], as: ada).headers["Location"]
        == started.headers["Location"])
    let path = try #require(started.headers["Location"])
    let id = try #require(StoryID(text: path.split(separator: "/").last ?? ""))
    #expect(try await house.page(path, as: ada).text.contains("The &lt;b&gt; mill"))
    #expect(try await house.post("/song/stories/new", ["title": "", "blurb": "kept"], as: ada).status == 422)
    #expect(try await house.post("/song/stories/new", ["title": "", "blurb": "kept"], as: ada).text.contains("kept"))

    let settings: KeyValuePairs = [
      "base_version": "1", "title": "Mill", "blurb": "", "visibility": "members", "writing": "open", "canon": "open", "unmet": "locked",
      "vote_hours": "72", "variables": "gold number 0\r\ndoor flag false",
      "root": "\(try await house.send(.get, "/stories/\(id)", as: ada).data["story"]?["root"]?.int ?? 0)",
    ]
    #expect(try await house.post(path + "/settings", settings, as: ada).status == 303)
    #expect(try await house.post(path + "/settings", settings, as: bob).status == 403)
    #expect(try await house.page(path + "/settings", as: ada).text.contains("gold number 0\ndoor flag false"))
    #expect(try await house.post(path + "/writers", ["username": "bob"], as: ada).status == 303)
    let unknown = try await house.post(path + "/writers", ["username": "nobody"], as: ada)
    #expect(unknown.status == 404 && unknown.text.contains("is no member"))
    #expect(try await house.post(path + "/writers/remove", ["username": "bob"], as: ada).status == 303)

    let new = path + "/verses/new"
    let added = try await house.post(
      new,
      [
        "title": "Gate", "body": "Rust.", "choice_1_label": "Push", "choice_1_to": "new", "choice_1_when": "gold >= 3",
        "choice_1_then": "gold - 3",
      ],
      as: bob)
    #expect(added.status == 303, "\(added.text)")
    let gate = try #require(added.headers["Location"])
    let page = try await house.page(gate, as: bob)
    #expect(page.text.contains("Only if gold &gt;= 3") && page.text.contains("Then gold - 3") && page.text.contains(">Push</a>"))
    let wrong = try await house.post(
      new, ["title": "Other", "choice_1_label": "A", "choice_1_to": "new", "choice_1_when": "silver is 1"], as: bob)
    #expect(wrong.status == 422 && wrong.text.contains("silver is none") && wrong.text.contains("value=\"silver is 1\""))
    #expect(try await house.post(new, ["title": "gate"], as: bob).status == 409)

    let form = try await house.page(gate + "/edit", as: bob)
    #expect(form.text.contains("value=\"gold &gt;= 3\"") || form.text.contains("value=\"gold >= 3\""))
    #expect(form.text.contains("Choice 2") && form.text.contains("a new verse"))
    #expect(try await house.post(gate + "/edit", ["base_version": "1", "title": "Gate", "body": "Theirs."], as: ada).status == 303)
    let conflict = try await house.post(gate + "/edit", ["base_version": "1", "title": "Gate", "body": "Mine."], as: bob)
    #expect(conflict.status == 409 && conflict.text.contains("What changed") && conflict.text.contains("Mine."))
    #expect(conflict.text.contains("<ins>Theirs.</ins>") && conflict.text.contains("name=\"base_version\" value=\"2\""))
    #expect(try await house.post(gate + "/edit", ["base_version": "2", "title": "Gate", "body": "Mine."], as: bob).status == 303)
    #expect(try await house.page(gate + "/history", as: bob).text.contains("Version 3"))
    let old = try await house.page(gate + "/history/2", as: bob)
    #expect(old.text.contains("Go back to this version") && old.text.contains("<del>Rust.</del>"))
    #expect(try await house.post(gate + "/revert", ["version": "1", "base_version": "3"], as: bob).status == 303)
    #expect(try await house.page(gate + "/delete", as: ada).text.contains("Delete this verse?"))
    #expect(try await house.post(gate + "/delete", [:], as: ada).status == 303)
    #expect(try await house.page(gate, as: ada).text.contains("Undo"))
    #expect(try await house.page(gate, as: bob).text.contains("This verse was removed"))
    #expect(try await house.page(gate + "/edit", as: bob).status == 410)
    #expect(try await house.post(gate + "/restore", [:], as: ada).status == 303)
    #expect(try await house.page(path + "/delete", as: ada).text.contains("Delete this story?"))
    #expect(try await house.post(path + "/delete", [:], as: ada).text.contains("Undo"))
    #expect(try await house.post(path + "/restore", [:], as: ada).status == 303)
    for target in ["/song/stories/new", path + "/settings", new, gate + "/edit", gate + "/history"] {
      let guest = try await house.page(target)
      #expect(guest.status == 303 && guest.headers["Location"]?.hasPrefix("/login?next=") == true, "\(target)")
    }
  }

  @Test("markup in titles, labels and bodies is text")
  func markup() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(#","visibility":"public","blurb":"<script>b</script>""#, as: ada)
    let evil = "<script>alert(1)</script> javascript: ]> </svg> '"
    let verse = try await house.verse(evil, #","body":"<script>x</script> [a](javascript:alert(1))","from":\#(root)"#, in: id, as: ada)
    for path in [
      "/song", "/song/stories/\(id)", "/song/verses/\(root)", "/song/verses/\(verse)", "/song/verses/\(verse)/edit",
      "/song/verses/\(verse)/history", "/song/verses/\(verse)/history/1", "/song/stories/\(id)/check", "/song/stories/\(id)/settings",
    ] {
      let text = try await house.page(path, as: ada).text
      #expect(!text.contains("<script>alert") && !text.contains("<script>x") && !text.contains("href=\"javascript:"), "\(path)")
    }
    let html = try await house.send(.get, "/verses/\(verse)", as: ada).data["verse"]
    #expect(html?["html"]?.string?.contains("<script>") == false && html?["body_html"]?.string?.contains("<script>") == false)
  }

  @Test("what is worked out has a tag, and is not sent twice")
  func tags() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(#","visibility":"public""#, as: ada)
    try await house.verse("Cellar", #","from":\#(root),"ending":true"#, in: id, as: ada)
    for path in ["map", "check", "export.json", "export.twee", "export.html"] {
      let first = try await house.send(.get, "/stories/\(id)/\(path)")
      let tag = try #require(first.headers["ETag"])
      #expect(first.status == 200)
      #expect(try await house.send(.get, "/stories/\(id)/\(path)", headers: [("If-None-Match", tag)]).status == 304)
      #expect(path.hasPrefix("export") == (first.headers["Content-Disposition"]?.hasPrefix("attachment; filename=\"The mill.") ?? false))
    }
    let map = try await house.send(.get, "/stories/\(id)/map").data
    #expect(map["nodes"]?.array?.count == 2 && map["edges"]?.array?.count == 1 && map["seq"]?.int == 4)
    let file = try await house.send(.get, "/stories/\(id)/export.json").text
    let back = try StoryImport(Array(file.utf8))
    #expect(back.story.verses.map(\.title) == ["Start", "Cellar"] && back.story.credits == ["ada"])
    #expect(try await house.send(.get, "/stories/\(id)/export.twee").text.contains("[[Cellar->Cellar]]"))
    let book = try await house.send(.get, "/stories/\(id)/export.html").text
    #expect(book.contains("Cellar: turn to <a href=\"#s2\">2</a>") && book.contains("id=\"s2\"") && book.contains("The end"))
    #expect(!book.contains("<script"))
  }

  @Test("what a member who leaves wrote alone goes; what others wrote, too, stays")
  func leaving() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members""#, as: ada)
    let (alone, _) = try await house.story(as: ada)
    try await house.send(.put, "/stories/\(id)/writers/bob", as: ada)
    let shared = try await house.verse("Shared", #","body":"ours""#, in: id, as: ada)
    #expect(try await house.save(shared, "ours too", title: "Shared", base: 1, as: bob).status == 200)
    let single = try await house.verse("Single", #","body":"secret""#, in: id, as: ada)
    #expect(try await house.save(root, "the root is secret", base: 1, as: ada).status == 200)
    let exported = try JSONValue(parsing: try await house.feature.rows.personal.export(of: ada.id))
    #expect(exported["stories"]?.array?.count == 2 && exported["stories"]?[0]?["story"]?["format"] == "neospace-story")
    #expect(try JSONValue(parsing: try await house.feature.rows.personal.export(of: bob.id))["verses"]?.array == [])
    try await house.house.database.run("UPDATE users SET left_at = 1 WHERE id = \(ada.id)")
    try await house.feature.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.house.database.value("SELECT count(*) FROM stories WHERE id = \(alone)", as: Int.self) == 0)
    let page = try await house.send(.get, "/stories/\(id)", as: bob).data
    #expect(page["story"]?["keeper"]?["username"] == "bob" && page["story"]?["writers"]?.array == [])
    #expect((page["verses"]?.array ?? []).compactMap { $0["id"]?.int } == [root, shared])
    #expect(try await house.send(.get, "/verses/\(single)", as: bob).data["verse"]?["deleted"] == true)
    #expect(try await house.send(.get, "/verses/\(root)", as: bob).data["verse"]?["body"] == "")
    #expect(try await house.page("/song/verses/\(shared)", as: bob).text.contains("someone who left"))
    for table in ["verses", "verse_versions"] as [SQL] {
      #expect(try await house.house.database.value("SELECT count(*) FROM \(table) WHERE body LIKE '%secret%'", as: Int.self) == 0)
    }
  }
}
