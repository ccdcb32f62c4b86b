import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices

@Suite("A digest") struct DigestTests {
  private func send(_ house: NoticeHouse, _ waiting: DigestWaiting = .respected) async throws -> [Email] {
    try await house.feature.digests.sendDue(house.house.system(), waiting)
    return try await house.mailbox?.open() ?? []
  }

  @Test("brings what is unread and was not mailed, at most once in its time, until it is stopped")
  func life() async throws {
    let house = try await NoticeHouse.open(mailbox: TestMailbox())
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    try await house.raise(by: bob, to: ada)
    #expect(try await send(house, .ignored).isEmpty, "it is off")
    try await house.send(.patch, "/api/preferences", #"{"digest":"daily","notify":{"ring":{"digest":false}}}"#, as: ada)
    try await house.raise(RingNotice(), by: bob, to: ada)
    try await house.database.run("UPDATE users SET name = '<b>Bob</b>' WHERE id = \(bob.id)")
    let emails = try await send(house)
    let email = try #require(emails.first)
    #expect(emails.count == 1 && email.to == ada.email && email.subject == "1 unread notification")
    #expect(email.text.contains("<b>Bob</b> waved\n\(TestAccounts.publicURL)/@ada") && !email.text.contains("rang"))
    #expect(email.html?.contains("<b>Bob") == false && email.html?.contains("href=\"\(TestAccounts.publicURL)/@ada\"") == true)
    let stop = try #require(email.unsubscribe)
    #expect(stop.hasPrefix(TestAccounts.publicURL + "/digest/stop?token="))

    #expect(try await send(house, .ignored).isEmpty, "mailed before")
    try await house.raise(LetterNotice(), by: nil, to: ada)
    #expect(try await send(house).isEmpty, "the next comes a day later")
    house.house.clock.advance(by: .days(1))
    #expect(try await send(house).map(\.subject) == ["1 unread notification"])
    try await house.raise(LetterNotice(), by: nil, about: 2, to: ada)
    #expect(try await send(house, .ignored).count == 1, "whatever the waiting time")

    let path = String(stop.dropFirst(TestAccounts.publicURL.count))
    #expect(try await house.send(.get, path).status == 200)
    #expect(try await house.send(.get, "/api/preferences", as: ada).data["preferences"]?["digest"] == "daily")
    for path in ["/digest/stop", "/digest/stop?token=", path + "A", "/digest/stop?token=1.AAAAAAAAAAAAAAAAAAAAAA"] {
      #expect(try await house.send(.get, path).status == 410)
      #expect(try await house.send(.post, path, "", form: true).status == 410)
    }
    #expect(try await house.send(.post, path, "List-Unsubscribe=One-Click", form: true).status == 200)
    #expect(try await house.send(.get, "/api/preferences", as: ada).data["preferences"]?["digest"] == "off")
    await #expect(throws: AppError.self) { try await house.feature.digests.sendDue(house.house.scope(of: ada)) }
  }

  @Test("is sent once, however many nodes send at the same time")
  func once() async throws {
    let house = try await NoticeHouse.open(mailbox: TestMailbox())
    let people = try await house.members("ada", "bob")
    try await house.raise(by: people[1], to: people[0])
    try await house.send(.patch, "/api/preferences", #"{"digest":"weekly"}"#, as: people[0])
    let sent = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 { group.addTask { try await send(house).count } }
      return try await group.reduce(0, +)
    }
    #expect(sent == 1)
  }
}
