import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices
@testable import Walls

@Suite("Owners of walls are told") struct WallNoticeTests {
  private func titles(_ house: WallHouse, of member: TestMember) async throws -> [String] {
    let notices = NoticeReadingRepository(kinds: WallsFeature.noticeKinds)
    return try await house.house.database.read { try await notices.page(of: member.id, before: nil, limit: 20, at: $0) }
      .compactMap { $0.shown.map { "\($0.title) \($0.link)" } }
  }

  @Test("of stickers and entries, as long as those are shown")
  func life() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let mo = try await house.house.member("mo", role: .moderator)
    try await house.stick(on: ada, as: ada)
    #expect(try await titles(house, of: ada).isEmpty)
    _ = house.events.take()
    let first = try await house.stick(on: ada, as: bob)
    #expect(house.events.take().map(\.audience) == [.place(.wall(ada.id)), .place(.me(ada.id)), .place(.me(ada.id))])
    #expect(try await titles(house, of: ada) == ["Bob placed a sticker on your wall /@ada#sticker-\(first)"])
    let second = try await house.stick(on: ada, as: mo)
    #expect(try await titles(house, of: ada) == ["Mo and Bob placed stickers on your wall /@ada#sticker-\(second)"])
    try await house.send(.delete, "/api/stickers/\(second)", as: mo)
    let entry = try await house.send(.post, "/api/walls/ada/guestbook", #"{"text":"secret words"}"#, as: bob).data["entry"]?["id"]?.int ?? 0
    let told = [
      "Bob wrote in your guestbook /@ada#entry-\(entry)", "Bob placed a sticker on your wall /@ada#sticker-\(first)",
    ]
    #expect(try await titles(house, of: ada) == told)

    let guestbook = try await house.arrangement(of: ada)[1]
    try await house.send(.delete, "/api/modules/\(guestbook)", as: ada)
    #expect(try await titles(house, of: ada) == [told[1]])
    try await house.send(.post, "/api/modules/\(guestbook)/restore", as: ada)
    #expect(try await titles(house, of: ada) == told)

    try await house.house.accounts.moderation.ban(house.house.system(), bob.id)
    #expect(try await titles(house, of: ada).isEmpty)
    try await house.house.accounts.moderation.unban(house.house.system(), bob.id)
    #expect(try await titles(house, of: ada) == told)

    try await house.send(.delete, "/api/stickers/\(first)", as: ada)
    #expect(try await titles(house, of: ada) == [told[0]])
    #expect(try await house.send(.delete, "/api/guestbook/\(entry)", as: mo).status == 200)
    #expect(try await titles(house, of: ada).isEmpty)
  }
}
