import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices
@testable import Song

@Suite("What members are told of stories") struct StoryNoticeTests {
  private func told(_ member: TestMember, _ house: SongHouse) async throws -> [Notice.Shown] {
    let reading = NoticeReadingRepository(kinds: SongFeature.noticeKinds + [ForkNotice()])
    return try await house.house.database.read { try await reading.page(of: member.id, before: nil, limit: 20, at: $0) }
      .compactMap(\.shown)
  }

  private func propose(_ title: String, in story: (id: Int64, root: Int64), as member: TestMember, _ house: SongHouse) async throws -> Int64
  {
    let made = try await house.send(
      .post, "/stories/\(story.id)/proposals", #"{"from":\#(story.root),"label":"Up","verses":[{"title":"\#(title)"}]}"#, as: member)
    return try #require(made.data["proposal"]?["id"]?.int, "\(made.text)")
  }

  @Test("the outcome of a vote is told without a name, by time or by the last ballot")
  func outcomes() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let story = try await house.story(#","visibility":"members","canon":"vote""#, as: ada)
    let (passed, late) = (try await propose("Attic", in: story, as: bob, house), try await propose("Loft", in: story, as: bob, house))
    #expect(try await house.send(.post, "/proposals/\(passed)/vote", #"{"yes":true}"#, as: ada).data["proposal"]?["status"] == "accepted")
    let first = try #require(try await told(bob, house).first)
    #expect(first.title == "The vote on your proposal has ended: it is accepted" && first.link == "/song/proposals/\(passed)")
    #expect(first.actors.isEmpty && first.count == 1)
    house.house.clock.advance(by: .hours(72))
    #expect(try await house.feature.proposals.endVotes(house.house.system()) == 1)
    let second = try #require(try await told(bob, house).first)
    #expect(second.title == "The vote on your proposal has ended: it is declined" && second.link == "/song/proposals/\(late)")
    #expect(second.actors.isEmpty && second.count == 1)
  }

  @Test("an outcome without a name and what a member did join one notification, and each is told in its own words")
  func joined() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let story = try await house.story(#","visibility":"members","canon":"vote""#, as: ada)
    let first = try await propose("Attic", in: story, as: bob, house)
    try await house.send(.post, "/proposals/\(first)/vote", #"{"yes":true}"#, as: ada)
    let attic = try #require(try await house.send(.get, "/proposals/\(first)", as: bob).data["verses"]?[0]?["id"]?.int)
    #expect(try await house.save(attic, "Dust", title: "Attic", base: 1, as: ada).status == 200)
    let saved = try await told(bob, house)
    #expect(saved.map(\.title) == ["Ada changed a verse that you wrote"] && saved[0].count == 1)
    let second = try await propose("Loft", in: story, as: bob, house)
    try await house.send(.post, "/proposals/\(second)/vote", #"{"yes":false}"#, as: ada)
    let ended = try await told(bob, house)
    #expect(ended.map(\.title) == ["The vote on your proposal has ended: it is declined"])
    #expect(ended[0].actors.map(\.username) == ["ada"] && ended[0].count == 1)
  }

  @Test("a vote that passes without a place for the branch says so, and the keeper who places it is named")
  func placed() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let story = try await house.story(#","visibility":"members","canon":"vote""#, as: ada)
    let cellar = try await house.verse("Cellar", in: story.id, as: ada)
    let id = try await propose("Attic", in: (story.id, cellar), as: bob, house)
    #expect(try await house.send(.delete, "/verses/\(cellar)", as: ada).status == 200)
    try await house.send(.post, "/proposals/\(id)/vote", #"{"yes":true}"#, as: ada)
    #expect(try await told(bob, house).first?.title == "The vote on your proposal has ended: it passed and waits for its place")
    #expect(try await house.send(.post, "/proposals/\(id)/accept", #"{"from":\#(story.root)}"#, as: ada).status == 200)
    #expect(try await told(bob, house).map(\.title) == ["Ada decided about your proposal"])
  }

  @Test("who is taken off a private story, or leaves it, keeps no notification about it")
  func takenOff() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, eve) = (try await house.member("ada"), try await house.member("bob"), try await house.member("eve"))
    let (story, _) = try await house.story(as: ada)
    for name in ["bob", "eve"] { try await house.send(.put, "/stories/\(story)/writers/\(name)", as: ada) }
    for (title, author) in [("Attic", bob), ("Loft", eve)] {
      let verse = try await house.verse(title, in: story, as: author)
      #expect(try await house.save(verse, "Dust", title: title, base: 1, as: ada).status == 200)
      #expect(try await told(author, house).count == 1)
    }
    _ = house.events.take()
    #expect(try await house.send(.delete, "/stories/\(story)/writers/bob", as: ada).status == 200)
    #expect(try await told(bob, house).isEmpty)
    #expect(house.events.take().contains { $0.audience == .place(.me(bob.id)) }, "open pages hear of it")
    #expect(try await told(eve, house).count == 1)
    #expect(try await house.send(.delete, "/stories/\(story)/writers/eve", as: eve).status == 200)
    #expect(try await told(eve, house).isEmpty)
  }

  @Test("a story that turns private takes its notifications from former writers and keepers, too; one that stays visible keeps them")
  func turnedPrivate() async throws {
    let house = try await SongHouse.open()
    let (ada, bob, eve) = (try await house.member("ada"), try await house.member("bob"), try await house.member("eve"))
    let story = try await house.story(#","visibility":"members""#, as: ada)
    try await house.send(.put, "/stories/\(story.id)/writers/bob", as: ada)
    // Told as its keeper, who is then neither keeper nor writer nor author of anything that is left.
    _ = try await propose("Attic", in: story, as: eve, house)
    #expect(try await told(ada, house).count == 1)
    let handed = try await house.send(.patch, "/stories/\(story.id)", #"{"base_version":1,"keeper":"bob"}"#, as: ada)
    #expect(handed.status == 200)
    #expect(try await house.send(.delete, "/stories/\(story.id)/writers/ada", as: bob).status == 200)
    try await house.house.database.run("DELETE FROM verse_authors WHERE user_id = \(ada.id)")
    #expect(try await told(ada, house).count == 1, "she still sees the story")
    let turned = try await house.send(.patch, "/stories/\(story.id)", #"{"base_version":2,"visibility":"private"}"#, as: bob)
    #expect(turned.status == 200, "\(turned.text)")
    #expect(try await told(ada, house).isEmpty)
  }
}
