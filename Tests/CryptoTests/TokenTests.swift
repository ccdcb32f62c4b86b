import Crypto
import Encoding
import Testing

private let now: Int64 = 1_800_000_000
private let secret = [UInt8](repeating: 7, count: 32)
private let signer = TokenSigner(key: secret)!
private let claims = TokenClaims(
  subject: "17", tokenID: "s1", issuedAt: now - 10, expiresAt: now + 100, other: ["user_id": "u", "email": "a@example.org"])

/// A token with any header and payload, signed with any key.
private func forged(_ header: String, _ payload: String, key: [UInt8] = secret) -> String {
  let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
  return signed + "." + Base64URL.encode(HMACSHA256(key: key).code(of: Array(signed.utf8)))
}

private let goodHeader = #"{"alg":"HS256","typ":"JWT"}"#
private let goodPayload = #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800000100}"#

@Suite("A token is believed only when we signed it and its time is now")
struct Tokens {
  @Test func comesBackAsItWent() throws { #expect(try signer.verify(signer.sign(claims), now: now) == claims) }

  @Test func isReadableByOthers() throws {
    let key = try #require(Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
    let token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
      + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    #expect(throws: TokenSigner.Refusal.unusable) { try TokenSigner(key: key)!.verify(token, now: now) }
    #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(token, now: now) }
  }

  @Test func acceptsWhatAnotherLibraryWouldWrite() throws {
    for header in [goodHeader, #"{"typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS256"}"#, #"{"alg": "HS256", "typ": "jwt"}"#] {
      #expect(try signer.verify(forged(header, goodPayload), now: now).subject == "1")
    }
  }

  @Test(arguments: [
    #"{"alg":"none"}"#, #"{"alg":"None","typ":"JWT"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS256"}"#, #"{"alg":"hs256"}"#, #"{"typ":"JWT"}"#,
    "{}", "[]", "x",
    #"{"alg":"HS256","alg":"HS256"}"#, #"{"alg":"HS256","crit":["exp"]}"#, #"{"alg":"HS256","jwk":{}}"#, #"{"alg":["HS256"]}"#,
    #"{"alg":"HS256","typ":"JWE"}"#, #"{"alg":"HS256","typ":1}"#,
  ]) func pinsTheAlgorithm(_ header: String) {
    #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(forged(header, goodPayload), now: now) }
  }

  @Test func refusesUnsignedAndForeign() {
    let parts = signer.sign(claims).split(separator: ".").map(String.init)
    let unsigned = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + parts[1] + "."
    let refused = [
      unsigned, "", ".", "..", "...", "a.b.c", parts[0], parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".",
      signer.sign(claims) + ".",
      signer.sign(claims) + "=", signer.sign(claims) + "A", " " + signer.sign(claims), signer.sign(claims) + "\n",
      "\u{0}" + signer.sign(claims),
      forged(goodHeader, goodPayload, key: [UInt8](repeating: 8, count: 32)), forged(goodHeader, goodPayload, key: []),
      "." + parts[1] + "." + parts[2], parts[0] + ".." + parts[2], String(repeating: "a", count: 5000),
      signer.sign(claims) + "." + parts[2],
    ]
    for token in refused { #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(token, now: now) } }
    var long = claims
    long.other["x"] = String(repeating: "y", count: 4096)
    #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(signer.sign(long), now: now) }
  }

  @Test func refusesEveryChangedCharacter() {
    let token = Array(signer.sign(claims).utf8)
    for index in token.indices {
      for replacement in [UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "-"), UInt8(ascii: ".")] where token[index] != replacement {
        var changed = token
        changed[index] = replacement
        #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(String(decoding: changed, as: UTF8.self), now: now) }
      }
    }
  }

  @Test(arguments: [
    "[]", "x", "", "{}", #"{"sub":1,"jti":"j","iat":1800000000,"exp":1800000100}"#, #"{"sub":"1","jti":"j","iat":1800000000}"#,
    #"{"sub":"1","jti":"j","exp":1800000100}"#, #"{"sub":"1","iat":1800000000,"exp":1800000100}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":"1800000100"}"#, #"{"sub":"1","jti":"j","iat":1800000000,"exp":1e99}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":99999999999999999999}"#, #"{"sub":"1","jti":"j","iat":null,"exp":1800000100}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800000100,"exp":1900000000}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800000100,"x":1}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800000100,"nbf":"1"}"#,
    #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800000100} "# + "x",
  ]) func refusesUnusableClaims(_ payload: String) {
    #expect(throws: TokenSigner.Refusal.unusable) { try signer.verify(forged(goodHeader, payload), now: now) }
  }

  @Test func knowsItsTime() throws {
    let token = signer.sign(claims)
    #expect(try signer.verify(token, now: now + 129) == claims)
    #expect(throws: TokenSigner.Refusal.expired) { try signer.verify(token, now: now + 130) }
    // Signed by a clock that ran ahead: whether the session is open is for its row to say.
    #expect(try signer.verify(token, now: now - 3_600) == claims)
    let later = forged(goodHeader, #"{"sub":"1","jti":"j","iat":1800000000,"exp":1800009999,"nbf":1800000031}"#)
    #expect(throws: TokenSigner.Refusal.notYetValid) { try signer.verify(later, now: now) }
    #expect(try signer.verify(later, now: now + 1).tokenID == "j")
    for extreme in [Int64.min, .max] {
      let ended = forged(goodHeader, #"{"sub":"1","jti":"j","iat":\#(extreme),"exp":\#(Int64.min)}"#)
      #expect(throws: TokenSigner.Refusal.expired) { try signer.verify(ended, now: now) }
      let odd = forged(goodHeader, #"{"sub":"1","jti":"j","iat":\#(extreme),"exp":\#(Int64.max)}"#)
      #expect(try signer.verify(odd, now: now).issuedAt == extreme)
    }
  }

  @Test func tellsOursFromNotOurs() {
    #expect(!TokenSigner.Refusal.notOurs.isOurs)
    for refusal in [TokenSigner.Refusal.expired, .notYetValid, .unusable] { #expect(refusal.isOurs) }
  }

  @Test func wantsALongKeyAndNeverShowsIt() {
    #expect(TokenSigner(key: [UInt8](repeating: 1, count: 31)) == nil)
    var shown = ""
    dump(signer, to: &shown)
    print(signer, to: &shown)
    #expect(!shown.contains("UInt8") && !shown.contains("state"))
  }

  @Test func randomTokensNeverTrap() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let junk = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        Array("eyJhbGciOiJ.-_=+ \u{0}é".utf8).randomElement(using: &random)!
      }
      #expect(throws: TokenSigner.Refusal.notOurs) { try signer.verify(String(decoding: junk, as: UTF8.self), now: now) }
    }
  }
}
