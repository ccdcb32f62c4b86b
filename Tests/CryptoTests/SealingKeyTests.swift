import Crypto
import Encoding
import Testing

@Suite("Sealing keys")
struct SealingKeyTests {
  @Test("open what the draft of XChaCha20-Poly1305 sealed (draft-irtf-cfrg-xchacha-03, A.3.1)")
  func vector() throws {
    let key = SealingKey((0x80...0x9f).map { UInt8($0) })
    let context = try #require(Hex.decode("50515253c0c1c2c3c4c5c6c7"))
    let sealed = try #require(
      Hex.decode(
        "404142434445464748494a4b4c4d4e4f5051525354555657"
          + "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
          + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
          + "21f9664c97637da9768812f615c68b13b52e" + "c0875924c1c7987947deafd8780acf49"))
    let text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    #expect(key.open(sealed, for: context).map { String(decoding: $0, as: UTF8.self) } == text)
    #expect(key.open(sealed, for: []) == nil)
  }

  @Test("seal each time differently, and open only what was not touched", arguments: [0, 1, 100, 10_000])
  func sealing(_ length: Int) {
    let (key, text) = (SealingKey.random(), [UInt8](repeating: 65, count: length))
    let sealed = key.seal(text, for: [1])
    #expect(sealed.count == length + SealingKey.overhead && sealed != key.seal(text, for: [1]))
    #expect(key.open(sealed, for: [1]) == text)
    #expect(key.open(sealed, for: [2]) == nil && SealingKey.random().open(sealed, for: [1]) == nil)
    for place in [0, 24, sealed.count - 1] {
      var turned = sealed
      turned[place] ^= 1
      #expect(key.open(turned, for: [1]) == nil)
    }
    for cut in [0, 1, SealingKey.overhead - 1, sealed.count - 1] { #expect(key.open(Array(sealed.prefix(cut)), for: [1]) == nil) }
  }

  @Test("are derived and named as any BLAKE2b does it")
  func derivation() {
    // hashlib.blake2b(bytes(range(40)), digest_size=32, person=b"neospace-dm-1"), and the first 8 bytes of hashlib.blake2b of that.
    let key = SealingKey.derived(from: (0..<40).map { UInt8($0) }, for: "neospace-dm-1")
    #expect(Hex.encode(key.bytes) == "66d44a5f542f675f5247b48c80970ad050a7129cae79183d6d4cf9a1a4f685ae")
    #expect(key.id == "6b40c32c08a4e9f7")
    #expect(SealingKey.derived(from: (0..<40).map { UInt8($0) }, for: "another").bytes != key.bytes)
  }

  @Test("print no key")
  func printing() {
    let key = SealingKey.random()
    #expect("\(key)" == "SealingKey" && !String(reflecting: key).contains("\(key.bytes[0]), \(key.bytes[1])"))
  }
}
