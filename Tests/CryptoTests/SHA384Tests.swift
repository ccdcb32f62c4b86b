import Encoding
import Testing

@testable import Crypto

/// Examples of FIPS 180-4 and its supplements.
@Suite struct SHA384Digests {
  @Test(arguments: [
    ("", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"),
    ("abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"
    ),
  ]) func areThoseOfTheStandard(_ text: String, _ digest: String) {
    #expect(Hex.encode(SHA384.digest(of: Array(text.utf8))) == digest)
  }
}
