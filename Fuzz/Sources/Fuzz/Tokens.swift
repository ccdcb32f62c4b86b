import Crypto
import Encoding
import JSON

/// Session tokens: what a stranger sends, and what becomes of one of ours when a stranger changes it.
enum Tokens {
  private static let signer = TokenSigner(key: Array("a key of thirty-two bytes or more".utf8))!
  private static let other = TokenSigner(key: Array("another key of thirty-two bytes..".utf8))!
  private static let now: Int64 = 1_800_000_000

  static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    // No input is signed with our key, so none may pass, whatever its header says.
    must(refusal(signer, text) == .notOurs, "a stranger's token is not ours")
    let claims = TokenClaims(subject: text, tokenID: String(text.prefix(32)), issuedAt: now, expiresAt: now + 60, other: ["email": text])
    let token = signer.sign(claims)
    guard token.utf8.count <= TokenSigner.maximumLength else {
      return must(refusal(signer, token) == .notOurs, "a long one is not looked at")
    }
    must((try? signer.verify(token, now: now)) == claims, "ours verifies and says what was signed")
    must(refusal(other, token) == .notOurs, "with another key it is not ours")
    must(refusal(signer, token, at: now + 60 + TokenSigner.skew) == .expired, "it expires")
    must((try? signer.verify(token, now: now - TokenSigner.skew - 1)) == claims, "signed by a clock that ran ahead, it verifies")
    checkAlterations(token, bytes)
    must(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "Base64 comes back")
    if let decoded = Base64URL.decode(text) { must(Base64URL.encode(decoded) == text, "bytes have one text") }
    if let decoded = Hex.decode(text) { must(Hex.encode(decoded) == text.lowercased(), "hexadecimal comes back") }
  }

  /// Any byte replaced, added or taken away makes it foreign.
  private static func checkAlterations(_ token: String, _ bytes: [UInt8]) {
    var cuts = Cuts(of: bytes)
    var altered = Array(token.utf8)
    let place = cuts.next(upTo: 37) * altered.count / 38
    let byte = bytes.first ?? UInt8(ascii: "A")
    if altered[place] != byte {
      altered[place] = byte
      must(refusal(signer, String(decoding: altered, as: UTF8.self)) == .notOurs, "a changed byte makes it foreign")
    }
    must(refusal(signer, String(token.dropLast())) == .notOurs, "so does a missing one")
    must(refusal(signer, token + String(decoding: [byte], as: UTF8.self)) == .notOurs, "so does one more")
    let parts = token.split(separator: ".").map(String.init)
    must(refusal(signer, [parts[1], parts[0], parts[2]].joined(separator: ".")) == .notOurs, "so do parts in another order")
    must(refusal(signer, parts[0] + "." + parts[1] + ".") == .notOurs, "so does no signature")
  }

  private static func refusal(_ signer: TokenSigner, _ token: String, at now: Int64 = now) -> TokenSigner.Refusal? {
    do throws(TokenSigner.Refusal) {
      _ = try signer.verify(token, now: now)
      return nil
    } catch {
      return error
    }
  }
}
