import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import HTTP
import JSON
import Media
import Relations
import SQL
import Testing

@testable import Walls

@Suite("Feeds of walls") struct FeedTests {
  private let walls: WallHouse
  private let ada: TestMember

  init() async throws {
    walls = try await WallHouse.open()
    ada = try await walls.house.member("ada")
  }

  private func show(_ visibility: String) async throws {
    try await walls.send(.patch, "/api/profile", #"{"visibility":"\#(visibility)"}"#, as: ada)
  }

  private func make(_ kind: String, _ content: String) async throws {
    let made = try await walls.send(.post, "/api/modules", #"{"kind":"\#(kind)","content":\#(content)}"#, as: ada)
    #expect(made.status == 201, "\(made.text)")
  }

  @Test("hold the wall's modules but guestbook, newest first, html as a link")
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
    #expect(titles == ["Ada", "A song", "a &lt;cat&gt;", "My page", "A link", "**One**", NewWallRepository.firstText])
    #expect(!feed.text.contains("not here") && !feed.text.contains("Guestbook"))
    for part in [
      "&lt;strong&gt;One&lt;/strong&gt;", "href=\"https://x.org/?a=1&amp;b=2\"", "/media/\(picture)/640.webp",
      "rel=\"enclosure\" type=\"audio/mpeg\" href=\"/media/\(sound)/audio.mp3\"", "<id>tag:localhost,",
    ] { #expect(feed.text.contains(part), "\(part)") }
  }

  enum Who: Callers { case guest, stranger, owner, others }

  static let sight: [(visibility: String, statuses: Statuses<Who>)] = [
    ("public", [.others: 200]), ("members", [.guest: 404, .others: 200]), ("followers", [.guest: 404, .owner: 200, .others: 404]),
    ("private", [.guest: 404, .owner: 200, .others: 404]),
  ]

  @Test("are there for those who see the wall, and nowhere for others", arguments: sight.indices)
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

  @Test("hold the newest fifty")
  func bound() async throws {
    for number in 0..<51 { try await walls.add("number \(number)", as: ada) }
    let text = try await walls.send(.get, "/@ada/feed.atom", as: ada).text
    #expect(text.matches(of: /<entry>/).count == 50 && text.contains("number 50<") && !text.contains("number 0<"))
  }
}
