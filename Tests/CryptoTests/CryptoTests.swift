import Crypto
import Encoding
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite("Digests match the published vectors")
struct Digests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ]) func sha256(_ text: String, _ digest: String) {
    #expect(Hex.encode(SHA256.digest(of: bytes(text))) == digest)
    var pieces = SHA256()
    for byte in text.utf8 { pieces.update([byte]) }
    #expect(Hex.encode(pieces.digest()) == digest)
    #expect(Hex.encode(SHA256.digest(of: bytes(text)[...])) == digest)
    #expect(Hex.encode(SHA256.digest(of: AnyCollection(bytes(text)))) == digest)
  }

  @Test func aCopiedDigestGoesItsOwnWay() {
    var one = SHA256()
    one.update(bytes("ab"))
    var other = one
    one.update(bytes("c"))
    other.update(bytes("d"))
    #expect(one.digest() == SHA256.digest(of: bytes("abc")))
    #expect(other.digest() == SHA256.digest(of: bytes("abd")))
  }

  @Test func hmac() {
    let code = HMACSHA256(key: bytes("Jefe")).code(of: bytes("what do ya want for nothing?"))
    #expect(Hex.encode(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = HMACSHA256(key: [UInt8](repeating: 0xAA, count: 131))
    #expect(
      Hex.encode(long.code(of: bytes("Test Using Larger Than Block-Size Key - Hash Key First")))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    #expect(HMACSHA256(key: bytes("k")).isCode(code, of: bytes("x")) == false)
    #expect(HMACSHA256(key: bytes("Jefe")).isCode(code, of: bytes("what do ya want for nothing?")))
    #expect("\(HMACSHA256(key: bytes("secret"))) \(String(reflecting: HMACSHA256(key: [1])))" == "HMACSHA256 HMACSHA256")
  }

  /// Against Python's `hashlib.blake2b(digest_size=16)`.
  @Test func keyedBLAKE2b() {
    let key = KeyedHash(key: Array(0..<32))
    #expect(Hex.encode(key.code(of: [UInt8]())) == "3daf97bce7888fd59773c66bf647459c")
    #expect(Hex.encode(key.code(of: bytes("abc"))) == "1a64be47e4729d951c302ee543f97cf3")
    #expect(Hex.encode(key.code(of: (0..<1_000).map { UInt8($0 % 251) })) == "425f3db3e772e7f256537995638e503c")
    #expect(Hex.encode(KeyedHash(key: Array(0..<64)).code(of: AnyCollection(bytes("abc")))) == "a9f9ff5c38d7eda4899ab27d41b93372")
    #expect(key.isCode(key.code(of: bytes("x")), of: bytes("x")) && !key.isCode(key.code(of: bytes("x")), of: bytes("y")))
    #expect(!key.isCode([], of: bytes("x")))
    #expect("\(key) \(String(reflecting: key))" == "KeyedHash KeyedHash")
  }

  @Test func comparesInConstantTime() {
    #expect(ConstantTime.areEqual([], []))
    #expect(ConstantTime.areEqual("abc", "abc"))
    #expect(!ConstantTime.areEqual("abc", "abd"))
    #expect(!ConstantTime.areEqual("abc", "ab"))
    #expect(!ConstantTime.areEqual("é", "e\u{301}"))
  }
}

@Suite("Binary travels as text and comes back the same")
struct EncodingTests {
  @Test func everyLengthSurvives() {
    for count in 0...70 {
      let value = SecureRandom.bytes(count)
      #expect(Hex.decode(Hex.encode(value)) == value)
      #expect(Base64URL.decode(Base64URL.encode(value)) == value)
    }
    #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
    #expect(Base64URL.encode(bytes("f")) == "Zg")
    #expect(Base64URL.encode(bytes("foobar")) == "Zm9vYmFy")
  }

  @Test(arguments: ["Zg==", "Zm9", "Zh", "Z", "Zm9v Zg", "Zm9vZg\n", "+/+/", "Zmé", "Zm9v."]) func refusesLooseBase64(_ text: String) {
    if text == "Zm9" { return #expect(Base64URL.decode("Zm9") == nil) }
    #expect(Base64URL.decode(text) == nil)
  }

  @Test(arguments: ["a", "0g", "0x00", " 00", "é0"]) func refusesLooseHex(_ text: String) { #expect(Hex.decode(text) == nil) }

  @Test func readsHexOfEitherCase() { #expect(Hex.decode("00fFAb") == [0, 255, 0xAB]) }
}

@Suite("Random values are what they claim")
struct Randomness {
  @Test func tokensDiffer() {
    let tokens = Set((0..<1000).map { _ in SecureRandom.token() })
    #expect(tokens.count == 1000)
    #expect(tokens.allSatisfy { $0.utf8.count == 43 && Base64URL.decode($0)?.count == 32 })
    #expect(SecureRandom.token(bytes: 16).utf8.count == 22)
    #expect(SecureRandom.bytes(0).isEmpty)
  }

  @Test func uuidsAreVersionFour() throws {
    for _ in 0..<200 {
      let text = UUID4().description
      let groups = text.split(separator: "-").map(\.count)
      #expect(groups == [8, 4, 4, 4, 12])
      #expect(Array(text)[14] == "4")
      #expect("89ab".contains(Array(text)[19]))
      #expect(try #require(UUID4(text)).description == text)
      #expect(UUID4(text.uppercased()) == UUID4(text))
    }
    #expect(UUID4("00000000-0000-4000-8000-000000000000")?.bytes.count == 16)
    for wrong in [
      "", "00000000-0000-1000-8000-000000000000", "00000000-0000-4000-c000-000000000000", "00000000000040008000000000000000", "x",
    ] {
      #expect(UUID4(wrong) == nil)
    }
  }

  @Test func uuidsFollowTheGivenRandomness() {
    struct Zero: RandomNumberGenerator { mutating func next() -> UInt64 { 0 } }
    var zero = Zero()
    #expect(UUID4(using: &zero).description == "00000000-0000-4000-8000-000000000000")
  }
}
