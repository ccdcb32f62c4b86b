import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Media
@testable import Song

@Suite("Voices of verses") struct VoiceTests {
  /// A story with a writer, and a sound of its keeper.
  private struct Room {
    let house: SongHouse
    let ada: TestMember
    let bob: TestMember
    let story: Int64
    let root: Int64
    let sound: String

    static func open(_ visibility: String = "members") async throws -> Room {
      let house = try await SongHouse.open()
      let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
      let (story, root) = try await house.story(#","visibility":"\#(visibility)","writing":"open""#, as: ada)
      return Room(house: house, ada: ada, bob: bob, story: story, root: root, sound: try await house.file(of: ada))
    }

    func save(_ body: String, _ voice: String?, base: Int64, as who: TestMember) async throws -> SongHouse.Answer {
      try await house.save(root, body, base: base, voice.map { #","voice":\#($0)"# } ?? "", as: who)
    }

    func voice(of verse: Int64, as who: TestMember) async throws -> JSONValue? {
      try await house.send(.get, "/verses/\(verse)", as: who).data["verse"]?["voice"]
    }

    /// What uses sounds: the verse, and whether it can be heard.
    func uses(of file: String) async throws -> [String] {
      try await house.house.database.read { snapshot in
        try await snapshot.all(
          "SELECT x.subject, x.is_living FROM media_uses x JOIN media m ON m.number = x.media WHERE m.id = \(file) ORDER BY x.subject"
        ) { row in "\(try row[0] as Int64) \(try row[1] as Bool ? "living" : "held")" }
      }
    }

    /// Who hears the sound: its owner always, the other member, a guest.
    func hearers(of file: String) async throws -> String {
      let served = ServedMediaRepository(database: house.house.database, kinds: SongFeature.mediaUses)
      let id = try #require(MediaID(text: file))
      var hearers: [String] = []
      for (name, scope) in [("ada", try await house.scope(ada)), ("bob", try await house.scope(bob)), ("guest", house.house.guest())] {
        if try await served.file(id, for: scope.member?.id, with: scope.permissions) != nil { hearers.append(name) }
      }
      return hearers.joined(separator: " ")
    }
  }

  @Test("are sounds of the saver's own of at most 120 seconds, or stay")
  func claims() async throws {
    let room = try await Room.open()
    let (house, ada, bob) = (room.house, room.ada, room.bob)
    let foreign = try await house.file(of: bob)
    let picture = try await house.file(.image, of: ada)
    let (long, longest) = (try await house.file(of: ada, milliseconds: 120_001), try await house.file(of: ada, milliseconds: 120_000))
    for voice in ["\"\(foreign)\"", "\"\(picture)\"", "\"\(long)\"", "1", "[]", "\"x\"", "\"\(house.house.random.uuid())\""] {
      let refused = try await room.save("x", voice, base: 1, as: ada)
      #expect(refused.status == 422 && refused.details == ["voice"], "\(voice) \(refused.text)")
      let added = try await house.send(.post, "/stories/\(room.story)/verses", #"{"title":"New","voice":\#(voice)}"#, as: ada)
      #expect(added.status == 422 && added.details == ["voice"], "\(voice) \(added.text)")
    }
    // What is wrong is told before what is stale or taken.
    #expect(try await room.save("x", "\"\(foreign)\"", base: 7, as: ada).status == 422)
    let types = try await house.verifyAction(on: room.story, as: ada) {
      let saved = try await room.save("x", "\"\(room.sound)\"", base: 1, as: ada)
      #expect(saved.status == 200 && saved.data["verse"]?["voice"]?.string == room.sound, "\(saved.text)")
    }
    #expect(types == ["verse"])
    #expect(try await room.uses(of: room.sound) == ["\(room.root) living"])
    let item = try await house.media.media.item(house.scope(ada), try #require(MediaID(text: room.sound)))
    #expect(item.uses.map(\.kind) == ["verse"] && item.uses.map(\.link) == ["/song/verses/\(room.root)"])
    // The same save sent again changes nothing. Another writer can save the verse with the voice that it has.
    #expect(try await room.save("x", "\"\(room.sound)\"", base: 1, as: ada).data["verse"]?["version"]?.int == 2)
    let kept = try await room.save("y", "\"\(room.sound)\"", base: 2, as: bob)
    #expect(kept.status == 200 && kept.data["verse"]?["voice"]?.string == room.sound)
    // Another one takes its place; absent is none.
    #expect(try await room.save("y", "\"\(foreign)\"", base: 3, as: bob).status == 200)
    #expect(try await room.uses(of: room.sound) == [])
    #expect(try await room.uses(of: foreign) == ["\(room.root) living"])
    #expect(try await room.save("y", nil, base: 4, as: ada).data["verse"]?["voice"] == .null)
    #expect(try await room.uses(of: foreign) == [])
    let added = try await house.send(.post, "/stories/\(room.story)/verses", #"{"title":"New","voice":"\#(longest)"}"#, as: ada)
    #expect(added.status == 201 && added.data["verse"]?["voice"]?.string == longest, "\(added.text)")
    #expect(try await room.uses(of: longest) == ["\(added.data["verse"]?["id"]?.int ?? 0) living"])
    // Proposals have none.
    let proposed = try await house.send(
      .post, "/stories/\(room.story)/proposals",
      #"{"from":\#(room.root),"label":"Up","verses":[{"title":"Attic","voice":"\#(foreign)"}]}"#, as: bob)
    #expect(proposed.status == 422 && proposed.details == ["verses.0.voice"], "\(proposed.text)")
  }

  @Test("are heard by the story's readers, as long as the verse has them")
  func readers() async throws {
    let room = try await Room.open("private")
    let (house, ada, bob, sound) = (room.house, room.ada, room.bob, room.sound)
    #expect(try await room.hearers(of: sound) == "ada")
    #expect(try await room.save("x", "\"\(sound)\"", base: 1, as: ada).status == 200)
    #expect(try await room.hearers(of: sound) == "ada")
    try await house.send(.patch, "/stories/\(room.story)", #"{"base_version":1,"visibility":"members"}"#, as: ada)
    #expect(try await room.hearers(of: sound) == "ada bob")
    try await house.send(.patch, "/stories/\(room.story)", #"{"base_version":2,"visibility":"public"}"#, as: ada)
    #expect(try await room.hearers(of: sound) == "ada bob guest")
    for page in ["/song/verses/\(room.root)", "/song/stories/\(room.story)/play"] {
      for who in [nil, bob] { #expect(try await house.page(page, as: who).text.contains("/media/\(sound)/audio.mp3"), "\(page)") }
    }
    // Of a proposed verse by members alone.
    let proposed = try await house.send(
      .post, "/stories/\(room.story)/proposals", #"{"from":\#(room.root),"label":"Up","verses":[{"title":"Attic"}]}"#, as: bob)
    let attic = try #require(proposed.data["proposal"]?["verses"]?[0]?.int)
    let other = try await house.file(of: bob)
    #expect(try await house.save(attic, "x", title: "Attic", base: 1, #","voice":"\#(other)""#, as: bob).status == 200)
    #expect(try await room.hearers(of: other) == "ada bob")
    let proposal = try #require(proposed.data["proposal"]?["id"]?.int)
    #expect(try await house.send(.post, "/proposals/\(proposal)/decline", "{}", as: ada).status == 200)
    #expect(try await room.hearers(of: other) == "bob")
    #expect(try await room.uses(of: other) == ["\(attic) held"])
    // Staff who read a report hear it, too.
    let files = try await house.house.database.read { try await ReportedVerseRows(removal: nil).files(of: "\(room.root)", in: $0) }
    #expect(files == [sound])
    #expect(try await room.save("x", nil, base: 2, as: ada).status == 200)
    #expect(try await room.hearers(of: sound) == "ada")
  }

  @Test("are held while the verse or its story is deleted, come back with it, and are released in the end")
  func removal() async throws {
    let room = try await Room.open()
    let (house, ada, sound) = (room.house, room.ada, room.sound)
    let mod = try await house.member("mod", role: .moderator)
    let verse = try await house.verse("Cellar", #","voice":"\#(sound)""#, in: room.story, as: ada)
    for (remover, restorer) in [(ada, ada), (mod, mod)] {
      #expect(try await house.send(.delete, "/verses/\(verse)", as: remover).status == 200)
      #expect(try await room.uses(of: sound) == ["\(verse) held"])
      #expect(try await room.hearers(of: sound) == "ada")
      #expect(try await house.send(.post, "/verses/\(verse)/restore", as: restorer).data["verse"]?["voice"]?.string == sound)
      #expect(try await room.uses(of: sound) == ["\(verse) living"])
      #expect(try await room.hearers(of: sound) == "ada bob")
    }
    for keeper in [ada, mod] {
      #expect(try await house.send(.delete, "/stories/\(room.story)", as: keeper).status == 200)
      #expect(try await room.uses(of: sound) == ["\(verse) held"])
      #expect(try await room.hearers(of: sound) == "ada")
      #expect(try await house.send(.post, "/stories/\(room.story)/restore", as: keeper).status == 200)
      #expect(try await room.uses(of: sound) == ["\(verse) living"])
    }
    // A file that its owner deletes meanwhile is lost.
    let other = try await house.file(of: ada)
    let attic = try await house.verse("Attic", #","voice":"\#(other)""#, in: room.story, as: ada)
    #expect(try await house.send(.delete, "/verses/\(attic)", as: ada).status == 200)
    try await house.house.database.run("DELETE FROM media WHERE id = \(other)")
    #expect(try await house.send(.post, "/verses/\(attic)/restore", as: ada).data["verse"]?["voice"] == .null)

    let last = try await house.file(of: ada)
    let (second, _) = try await house.story(as: ada)
    let loft = try await house.verse("Loft", #","voice":"\#(last)""#, in: second, as: ada)
    #expect(try await house.send(.delete, "/verses/\(verse)", as: ada).status == 200)
    #expect(try await house.send(.delete, "/stories/\(second)", as: ada).status == 200)
    #expect(try await room.uses(of: last) == ["\(loft) held"])
    house.house.clock.advance(by: .days(31))
    _ = try await house.feature.stories.eraseOld(house.house.system())
    for file in [sound, last] { #expect(try await room.uses(of: file) == []) }
  }

  @Test("stand in old versions, come back with them while the file is there, and go along with forks of their owners")
  func versions() async throws {
    let room = try await Room.open()
    let (house, ada, bob, sound) = (room.house, room.ada, room.bob, room.sound)
    #expect(try await room.save("x", "\"\(sound)\"", base: 1, as: ada).status == 200)
    #expect(try await room.save("x", nil, base: 2, as: ada).status == 200)
    func old() async throws -> JSONValue? {
      try await house.send(.get, "/verses/\(room.root)/history/2", as: bob).data["revision"]?["voice"]
    }
    #expect(try await old()?.string == sound)
    try await house.verifyAction(on: room.story, as: ada) {
      let back = try await house.send(.post, "/verses/\(room.root)/revert", #"{"version":2,"base_version":3}"#, as: bob)
      #expect(back.data["verse"]?["voice"]?.string == sound && back.data["verse"]?["version"]?.int == 4, "\(back.text)")
    }
    #expect(try await room.uses(of: sound) == ["\(room.root) living"])
    let foreign = try await house.send(.post, "/stories/\(room.story)/fork", "{}", as: bob).data["story"]
    #expect(try await room.voice(of: #require(foreign?["root"]?.int), as: bob) == .null, "sounds of others stay where they are")
    let fork = try await house.send(.post, "/stories/\(room.story)/fork", "{}", as: ada).data["story"]
    let copy = try #require(fork?["root"]?.int)
    #expect(try await room.voice(of: copy, as: ada)?.string == sound)
    #expect(try await room.uses(of: sound) == ["\(room.root) living", "\(copy) living"])
    let json = try await house.send(.get, "/stories/\(room.story)/export.json", as: ada).text
    #expect(!json.contains("voice"))
    // What staff removed stays where it is, silent, and is used nowhere else.
    #expect(try await room.save("x", nil, base: 4, as: ada).status == 200)
    try await house.house.database.run("UPDATE media SET removed_at = \(house.house.clock.now) WHERE id = \(sound)")
    let without = try await house.send(.post, "/verses/\(room.root)/revert", #"{"version":2,"base_version":5}"#, as: bob)
    #expect(without.status == 200 && without.data["verse"]?["voice"] == .null && without.data["verse"]?["version"]?.int == 5)
    #expect(try await room.voice(of: copy, as: ada)?.string == sound)
    #expect(try await !house.page("/song/verses/\(copy)", as: ada).text.contains("verse-voice"))
    // A voice whose file is gone is null, in old versions too.
    try await house.house.database.run("DELETE FROM media WHERE id = \(sound)")
    #expect(try await old() == .null)
    #expect(try await room.voice(of: copy, as: ada) == .null)
    let silent = try await house.save(copy, "x", base: 1, as: ada)
    #expect(silent.status == 200 && silent.data["verse"]?["version"]?.int == 1)
  }

  @Test("are chosen in the form of a verse, stay if nothing is chosen, and are taken away by a box")
  func form() async throws {
    let room = try await Room.open()
    let (house, ada, sound) = (room.house, room.ada, room.sound)
    let page = try await house.page("/song/verses/\(room.root)/edit", as: ada).text
    #expect(page.contains("type=\"file\"") && page.contains("Without a voice") && page.contains("multipart/form-data"))
    func post(_ base: String, _ title: String, _ more: KeyValuePairs<String, String>) async throws -> SongHouse.Answer {
      var form: [(String, String)] = [("base_version", base), ("title", title), ("body", "x")]
      form += more.map { ($0.key, $0.value) }
      return try await house.post("/song/verses/\(room.root)/edit", fields: form, as: ada)
    }
    #expect(try await post("1", "Start", ["draft_voice": sound]).status == 303)
    #expect(try await room.voice(of: room.root, as: ada)?.string == sound)
    #expect(try await post("2", "Start anew", [:]).status == 303)
    #expect(try await room.voice(of: room.root, as: ada)?.string == sound)
    // What was uploaded with a form that is refused is not uploaded again.
    let other = try await house.file(of: ada)
    let refused = try await post("3", "", ["voice": other])
    #expect(refused.status == 422 && refused.text.contains("name=\"draft_voice\" value=\"\(other)\""), "\(refused.text)")
    let foreign = try await house.file(of: room.bob)
    let wrong = try await post("3", "Start", ["voice": foreign])
    #expect(wrong.status == 422 && wrong.text.contains("error-voice") && !wrong.text.contains("name=\"draft_voice\""))
    #expect(try await post("3", "Start", ["voice": "x"]).status == 422)
    #expect(try await post("3", "Start", ["without_voice": "true"]).status == 303)
    #expect(try await room.voice(of: room.root, as: ada) == .null)
    let added = try await house.post("/song/stories/\(room.story)/verses/new", fields: [("title", "Loft"), ("voice", other)], as: ada)
    #expect(added.status == 303)
    #expect(try await room.uses(of: other).count == 1)
  }

  @Test("of a member who leaves go, and hold no file of others")
  func leaving() async throws {
    let room = try await Room.open()
    let (house, ada, bob, sound) = (room.house, room.ada, room.bob, room.sound)
    let his = try await house.file(of: bob)
    // Hers in his verse, which is then his alone no more; his in hers.
    #expect(try await room.save("x", "\"\(his)\"", base: 1, as: bob).status == 200)
    let alone = try await house.verse("Alone", #","voice":"\#(sound)""#, in: room.story, as: ada)
    try await house.feature.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await room.uses(of: sound) == [])
    #expect(try await room.uses(of: his) == ["\(room.root) living"], "the verse is written by both")
    #expect(try await house.send(.get, "/verses/\(alone)", as: bob).data["verse"]?["deleted"] == true)
    // The last one takes the story along.
    try await house.feature.erase(house.house.system(), everythingOf: bob.id)
    #expect(try await room.uses(of: his) == [])
  }

  @Test("of a member who leaves go from verses of others, too, and those who watch are told")
  func leavingOthers() async throws {
    let room = try await Room.open()
    let (house, ada, bob) = (room.house, room.ada, room.bob)
    let his = try await house.file(of: bob)
    #expect(try await room.save("x", "\"\(his)\"", base: 1, as: bob).status == 200)
    try await house.verifyAction(on: room.story, as: ada) {
      let outbox = Outbox()
      try await house.feature.erase(house.house.system(outbox: outbox), everythingOf: bob.id)
      house.events.publish(outbox.take())
    }
    let left = try await house.send(.get, "/verses/\(room.root)", as: ada).data["verse"]
    #expect(left?["voice"] == .null && left?["authors"]?.array?.count == 1 && left?["version"]?.int == 2)
    #expect(try await room.uses(of: his) == [])
  }

  @Test("turn null with an event when the file that staff removed is erased for good; a deleted verse stays silent")
  func erased() async throws {
    let room = try await Room.open()
    let (house, ada, sound) = (room.house, room.ada, room.sound)
    let other = try await house.verse("Cellar", #","voice":"\#(sound)""#, in: room.story, as: ada)
    let deleted = try await house.verse("Attic", #","voice":"\#(sound)""#, in: room.story, as: ada)
    #expect(try await room.save("x", "\"\(sound)\"", base: 1, as: ada).status == 200)
    #expect(try await house.send(.delete, "/verses/\(deleted)", as: ada).status == 200)
    try await house.house.database.run("INSERT INTO media_usage (user_id, bytes) VALUES (\(ada.id), 100)")
    try await house.house.database.run("UPDATE media SET removed_at = \(house.house.clock.now) WHERE id = \(sound)")
    #expect(try await room.voice(of: room.root, as: ada)?.string == sound)
    house.house.clock.advance(by: .days(30))
    let types = try await house.verifyAction(on: room.story, as: ada) {
      let outbox = Outbox()
      try await house.media.sweeps.eraseRemoved(house.house.system(outbox: outbox))
      house.events.publish(outbox.take())
    }
    #expect(types == ["verse", "verse"])
    for verse in [room.root, other] {
      // Straight from the database: her session has ended in those thirty days.
      let silent = try await house.house.database.value(
        "SELECT count(*) FROM verses WHERE id = \(verse) AND voice IS NULL AND version = \(verse == room.root ? 2 : 1)", as: Int.self)
      #expect(silent == 1)
    }
    #expect(try await house.house.database.value("SELECT count(*) FROM media", as: Int.self) == 0)
  }

  @Test("of old versions are played on the pages of those to whoever may hear the file")
  func oldVersions() async throws {
    let room = try await Room.open()
    let (house, ada, bob, sound) = (room.house, room.ada, room.bob, room.sound)
    func plays(_ version: Int, to who: TestMember) async throws -> Bool {
      let page = try await house.page("/song/verses/\(room.root)/history/\(version)", as: who)
      #expect(page.status == 200)
      let isPlayed = page.text.contains("/media/\(sound)/audio.mp3")
      #expect(page.text.contains("js/player.js") == isPlayed)
      return isPlayed
    }
    #expect(try await room.save("x", "\"\(sound)\"", base: 1, as: ada).status == 200)
    #expect(try await room.save("y", "\"\(sound)\"", base: 2, as: ada).status == 200)
    for who in [ada, bob] {
      #expect(try await !plays(1, to: who))
      for version in [2, 3] { #expect(try await plays(version, to: who), "the verse speaks with it now") }
    }
    // The file of a former voice is its owner's alone.
    #expect(try await room.save("z", nil, base: 3, as: ada).status == 200)
    #expect(try await plays(2, to: ada))
    #expect(try await !plays(2, to: bob))
    try await house.house.database.run("UPDATE media SET removed_at = \(house.house.clock.now) WHERE id = \(sound)")
    #expect(try await !plays(2, to: ada))
    try await house.house.database.run("DELETE FROM media WHERE id = \(sound)")
    #expect(try await !plays(2, to: ada))
  }
}
