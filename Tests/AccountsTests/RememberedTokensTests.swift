import AccountsTesting
import Core
import CoreTesting
import Testing

@testable import Accounts

@Suite struct TokensSeenBefore {
  @Test func areOverWhenTheirTimeOrTheirSessionIs() async throws {
    let house = try await TestAccounts.open()
    let (ada, eve) = (try await house.member("ada"), try await house.member("eve"))
    let authority = house.accounts.authority
    for _ in 0..<3 {
      #expect(try await authority.authenticate(token: ada.token, now: house.clock.now).member.id == ada.id)
      #expect(try await authority.authenticate(token: eve.token, now: house.clock.now).member.id == eve.id)
    }
    // One byte of the signature, of the claims, of the header.
    for place in [ada.token.utf8.count - 2, ada.token.utf8.count / 2, 3] {
      var bytes = Array(ada.token.utf8)
      bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let forged = String(decoding: bytes, as: UTF8.self)
      #expect(await failure { try await authority.authenticate(token: forged, now: house.clock.now) }?.code == .unauthorized)
    }
    try await house.accounts.sessions.signOut(house.scope(of: eve))
    #expect(await failure { try await authority.authenticate(token: eve.token, now: house.clock.now) }?.code == .authInvalid)
    house.clock.advance(by: .days(7) + .seconds(31))
    #expect(await failure { try await authority.authenticate(token: ada.token, now: house.clock.now) }?.code == .authInvalid)
  }

  @Test func areBoundedAndThoseInUseStay() {
    let remembered = RememberedTokens(capacity: 20)
    func entry(_ number: Int) -> RememberedTokens.Entry {
      RememberedTokens.Entry(claims: SessionTokens.Claims(session: SessionID("s\(number)"), user: UserID(Int64(number))), expiresAt: 0)
    }
    remembered.keep(entry(0), for: "t0")
    for number in 1...100 {
      remembered.keep(entry(number), for: "t\(number)")
      #expect(remembered["t0"]?.claims.user == UserID(0))
    }
    #expect((1...100).count { remembered["t\($0)"] != nil } <= 20)
  }
}
