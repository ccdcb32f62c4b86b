import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import HTTP
import JSON
import Media
import Notices
import Relations
import SQL
import Subjects
import Testing

@testable import Walls

@Suite("Feeds of walls") struct FeedTests {
  private let walls: WallHouse
  private let ada: TestMember

  init() async throws {
    walls = try await WallHouse.open()
    ada = try await walls.house.member("ada")
    try await show("public")
  }

  private func show(_ visibility: String) async throws {
    try await walls.send(.patch, "/api/profile", #"{"visibility":"\#(visibility)"}"#, as: ada)
  }

  private func make(_ kind: String, _ content: String) async throws {
    let made = try await walls.send(.post, "/api/modules", #"{"kind":"\#(kind)","content":\#(content)}"#, as: ada)
    #expect(made.status == 201, "\(made.text)")
  }

  @Test("hold the modules that were added to the wall, newest first, html as a link")
  func entries() async throws {
    let picture = try await walls.file(.image, of: ada), sound = try await walls.file(.audio, of: ada)
    try await make("text", #"{"text":"**One**\nmore"}"#)
    try await make("link", #"{"url":"https://x.org/?a=1&b=2","title":"A link","look":"row"}"#)
    try await make("html", #"{"html":"<b>not here</b>","title":"My page","height":100}"#)
    try await make("image", #"{"media_id":"\#(picture)","alt":"a <cat>"}"#)
    try await make("audio", #"{"media_id":"\#(sound)","title":"A song"}"#)
    let feed = try await walls.send(.get, "/@ada/feed.atom", as: ada)
    #expect(feed.status == 200 && feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8")
    let titles = feed.text.matches(of: /<title>(.*?)<\/title>/).map { String($0.1) }
    #expect(titles == ["Ada", "A song", "a &lt;cat&gt;", "My page", "A link", "One"])
    #expect(!feed.text.contains("not here") && !feed.text.contains("Guestbook") && !feed.text.contains(NewWallRepository.firstText))
    for part in [
      "&lt;strong&gt;One&lt;/strong&gt;", "href=\"https://x.org/?a=1&amp;b=2\"", "/media/\(picture)/640.webp",
      "rel=\"enclosure\" type=\"audio/mpeg\" href=\"/media/\(sound)/audio.mp3\"", "<id>tag:localhost,",
    ] { #expect(feed.text.contains(part), "\(part)") }
  }

  enum Who: Callers { case guest, stranger, owner, others }

  static let sight: [(visibility: String, statuses: Statuses<Who>)] = [
    ("public", [.others: 200]), ("members", [.others: 404]), ("followers", [.others: 404]), ("private", [.others: 404]),
  ]

  @Test("are there for guests too while the wall is public, and for nobody otherwise", arguments: sight.indices)
  func visibility(_ index: Int) async throws {
    let (visibility, statuses) = Self.sight[index]
    let bob = try await walls.house.member("bob")
    try await show(visibility)
    for (who, member) in [(Who.guest, nil), (.stranger, bob), (.owner, ada)] as [(Who, TestMember?)] {
      let answer = try await walls.send(.get, "/@ada/feed.atom", as: member)
      #expect(answer.status == statuses[who], "\(who)")
      if answer.status == 404 { #expect(try await walls.send(.get, "/@nobody/feed.atom", as: member).text == answer.text) }
    }
    let announced = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Ada\" href=\"/@ada/feed.atom\">"
    #expect(try await walls.send(.get, "/@ada", as: ada).text.contains(announced) == (visibility == "public"))
  }

  @Test("lose what is removed, and have it back at its old place")
  func removal() async throws {
    for number in 0..<3 { try await walls.add("number \(number)", as: ada) }
    func titles() async throws -> [String] {
      try await walls.send(.get, "/@ada/feed.atom").text.matches(of: /<title>(number .)<\/title>/).map { String($0.1) }
    }
    let id = try await walls.add("number 3", as: ada)
    try await walls.add("number 4", as: ada)
    #expect(try await titles() == ["number 4", "number 3", "number 2", "number 1", "number 0"])
    try await walls.send(.delete, "/api/modules/\(id)", as: ada)
    #expect(try await titles() == ["number 4", "number 2", "number 1", "number 0"])
    try await walls.send(.post, "/api/modules/\(id)/restore", as: ada)
    try await walls.send(.put, "/api/modules/\(id)", #"{"content":{"text":"number 5"}}"#, as: ada)
    #expect(try await titles() == ["number 4", "number 5", "number 2", "number 1", "number 0"])
  }

  @Test("are told to feeds without their text: what is new, and what its author removed")
  func signals() async throws {
    func told() throws -> [JSONValue] {
      try walls.events.take().filter { $0.audience == .watchers(.feed) }.map { try JSONValue(parsing: $0.data) }
    }
    let mo = try await walls.house.member("mo", role: .moderator)
    _ = walls.events.take()
    let id = try await walls.add("secret words", as: ada)
    let new = try told()
    #expect(new.count == 1 && new[0]["name"] == "new" && new[0]["kind"] == "module" && new[0]["author"]?["username"] == "ada")
    try await walls.send(.put, "/api/modules/\(id)", #"{"content":{"text":"other words"}}"#, as: ada)
    #expect(try told() == [])
    try await walls.send(.delete, "/api/modules/\(id)", as: ada)
    let gone = try told()
    #expect(gone.count == 1 && gone[0]["name"] == "gone" && gone[0]["id"] == new[0]["id"])
    try await walls.send(.post, "/api/modules/\(id)/restore", as: ada)
    try await walls.send(.delete, "/api/modules/\(id)", as: mo)
    #expect(try told() == [], "staff removed it")
    try await make("friends", "{}")
    #expect(try told() == [], "it only leads to a list")
  }

  @Test("hold what was on walls before there was a ledger, but not what a new wall came with")
  func migration() async throws {
    walls.house.clock.advance(by: .seconds(1))
    let (old, gone) = (try await walls.add("old", as: ada), try await walls.add("gone", as: ada))
    try await walls.send(.delete, "/api/modules/\(gone)", as: ada)
    let entries = "SELECT kind, subject, author_id, created_at, is_gone FROM feed_entries ORDER BY created_at, subject" as SQL
    func all() async throws -> [String] {
      try await walls.house.database.read { snapshot in
        try await snapshot.all(entries) { row in
          "\(try row[0] as Int64) \(try row[1] as Int64) \(try row[2] as Int64) \(try row[3] as Int64) \(try row[4] as Bool)"
        }
      }
    }
    let before = try await all()
    #expect(before.count == 2 && before[0].hasPrefix("1 \(old) \(ada.id) "))
    let group = try WallsMigrations.all()
    var schemas = try AccountsMigrations.all()
    for more in [
      try CoreMigrations.all(), try RelationsMigrations.all(), try NoticesMigrations.all(), try SubjectsMigrations.all(),
      try MediaMigrations.all(), group,
    ] { schemas += more }
    let migrator = try Migrator(walls.house.database, schemas)
    #expect(try await migrator.down(2) == ["0011_removed_profiles", "0010_ledger"])
    #expect(try await all() == [])
    try await migrator.up()
    #expect(try await all() == before)
  }

  @Test("are sent once to readers who ask with what they have")
  func conditions() async throws {
    let first = try await walls.send(.get, "/@ada/feed.atom", as: ada)
    let tag = try #require(first.headers["ETag"])
    let again = try await walls.send(.get, "/@ada/feed.atom", as: ada, headers: [("If-None-Match", tag)])
    #expect(again.status == 304 && again.text.isEmpty && again.headers["ETag"] == tag)
    try await walls.add("news", as: ada)
    let changed = try await walls.send(.get, "/@ada/feed.atom", as: ada, headers: [("If-None-Match", tag)])
    #expect(changed.status == 200 && changed.headers["ETag"] != tag && changed.headers["Cache-Control"] == "private, no-cache")
  }

  @Test("hold the newest twenty")
  func bound() async throws {
    for number in 0..<21 { try await walls.add("number \(number)", as: ada) }
    let text = try await walls.send(.get, "/@ada/feed.atom", as: ada).text
    #expect(text.matches(of: /<entry>/).count == 20 && text.contains("number 20<") && !text.contains("number 0<"))
  }
}
