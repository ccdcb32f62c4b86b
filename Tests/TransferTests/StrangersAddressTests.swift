import Testing

@testable import Transfer

@Suite("Addresses that strangers give") struct StrangersAddressTests {
  static let refused = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::808:808", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::1", "2001:db8::1",
    "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1",
    "fec0::1", "ff02::1", "ffff::1",
  ]
  static let admitted = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1", "169.253.0.1",
    "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.0.3.1", "192.167.0.1", "192.169.0.1", "198.17.0.1", "198.20.0.1",
    "223.255.255.255", "2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700:4700::1111",
    "2a00:1450::1", "3ffe::1", "3fff:1000::1",
  ]

  @Test("are connected to only if they are global unicast", arguments: refused)
  func refuses(_ text: String) throws { #expect(!Reach.global.admits(try #require(NetworkAddress(text: text)))) }

  @Test("are connected to if they are global unicast", arguments: admitted)
  func admits(_ text: String) throws { #expect(Reach.global.admits(try #require(NetworkAddress(text: text)))) }

  @Test("need one of two ports, unless the operator allows the server")
  func ports() throws {
    let allowed = try ["127.0.0.1:8080", "[::1]:81", "Intranet.example:9000"].map { try #require(HostPort($0)) }
    let source = FetchSource.stranger(allowed: allowed)
    func reach(_ url: String) throws(TransferError) -> String {
      guard let address = WebAddress(url) else { return "none" }
      return "\(try source.reach(to: address)!)"
    }
    for url in ["http://example.org/", "https://example.org/", "http://example.org:443/", "https://example.org:80/"] {
      #expect(try reach(url) == "global", "\(url)")
    }
    for url in ["http://127.0.0.1:8080/x", "http://[::1]:81/", "https://intranet.EXAMPLE:9000/", "http://0x7f.1:8080/"] {
      #expect(try reach(url) == "anywhere", "\(url)")
    }
    for url in [
      "http://example.org:8080/", "http://127.0.0.1:8081/", "http://localhost:8080/", "http://127.0.0.2:8080/", "https://x.org:22/",
    ] {
      #expect(throws: TransferError.refusedAddress, "\(url)") { try reach(url) }
    }
    #expect(try reach("http://127.0.0.1/") == "global", "the port is another one")
  }

  @Test("of allowed servers are a host and a port")
  func hostPorts() {
    for text in ["a.example:1", "10.0.0.1:65535", "[fd00::1]:80"] { #expect(HostPort(text)?.description == text, "\(text)") }
    for text in [
      "", ":", "a", "a:", ":80", "a:0", "a:65536", "a:-1", "a:8x", "a b:80", "a/b:80", "user@a:80", "http://a:80", "::1:80", "[::1]",
      "a:80/x",
      "[x]:80", "a:80:90", "a:+80",
    ] { #expect(HostPort(text) == nil, "\(text)") }
  }
}
