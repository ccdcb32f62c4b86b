import Core
import Engine
import HTTP
import Testing

@testable import Web

@Suite struct RequestLimits {
  private func statuses(_ count: Int, _ send: () async -> Response) async -> [Int] {
    var all: [Int] = []
    for _ in 0..<count { all.append(await send().status) }
    return all
  }

  @Test func twoHundredAMinuteAndNoMore() async {
    let door = Doorway()
    #expect(await statuses(200) { await door.send(.get, "/page") } == Array(repeating: 200, count: 200))
    door.clock.advance(by: .milliseconds(500))
    let refused = await door.send(.get, "/page", ["Accept": browser])
    #expect(refused.status == 429)
    #expect(refused.isPage)
    #expect(refused.headers["Retry-After"] == "60")
    #expect(await door.send(.get, "/api/list").errorCode == "RATE_LIMITED")
    #expect(await door.send(.get, "/nowhere").status == 429)
    door.clock.advance(by: .milliseconds(59_499))
    #expect(await door.send(.get, "/page").headers["Retry-After"] == "1")
    door.clock.advance(by: .milliseconds(1))
    #expect(await door.send(.get, "/page").status == 200)
  }

  @Test func fiveThousandAnHour() async {
    let door = Doorway()
    for _ in 0..<25 {
      #expect(await statuses(200) { await door.send(.get, "/page") }.allSatisfy { $0 == 200 })
      door.clock.advance(by: .seconds(60))
    }
    let refused = await door.send(.get, "/page")
    #expect(refused.status == 429)
    #expect(refused.headers["Retry-After"] == "2100")
  }

  @Test func membersCountForThemselvesAndGuestsByAddress() async {
    let door = Doorway()
    _ = await statuses(200) { await door.send(.get, "/page", ["Cookie": "session=ann"]) }
    #expect(await door.send(.get, "/page", ["Cookie": "session=ann"], peer: "198.51.100.7").status == 429)
    #expect(await door.send(.get, "/page", ["Authorization": "Bearer ann"]).status == 429)
    #expect(await door.send(.get, "/page", ["Cookie": "session=bob"]).status == 200)
    #expect(await door.send(.get, "/page").status == 200)
    #expect(await door.send(.get, "/page", peer: "198.51.100.7").status == 200)
  }

  @Test func spellingsOfOneAddressAndThoseOfOneSubscriberCountTogether() async {
    let door = Doorway(configure: { $0[ServerSettings.trustedProxies] = [AddressRange("10.0.0.1")!] })
    func send(_ address: String) async -> Int {
      await door.send(.post, "/api/sign-up", ["X-Forwarded-For": address], peer: "10.0.0.1").status
    }
    for address in ["2001:db8::1", "2001:DB8:0::2", "2001:db8:0:0:ffff::3", "[2001:db8::4]:99", "2001:db8::5%eth0"] {
      #expect(await send(address) == 400)
    }
    #expect(await send("2001:db8::6") == 429)
    #expect(await send("2001:db8:0:1::1") == 400)
    for address in ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "192.0.2.1:443", "192.0.2.1"] {
      #expect(await send(address) == 400)
    }
    #expect(await send("192.0.2.1") == 429)
  }

  @Test func aPageThatIsRefusedForHasteIsAPageAlsoWithAToken() async {
    let door = Doorway()
    _ = await statuses(200) { await door.send(.get, "/page", ["Authorization": "Bearer ann"]) }
    let refused = await door.send(.get, "/page", ["Authorization": "Bearer ann", "Accept": browser])
    #expect(refused.status == 429 && refused.isPage && refused.headers["Retry-After"] == "60")
    #expect(await door.send(.get, "/page", ["Authorization": "Bearer ann"]).errorCode == "RATE_LIMITED")
    #expect(await door.send(.get, "/api/me", ["Authorization": "Bearer ann", "Accept": browser]).errorCode == "RATE_LIMITED")
  }

  @Test func badTokensCountForTheirAddress() async {
    let door = Doorway()
    #expect(await statuses(200) { await door.send(.get, "/api/me", ["Authorization": "Bearer guess"]) }.allSatisfy { $0 == 401 })
    #expect(await door.send(.get, "/api/me", ["Authorization": "Bearer guess"]).status == 429)
  }

  @Test func theBannedAreCountedToo() async {
    let door = Doorway()
    #expect(await statuses(200) { await door.send(.get, "/page", ["Cookie": "session=banned"]) }.allSatisfy { $0 == 403 })
    #expect(await door.send(.get, "/page", ["Cookie": "session=banned"]).status == 429)
  }

  @Test func whatIsExemptIsNotCounted() async {
    let door = Doorway()
    #expect(await statuses(500) { await door.send(.get, "/open") }.allSatisfy { $0 == 200 })
    #expect(await statuses(200) { await door.send(.get, "/page") }.allSatisfy { $0 == 200 })
    #expect(await door.send(.get, "/open").status == 200)
  }

  @Test func credentialsAreFiveAMinutePerAddressWhoeverAsks() async {
    let door = Doorway()
    #expect(await statuses(5) { await door.send(.post, "/api/sign-up") } == [400, 400, 400, 400, 400])
    #expect(await door.send(.post, "/api/sign-up").status == 429)
    #expect(await door.send(.post, "/api/sign-up", ["Authorization": "Bearer ann"]).status == 429)
    #expect(await door.send(.post, "/api/sign-up", peer: "198.51.100.7").status == 400)
    #expect(await door.send(.get, "/page").status == 200)
  }

  @Test func tasksAreAHundredAMinute() async {
    let door = Doorway()
    #expect(await statuses(100) { await door.send(.get, "/api/tasks", ["Authorization": "Bearer ann"]) }.allSatisfy { $0 == 200 })
    #expect(await door.send(.get, "/api/tasks", ["Authorization": "Bearer ann"]).status == 429)
    #expect(await door.send(.get, "/api/tasks", ["Authorization": "Bearer bob"]).status == 200)
    #expect(await door.send(.get, "/api/list", ["Authorization": "Bearer ann"]).status == 200)
  }

  @Test func behindAProxyTheClientIsCounted() async {
    let door = Doorway(configure: { $0[ServerSettings.trustedProxies] = [AddressRange("10.0.0.0/8")!] })
    _ = await statuses(200) { await door.send(.get, "/page", ["X-Forwarded-For": "9.9.9.9, 1.2.3.4"], peer: "10.0.0.1") }
    #expect(await door.send(.get, "/page", ["X-Forwarded-For": "8.8.8.8, 1.2.3.4"], peer: "10.0.0.2").status == 429)
    #expect(await door.send(.get, "/page", ["X-Forwarded-For": "1.2.3.4, 9.9.9.9"], peer: "10.0.0.1").status == 200)
    // A stranger cannot spend somebody else's requests, nor hide behind another address.
    _ = await statuses(200) { await door.send(.get, "/page", ["X-Forwarded-For": "7.7.7.7"]) }
    #expect(await door.send(.get, "/page", ["X-Forwarded-For": "7.7.7.8"]).status == 429)
    #expect(await door.send(.get, "/page", ["X-Forwarded-For": "7.7.7.7"], peer: "10.0.0.1").status == 200)
  }

  @Test func testModeLiftsThemAll() async {
    let door = Doorway(configure: { $0[ServerSettings.testMode] = true })
    #expect(await statuses(20) { await door.send(.post, "/api/sign-up") }.allSatisfy { $0 == 400 })
    #expect(await statuses(300) { await door.send(.get, "/page") }.allSatisfy { $0 == 200 })
  }
}
