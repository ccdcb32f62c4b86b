import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Downloads

@Suite("Redeeming") struct RedeemTests {
  @Test("claims the key and gives a token, and the member's tabs know")
  func redeem() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let key = try await house.keys(2)[0]
    let feature = house.feature
    let types = try await verifyAction(in: house, of: ada) { scope in
      let ticket = try await feature.redemption.redeem(scope, key)
      #expect(ticket.expiresIn == 60)
    }
    #expect(types == ["changed"])
    #expect(try await house.standing(of: ada).hasWaitingKey)
    let page = try await feature.keys.list(house.house.system(), KeySliceRequest(filter: .used))
    #expect(page.totals == KeyTotals(total: 2, used: 1))
    #expect(page.keys.map(\.value) == [key] && page.keys[0].usedBy == ada.email && page.keys[0].usedAt == house.clock.now)
  }

  @Test("refuses in the same words what is unknown, malformed or used")
  func refusals() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let key = try await house.keys(1)[0]
    #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"\#(key.text.lowercased())"}"#, as: ada).status == 200)
    var bodies: Set<String> = []
    for text in [key.text, "0000-0000-0000-0000", "no key", "", "🐈"] {
      let answer = try await house.send(.post, "/redeem", json: #"{"key_value":"\#(text)"}"#, as: ada)
      #expect(answer.status == 400 && answer.code == "INVALID_KEY")
      bodies.insert(answer.text)
    }
    #expect(bodies.count == 1)
    for body in ["{}", #"{"key_value":null}"#, #"{"key_value":7}"#, #"{"key_value":"x","more":1}"#] {
      #expect(try await house.send(.post, "/redeem", json: body, as: ada).status == 422)
    }
  }

  @Test("wants the terms agreed to, whose first time counts")
  func terms() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.house.member("ada")
    let key = try await house.keys(1)[0]
    #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"\#(key.text)"}"#, as: ada).code == "FORBIDDEN")
    #expect(try await house.count("keys", where: "used") == 0)
    let terms = house.feature.terms
    #expect(try await verifyAction(in: house, of: ada) { _ = try await terms.agree($0) } == ["changed"])
    let first = house.clock.now
    house.clock.advance(by: .hours(1))
    let again = try await house.send(.post, "/terms/agree", as: ada)
    #expect(again.json?["agreed"] == .bool(true) && again.json?["terms_agreed_at"]?.string == first.iso8601)
    #expect(try await verifyAction(in: house, of: ada) { _ = try await terms.agree($0) } == [])
    #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"\#(key.text)"}"#, as: ada).status == 200)
  }

  @Test("a fresh token takes back the ones before it, until the download begins")
  func renew() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    #expect(try await house.send(.post, "/downloads/token", as: ada).status == 403)
    let first = try await house.token(of: ada)
    house.clock.advance(by: .minutes(5))
    #expect(try await house.download(first).status == 410)
    let redemption = house.feature.redemption
    #expect(try await verifyAction(in: house, of: ada) { _ = try await redemption.renew($0) } == ["changed"])
    let second = try await redemption.renew(house.scope(ada)).token
    let third = try await redemption.renew(house.scope(ada)).token
    for old in [first, second] { #expect(try await house.download(old).status == 410) }
    #expect(try await house.download(third).status == 200)
    #expect(try await house.send(.post, "/downloads/token", as: ada).status == 403, "the key's one download has begun")
    let eve = try await house.agreed("eve")
    #expect(try await house.send(.post, "/downloads/token", as: eve).status == 403)
  }

  @Test("the newest key that waits comes first, then the one before it")
  func order() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    _ = try await house.token(of: ada)
    house.clock.advance(by: .seconds(10))
    _ = try await house.token(of: ada)
    for started in 1...2 {
      let token = try await house.feature.redemption.renew(house.scope(ada)).token
      #expect(try await house.download(token).status == 200)
      #expect(try await house.count("keys", where: "started_at IS NOT NULL") == started)
      let newest: KeyID? = try await house.database.value("SELECT id FROM keys WHERE started_at IS NOT NULL ORDER BY id LIMIT 1")
      #expect(newest == KeyID(started == 1 ? 2 : 1))
    }
    #expect(try await !house.standing(of: ada).hasWaitingKey)
  }

  @Test("is counted per member and per address, good keys and bad")
  func limits() async throws {
    var limits = Limits.lifted
    limits[.redeemKeyByUser] = .redeemKeyByUser
    limits[.redeemKeyByAddress] = .redeemKeyByAddress
    let house = try await DownloadHouse.open(limits: limits)
    for name in ["ada", "bob", "eve"] {
      let member = try await house.agreed(name)
      for _ in 0..<10 { #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"x"}"#, as: member).status == 400) }
      let refused = try await house.send(.post, "/redeem", json: #"{"key_value":"x"}"#, as: member)
      #expect(refused.status == 429 && refused.headers["Retry-After"].flatMap(Int.init).map { (1...3_600).contains($0) } == true)
    }
    let fourth = try await house.agreed("fay")
    #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"x"}"#, as: fourth).status == 429, "their address has had thirty")
    house.clock.advance(by: .hours(1))
    #expect(try await house.send(.post, "/redeem", json: #"{"key_value":"x"}"#, as: fourth).status == 400)
  }

  @Test("is for members who may")
  func permission() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let key = try await house.keys(1)[0]
    try await house.database.run(
      "INSERT INTO user_permissions (user_id, permission, effect, created_at) VALUES (\(ada.id), \(Permission.redeemKey), 'deny', 0)")
    house.clock.advance(by: .seconds(60))
    let redemption = house.feature.redemption
    let scopes = [
      (try await house.scope(ada), AppError.Code.forbidden), (house.house.guest(), .unauthorized), (house.house.system(), .unauthorized),
    ]
    for (scope, code) in scopes {
      #expect(await failure { try await redemption.redeem(scope, key) }?.code == code)
      #expect(await failure { try await redemption.renew(scope) }?.code == code)
      #expect(scope.outbox.take().isEmpty)
    }
    #expect(try await house.count("keys", where: "used") == 0)
  }
}
