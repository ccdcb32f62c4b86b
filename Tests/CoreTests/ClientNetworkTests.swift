import Core
import Testing

@Suite("Addresses count") struct ClientNetworks {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"), ("2001:db8::1", "2001:db8:0:0::/64"),
    ("2001:DB8:0:0:ffff:1:2:3", "2001:db8:0:0::/64"), ("2001:0db8:0000:0001::9", "2001:db8:0:1::/64"), ("::1", "0:0:0:0::/64"),
    ("fe80::1%eth0", "fe80:0:0:0::/64"), ("unix", "unix"), ("a:b", "a:b"),
  ])
  func inOneSpelling(_ address: String, _ network: String) { #expect(ClientNetwork(address).description == network) }

  @Test func whateverStrangersWriteStaysShort() {
    let zone = "fe80::1%" + String(repeating: "\u{301}", count: 5_000)
    #expect(ClientNetwork(zone) == ClientNetwork("fe80::2"))
    #expect(ClientNetwork(String(repeating: "x", count: 5_000)).description.utf8.count == 45)
    #expect(ClientNetwork(String(repeating: ":", count: 5_000)).description.utf8.count == 45)
  }
}
