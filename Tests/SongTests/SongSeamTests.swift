import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Subjects
import Testing
import Words

@testable import Notices
@testable import Song

@Suite("Stories in the house") struct SongSeamTests {
  // MARK: Removal by staff

  @Test("staff remove stories and verses of lower ranks alone; authors cannot bring them back, staff can, and it is written down")
  func removal() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (mod, boss) = (try await house.member("mod", role: .moderator), try await house.member("boss", role: .admin))
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let verse = try await house.verse("Cellar", #","body":"Zyzzyva","from":\#(root)"#, in: id, as: bob)
    #expect(try await house.page("/song/verses/\(verse)", as: mod).text.contains(">Delete<"))
    #expect(try await house.send(.delete, "/verses/\(root)", as: mod).status == 409)
    let types = try await house.verifyAction(on: id, as: ada) {
      let deleted = try await house.send(.delete, "/verses/\(verse)", as: mod)
      #expect(deleted.status == 200)
    }
    #expect(types == ["verse"] && house.removals.take() == ["removed verse \(verse)"])
    for path in ["/verses/\(verse)", "/stories/\(id)", "/stories/\(id)/map", "/stories/\(id)?q=zyzzyva", "/stories/\(id)/export.json"] {
      #expect(!(try await house.send(.get, path, as: ada).text.contains("Zyzzyva")), "\(path)")
    }
    #expect(!(try await house.page("/song/verses/\(verse)", as: bob).text.contains(">Undo<")))
    #expect(try await house.page("/song/verses/\(verse)", as: mod).text.contains(">Undo<"))
    for author in [ada, bob] { #expect(try await house.send(.post, "/verses/\(verse)/restore", as: author).status == 403) }
    #expect(try await house.send(.post, "/verses/\(verse)/restore", as: mod).status == 200)
    #expect(house.removals.take() == ["restored verse \(verse)"])
    #expect(try await house.send(.get, "/verses/\(verse)", as: bob).data["verse"]?["body"] == "Zyzzyva")
    // Its author deletes what staff removed: then it stays gone.
    #expect(try await house.send(.delete, "/verses/\(verse)", as: mod).status == 200)
    #expect(try await house.send(.delete, "/verses/\(verse)", as: bob).status == 200)
    #expect(try await house.send(.post, "/verses/\(verse)/restore", as: mod).status == 410)
    _ = house.removals.take()

    #expect(try await house.send(.delete, "/stories/\(id)", as: bob).status == 403)
    #expect(try await house.send(.delete, "/stories/\(id)", as: mod).status == 200)
    #expect(try await house.send(.get, "/stories/\(id)", as: ada).status == 404)
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: ada).status == 404)
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: mod).status == 200)
    #expect(house.removals.take() == ["removed story \(id)", "restored story \(id)"])
    // Of equals and superiors: not.
    let (theirs, _) = try await house.story(#","visibility":"members""#, as: boss)
    #expect(try await house.send(.delete, "/stories/\(theirs)", as: mod).status == 403)
    let written = try await house.verse("By the boss", in: id, as: boss)
    #expect(try await house.send(.delete, "/verses/\(written)", as: mod).status == 403)
  }

  @Test("an action of staff removes and brings back; a root verse stays; a ban finds what was made")
  func actions() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let verse = try await house.verse("Cellar", in: id, as: bob)
    let (stories, verses) = (StoryRemoval(service: house.feature.stories), VerseRemoval(service: house.feature.verses))
    let (work, now) = (house.house.work, house.house.clock.now)
    try await work.transaction { transaction in
      let since = now - .hours(1)
      let theirs = try await verses.keys(madeBy: bob.id, since: since, limit: 9, in: transaction)
      let hers = try await verses.keys(madeBy: ada.id, since: since, limit: 9, in: transaction)
      let kept = try await stories.keys(madeBy: ada.id, since: since, limit: 9, in: transaction)
      #expect(theirs == ["\(verse)"] && hers == [] && kept == ["\(id)"])
      await #expect(throws: AppError.self) { try await verses.remove("\(root)", at: now, in: transaction) }
      guard case .unknown = try await verses.remove("77", at: now, in: transaction) else { throw AppError.notFound() }
      guard case .removed = try await verses.remove("\(verse)", at: now, in: transaction) else { throw AppError.notFound() }
      guard case .gone = try await verses.remove("\(verse)", at: now, in: transaction) else { throw AppError.notFound() }
      guard case .removed = try await stories.remove("\(id)", at: now, in: transaction) else { throw AppError.notFound() }
    }
    #expect(try await house.send(.get, "/stories/\(id)", as: ada).status == 404)
    try await work.transaction { transaction in
      let (story, late) = (
        try await stories.restore("\(id)", at: now, in: transaction),
        try await verses.restore("\(verse)", at: now + .days(30), in: transaction)
      )
      let back = try await verses.restore("\(verse)", at: now, in: transaction)
      #expect(story != nil && late == nil && back != nil)
    }
    #expect(try await house.send(.get, "/verses/\(verse)", as: ada).data["verse"]?["deleted"] == false)
  }

  @Test("what staff bring back is numbered when its title was taken meanwhile; members are told to free the title")
  func takenTitles() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let mod = try await house.member("mod", role: .moderator)
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let mine = try await house.verse("Cellar", in: id, as: bob)
    #expect(try await house.send(.delete, "/verses/\(mine)", as: bob).status == 200)
    var others = [try await house.verse("CELLAR", in: id, as: ada)]
    // A member's own: refused, and the page says what to do.
    let refused = try await house.send(.post, "/verses/\(mine)/restore", as: bob)
    #expect(refused.status == 409 && refused.details == ["title"])
    let page = try await house.post("/song/verses/\(mine)/restore", [:], as: bob)
    #expect(page.status == 409 && page.text.contains("<h1>This verse was removed</h1>") && page.text.contains(">Undo<"))
    #expect(page.text.contains("Another verse has this title now. Rename that verse, then bring this one back"))
    // By a ban that is lifted, and by hand.
    let first = others[0]
    let verses = VerseRemoval(service: house.feature.verses)
    let (work, now) = (house.house.work, house.house.clock.now)
    try await work.transaction { transaction in
      guard case .removed = try await verses.remove("\(first)", at: now, in: transaction) else { throw AppError.notFound() }
    }
    others.append(try await house.verse("cellar", #","from":\#(root)"#, in: id, as: ada))
    others.append(try await house.verse("Cellar 2", in: id, as: ada))
    let types = try await house.verifyAction(on: id, as: ada) {
      let events = try await work.transaction { try await verses.restore("\(first)", at: now, in: $0) }
      house.events.publish(events ?? [])
    }
    #expect(types == ["verse"])
    let back = try await house.send(.get, "/verses/\(first)", as: ada).data["verse"]
    #expect(back?["title"] == "CELLAR 3" && back?["version"]?.int == 2 && back?["authors"]?.array?.count == 1)
    let history = try await house.send(.get, "/verses/\(first)/history", as: ada).data["revisions"]
    #expect(history?.array?.count == 2 && history?[0]?["title"] == "CELLAR 3" && history?[0]?["author"]?["username"] == "ada")
    #expect(history?[1]?["title"] == "CELLAR")
    #expect(try await found("cellar", by: bob, in: house).contains(first))
    #expect(try await house.send(.delete, "/verses/\(others[1])", as: mod).status == 200)
    others.append(try await house.verse("Cellar", in: id, as: ada))
    let restored = try await house.send(.post, "/verses/\(others[1])/restore", as: mod)
    #expect(restored.status == 200 && restored.data["verse"]?["title"] == "cellar 4", "\(restored.text)")
    // Nobody's title stands in its way: it keeps its own, and its version.
    #expect(try await house.send(.delete, "/verses/\(others[2])", as: mod).status == 200)
    let same = try await house.send(.post, "/verses/\(others[2])/restore", as: mod).data["verse"]
    #expect(same?["title"] == "Cellar 2" && same?["version"]?.int == 1)
  }

  // MARK: Search and feeds

  private func found(_ text: String, by member: TestMember, in house: SongHouse) async throws -> [Int64] {
    let search = SearchRepository(house.house.database)
    let scope = try await house.scope(member)
    return try await house.house.database.read { snapshot in
      let request = SearchRequest(query: WordQuery(text), viewer: member.id, rooms: [])
      let found = try await search.find(request, below: .highest, limit: 100, at: snapshot)
      let cards = try await VerseSubjectRows().show(found.map(\.id), to: scope, at: snapshot)
      return found.map(\.id).filter { cards[$0] != nil }
    }
  }

  @Test("living canon is found by title and body, the first verse by the story's title and blurb; what one may not see is not")
  func search() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","blurb":"Flour and quince","visibility":"members""#, as: ada)
    let cellar = try await house.verse("Cellar", #","body":"Ripe **pl**ums""#, in: id, as: ada)
    #expect(try await found("plums", by: bob, in: house) == [cellar])
    #expect(try await found("cellar", by: bob, in: house) == [cellar])
    #expect(try await found("quince", by: bob, in: house) == [root])
    #expect(try await found("mill", by: bob, in: house) == [root])
    #expect(try await house.save(cellar, "Ripe pears", title: "Cellar", base: 1, as: ada).status == 200)
    #expect(try await found("plums", by: bob, in: house) == [])
    #expect(try await found("pears", by: bob, in: house) == [cellar])
    let patched = try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"blurb":"Bran","root":\#(cellar)}"#, as: ada)
    #expect(patched.status == 200)
    #expect(try await found("quince", by: bob, in: house) == [])
    #expect(try await found("bran", by: bob, in: house) == [cellar])
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":2,"root":\#(root)}"#, as: ada)
    #expect(try await house.send(.delete, "/verses/\(cellar)", as: ada).status == 200)
    #expect(try await found("pears", by: bob, in: house) == [])
    #expect(try await house.send(.post, "/verses/\(cellar)/restore", as: ada).status == 200)
    #expect(try await found("pears", by: bob, in: house) == [cellar])
    // Proposed verses are not canon.
    let proposed = try await house.send(
      .post, "/stories/\(id)/proposals", #"{"from":\#(root),"label":"Up","verses":[{"title":"Attic","body":"medlars"}]}"#, as: bob)
    let proposal = try #require(proposed.data["proposal"]?["id"]?.int)
    #expect(try await found("medlars", by: bob, in: house) == [])
    #expect(try await house.send(.post, "/proposals/\(proposal)/accept", "{}", as: ada).status == 200)
    #expect(try await found("medlars", by: ada, in: house).count == 1)
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":3,"visibility":"private"}"#, as: ada)
    #expect(try await found("pears", by: bob, in: house) == [])
    #expect(try await found("pears", by: ada, in: house) == [cellar])
    #expect(try await house.send(.delete, "/stories/\(id)", as: ada).status == 200)
    #expect(try await found("pears", by: ada, in: house) == [])
    let left: Int? = try await house.house.database.value("SELECT count(*) FROM search_documents")
    #expect(left == 0, "no word of a deleted story stays in the index")
    #expect(try await house.send(.post, "/stories/\(id)/restore", as: ada).status == 200)
    #expect(try await found("pears", by: ada, in: house) == [cellar])
  }

  @Test("a feed has one entry for story, author and day, when verses turn canon; deletion takes it away, undo brings it back")
  func feed() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    func entries() async throws -> [Int64] {
      try await house.house.database.values("SELECT subject FROM feed_entries WHERE kind = 5 AND is_gone = \(false) ORDER BY id")
    }
    #expect(try await entries() == [], "an empty first verse is no news")
    let one = try await house.verse("One", in: id, as: ada)
    try await house.verse("Two", in: id, as: ada)
    let theirs = try await house.verse("Three", in: id, as: bob)
    #expect(try await entries() == [one, theirs])
    house.house.clock.advance(by: .hours(24))
    let next = try await house.verse("Four", in: id, as: ada)
    #expect(try await entries() == [one, theirs, next])
    #expect(try await house.send(.delete, "/verses/\(next)", as: ada).status == 200)
    #expect(try await entries() == [one, theirs])
    #expect(try await house.send(.post, "/verses/\(next)/restore", as: ada).status == 200)
    #expect(try await entries() == [one, theirs, next])
    _ = root
  }

  // MARK: Notifications

  private func told(_ member: TestMember, _ house: SongHouse) async throws -> [String] {
    let reading = NoticeReadingRepository(kinds: SongFeature.noticeKinds + [ForkNotice()])
    return try await house.house.database.read { try await reading.page(of: member.id, before: nil, limit: 20, at: $0) }
      .compactMap { $0.shown.map { "\($0.title) \($0.link)" } }
  }

  @Test("keeper and voters are told of a proposal, its proposer of the outcome, authors of saves by others")
  func notices() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, eve) = (try await house.member("ada"), try await house.member("bob"), try await house.member("eve"))
    let (id, root) = try await house.story(#","visibility":"members","canon":"vote""#, as: ada)
    try await house.send(.put, "/stories/\(id)/writers/eve", as: ada)
    func propose(_ title: String) async throws -> Int64 {
      let made = try await house.send(
        .post, "/stories/\(id)/proposals", #"{"from":\#(root),"label":"Up","verses":[{"title":"\#(title)"}]}"#, as: bob)
      return try #require(made.data["proposal"]?["id"]?.int, "\(made.text)")
    }
    let first = try await propose("Attic")
    #expect(try await told(ada, house) == ["Bob proposed a branch of a story /song/proposals/\(first)"])
    #expect(try await told(eve, house) == ["Bob proposed a branch of a story /song/proposals/\(first)"])
    #expect(try await told(bob, house) == [])
    #expect(try await house.send(.post, "/proposals/\(first)/withdraw", as: bob).status == 200)
    #expect(try await told(ada, house) == [])
    #expect(try await told(eve, house) == [])
    let second = try await propose("Loft")
    for voter in [ada, eve] { try await house.send(.post, "/proposals/\(second)/vote", #"{"yes":true}"#, as: voter) }
    #expect(try await told(bob, house) == ["The vote on your proposal has ended: it is accepted /song/proposals/\(second)"])
    // A save by somebody else.
    let attic = try #require(try await house.send(.get, "/proposals/\(second)", as: bob).data["verses"]?[0]?["id"]?.int)
    let saved = try await house.save(attic, "Dust", title: "Loft", base: 1, as: ada)
    #expect(saved.status == 200)
    #expect(try await told(bob, house).first == "Ada changed a verse that you wrote /song/verses/\(attic)")
    // Who no longer sees the story is no longer told of it.
    try await house.send(.patch, "/stories/\(id)", #"{"base_version":1,"visibility":"private"}"#, as: ada)
    #expect(try await told(bob, house) == [])
    #expect(try await told(eve, house).count == 1)
  }

  @Test("the keeper is told of a fork once it is not private, and no longer when it is private again")
  func forks() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, _) = try await house.story(#","visibility":"members""#, as: ada)
    let fork = try #require(try await house.send(.post, "/stories/\(id)/fork", "{}", as: bob).data["story"]?["id"]?.int)
    #expect(try await told(ada, house) == [])
    try await house.send(.patch, "/stories/\(fork)", #"{"base_version":1,"visibility":"members"}"#, as: bob)
    #expect(try await told(ada, house) == ["Bob forked your story /song/stories/\(fork)"])
    try await house.send(.patch, "/stories/\(fork)", #"{"base_version":2,"visibility":"private"}"#, as: bob)
    #expect(try await told(ada, house) == [])
  }

  // MARK: Archives

  @Test("stories of an archive come in private, once, under the name that they had")
  func arrival() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (id, root) = try await house.story(#","visibility":"public""#, as: ada)
    try await house.verse("Cellar", #","body":"Dust","ending":true,"from":\#(root)"#, in: id, as: ada)
    let part = try JSONValue(parsing: try await house.feature.rows.personal.export(of: ada.id))
    let item = JSONValue.object([ShortName("stories"): try #require(part["stories"]?[0])])
    #expect(try await house.feature.personal.take(house.scope(ada), item) == .skipped)
    #expect(try await house.feature.personal.take(house.scope(bob), item) == .created)
    #expect(try await house.feature.personal.take(house.scope(bob), item) == .skipped)
    let mine = try await house.send(.get, "/stories?mine=on", as: bob).data["stories"]
    #expect(mine?.array?.count == 1 && mine?[0]?["title"] == "The mill" && mine?[0]?["visibility"] == "private")
    let copy = try #require(mine?[0]?["id"]?.int)
    let verses = try await house.send(.get, "/stories/\(copy)", as: bob).data["verses"]
    #expect(verses?.array?.count == 2 && verses?[1]?["title"] == "Cellar" && verses?[1]?["ending"] == true)
    await #expect(throws: AppError.self) {
      try await house.feature.personal.take(house.scope(bob), .object([ShortName("stories"): .object([:])]))
    }
  }

  @Test("the history of a story has all saves of its verses, newest first, page by page")
  func history() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (id, root) = try await house.story(as: ada)
    for version in 1...30 {
      house.house.clock.advance(by: .seconds(1))
      #expect(try await house.save(root, "Draft \(version)", base: Int64(version), #","note":"Note \#(version)""#, as: ada).status == 200)
    }
    let path = "/song/stories/\(id)/history"
    #expect(try await house.page("/song/stories/\(id)", as: ada).text.contains(#"href="\#(path)""#))
    let first = try await house.page(path, as: ada).text
    #expect(first.contains("Start, version 31") && first.contains("Note 30") && !first.contains("version 7<"))
    let older = try #require(first.firstMatch(of: /href="(\/song\/stories\/\d+\/history\?before=[^"]+)"/)?.1)
    let second = try await house.page(String(older), as: ada).text
    #expect(second.contains("Start, version 7<") && second.contains("Start, version 1<") && !second.contains("version 8<"))
    #expect(try await house.page(path).status == 303)
    #expect(try await house.page("\(path)?before=x", as: ada).status == 422)
  }

  // MARK: The story that comes with NeoSpace

  @Test("the demo's story has ten verses or more, nothing to mend, three endings, and an open proposal with a vote")
  func gallery() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, eve) = (try await house.member("ada"), try await house.member("bob"), try await house.member("eve"))
    #expect(try StoryImport(PackageResources.saltmarsh_twee).warnings.isEmpty)
    try await house.feature.gallery.publish(by: house.scope(ada), with: house.scope(bob), proposing: house.scope(eve))
    let stories = try await house.send(.get, "/stories").data["stories"]
    let id = try #require(stories?[0]?["id"]?.int)
    let check = try await house.send(.get, "/stories/\(id)/check").data
    #expect(check["problems"] == .array([]), "\(check)")
    #expect((check["counts"]?["verses"]?.int ?? 0) >= 10 && check["counts"]?["endings"]?.int == 3)
    let proposal = try await house.send(.get, "/stories/\(id)/proposals", as: bob).data["proposals"]?[0]
    #expect(proposal?["status"] == "open" && proposal?["voters"]?.int == 2 && proposal?["closes_at"]?.string != nil)
  }
}
