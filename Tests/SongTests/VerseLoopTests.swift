import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import JSON
import SQL
import Testing

@testable import Song

@Suite("Loops of verses") struct VerseLoopTests {
  @Test("are of patterns that the saver sees and all readers may hear, or stay")
  func pins() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (story, root) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    let shared = try await house.pattern(#","visibility":"members""#, as: ada)
    let hidden = try await house.pattern(as: ada)
    func save(_ pattern: String, base: Int64, as who: TestMember) async throws -> SongHouse.Answer {
      try await house.save(root, "x", base: base, #","pattern":\#(pattern)"#, as: who)
    }
    for (pattern, field) in [
      (#"{"id":\#(hidden),"revision":1}"#, "pattern"), (#"{"id":77777,"revision":1}"#, "pattern"),
      (#"{"id":\#(shared),"revision":2}"#, "pattern.revision"), (#"{"id":\#(shared),"revision":0}"#, "pattern.revision"),
      (#"{"id":\#(shared)}"#, "pattern.revision"), (#"{"id":"x","revision":1}"#, "pattern.id"),
      (#"{"id":\#(shared),"revision":1,"evil":1}"#, "pattern.evil"), ("[]", "pattern"), ("\(shared)", "pattern"),
    ] {
      let refused = try await save(pattern, base: 1, as: ada)
      #expect(refused.status == 422 && refused.details == [field], "\(pattern) \(refused.text)")
    }
    #expect(try await save(#"{"id":\#(hidden),"revision":1}"#, base: 1, as: bob).details == ["pattern"])
    let pin = #"{"id":\#(shared),"revision":1}"#
    let saved = try await save(pin, base: 1, as: ada)
    #expect(saved.status == 200 && saved.data["verse"]?["pattern"]?["id"]?.int == shared)
    #expect(saved.data["verse"]?["pattern"]?["revision"]?.int == 1 && saved.data["verse"]?["version"]?.int == 2)
    #expect(try await save(pin, base: 1, as: ada).data["verse"]?["version"]?.int == 2)
    // Hidden from others since, it stays where it is; nobody else hears it.
    try await house.send(.patch, "/patterns/\(shared)", #"{"base_version":1,"visibility":"private"}"#, as: ada)
    let kept = try await house.save(root, "y", base: 2, #","pattern":\#(pin)"#, as: bob)
    #expect(kept.status == 200 && kept.data["verse"]?["pattern"]?["id"]?.int == shared)
    #expect(try await house.page("/song/stories/\(story)/play", as: ada).text.contains("data-loop="))
    #expect(try await !house.page("/song/stories/\(story)/play", as: bob).text.contains("data-loop="))
    #expect(try await house.page("/song/verses/\(root)", as: ada).text.contains("data-loop="))
    #expect(try await house.page("/song/verses/\(root)/edit", as: bob).text.contains("The loop that it has"))
    // Absent is none; an old version brings it back.
    let without = try await house.save(root, "y", base: 3, as: ada)
    #expect(without.data["verse"]?["pattern"] == .null)
    let history = try await house.send(.get, "/verses/\(root)/history/3", as: ada).data["revision"]
    #expect(history?["pattern"]?["id"]?.int == shared)
    let back = try await house.send(.post, "/verses/\(root)/revert", #"{"version":3,"base_version":4}"#, as: ada)
    #expect(back.data["verse"]?["pattern"]?["id"]?.int == shared)
    let fork = try await house.send(.post, "/stories/\(story)/fork", "{}", as: ada).data["story"]?["root"]?.int ?? 0
    #expect(try await house.send(.get, "/verses/\(fork)", as: ada).data["verse"]?["pattern"]?["id"]?.int == shared)
    let json = try await house.send(.get, "/stories/\(story)/export.json", as: ada).text
    #expect(!json.contains("pattern"))
    // Gone, it is silent.
    try await house.send(.delete, "/patterns/\(shared)", as: ada)
    #expect(try await !house.page("/song/stories/\(story)/play", as: ada).text.contains("data-loop="))
    #expect(try await house.send(.get, "/verses/\(root)", as: bob).data["verse"]?["pattern"]?["id"]?.int == shared)
  }

  @Test("are chosen in the form of a verse")
  func form() async throws {
    let house = try await SongHouse.open()
    let ada = try await house.member("ada")
    let (story, root) = try await house.story(#","visibility":"members""#, as: ada)
    let pattern = try await house.pattern(#","visibility":"members""#, as: ada)
    _ = try await house.pattern(as: ada)
    let page = try await house.page("/song/verses/\(root)/edit", as: ada).text
    #expect(page.contains("value=\"\(pattern)@1\"") && page.contains("No loop"))
    #expect(page.components(separatedBy: "@1\"").count == 2)
    let saved = try await house.post(
      "/song/verses/\(root)/edit", ["base_version": "1", "title": "Start", "body": "", "pattern": "\(pattern)@1"], as: ada)
    #expect(saved.status == 303)
    #expect(try await house.send(.get, "/verses/\(root)", as: ada).data["verse"]?["pattern"]?["id"]?.int == pattern)
    #expect(try await house.page("/song/verses/\(root)/edit", as: ada).text.contains("value=\"\(pattern)@1\" selected"))
    let wrong = try await house.post(
      "/song/verses/\(root)/edit", ["base_version": "2", "title": "Start", "body": "", "pattern": "77777@1"], as: ada)
    #expect(wrong.status == 422)
    let added = try await house.post(
      "/song/stories/\(story)/verses/new", ["title": "Next", "pattern": "\(pattern)@1", "request_id": "r"], as: ada)
    #expect(added.status == 303)
    let none = try await house.post(
      "/song/verses/\(root)/edit", ["base_version": "2", "title": "Start", "body": "", "pattern": ""], as: ada)
    #expect(none.status == 303)
    #expect(try await house.send(.get, "/verses/\(root)", as: ada).data["verse"]?["pattern"] == .null)
  }

  @Test("go out, come in private, and go when their owner leaves")
  func personal() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let id = try await house.pattern(#","visibility":"members","loop":{"bpm":90}"#, as: ada)
    let gone = try await house.pattern(as: ada)
    try await house.send(.delete, "/patterns/\(gone)", as: ada)
    func export(of who: TestMember) async throws -> [JSONValue] {
      try JSONValue(parsing: try await house.feature.rows.personal.export(of: who.id))["patterns"]?.array ?? []
    }
    let out = try await export(of: ada)
    let item = try #require(out.first)
    #expect(out.count == 1 && item["title"] == "Rain" && item["visibility"] == "members" && item["loop"]?["bpm"]?.int == 90)
    #expect(item["created_at"]?.string != nil)
    func take(_ json: JSONValue, as who: TestMember) async throws -> PersonalArrival.Outcome {
      try await house.feature.personalPatterns.take(try await house.scope(who), json)
    }
    // At home it is there already; elsewhere it becomes one's own, once.
    #expect(try await take(item, as: ada) == .skipped)
    #expect(try await take(item, as: bob) == .created)
    #expect(try await take(item, as: bob) == .skipped)
    let came = try await export(of: bob)
    #expect(came.count == 1 && came[0]["uuid"] == item["uuid"] && came[0]["visibility"] == "private" && came[0]["loop"] == item["loop"])
    #expect(came[0]["created_at"] == item["created_at"])
    var wrong = item.object ?? [:]
    wrong["loop"] = .object(["bpm": .int(1)])
    await #expect(throws: AppError.self) { try await take(.object(wrong), as: bob) }
    try await house.feature.personalPatterns.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.house.database.value("SELECT count(*) FROM patterns WHERE owner_id = \(ada.id)", as: Int.self) == 0)
    #expect(try await house.send(.get, "/patterns/\(id)", as: bob).status == 404)
  }

  @Test("the form of a verse offers the newest loops that all readers may hear, however many others there are")
  func offered() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (story, _) = try await house.story(#","visibility":"members","writing":"open""#, as: ada)
    func pattern(_ title: String, _ visibility: String, as who: TestMember) async throws -> Int64 {
      let made = try await house.send(.post, "/patterns", #"{"title":"\#(title)","visibility":"\#(visibility)"}"#, as: who)
      return try #require(made.data["pattern"]?["id"]?.int, "\(made.text)")
    }
    let (mine, theirs) = (try await pattern("Mine", "members", as: ada), try await pattern("Theirs", "public", as: bob))
    let silent = try await pattern("Silent", "private", as: bob)
    for number in 1...101 { _ = try await pattern("Draft \(number)", "private", as: ada) }
    let changed = try await house.send(.patch, "/patterns/\(theirs)", #"{"base_version":1,"loop":{"bpm":90}}"#, as: bob)
    #expect(changed.status == 200)
    let page = try await house.page("/song/stories/\(story)/verses/new", as: ada).text
    let loops = page.matches(of: /<option value="(\d+@\d+)"[^>]*>([^<]*)</).map { "\($0.1) \($0.2)" }
    #expect(loops == ["\(mine)@1 Mine", "\(theirs)@2 Theirs"])
    #expect(!page.contains("value=\"\(silent)@1\""))
  }
}
