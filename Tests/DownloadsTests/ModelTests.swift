import Core
import Testing

@testable import Downloads

@Suite("A key") struct KeyValueTests {
  @Test(
    "is read whatever its case, spaces and hyphens",
    arguments: [
      "0123-4567-89AB-CDEF", "0123456789abcdef", " 0123 4567\t89ab-cdef\n", "0123\u{2013}4567\u{2014}89AB\u{2011}CDEF",
      "0-1-2-3456789abcdef-",
      "01234567 89ABCDEF", "0123\u{A0}456789ABCDEF",
    ])
  func reads(_ typed: String) { #expect(KeyValue(typed: typed)?.text == "0123-4567-89AB-CDEF") }

  @Test(
    "is not made of anything else",
    arguments: [
      "", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEF0", "0123-4567-89AB-CDEG", "O123-4567-89AB-CDEF", "0123_4567_89AB_CDEF",
      "０１２３456789ABCDEF", String(repeating: "0", count: 10_000), "0123-4567-89AB-CDEF🐈",
    ])
  func refuses(_ typed: String) { #expect(KeyValue(typed: typed) == nil) }

  @Test("and a token print themselves nowhere")
  func printing() {
    let random = RandomSource { count in [UInt8](repeating: 0xAB, count: count) }
    let (key, token) = (KeyValue(from: random), DownloadToken(from: random))
    #expect(key.text == "ABAB-ABAB-ABAB-ABAB" && token.text == "abababab-abab-4bab-abab-abababababab")
    var dumped = "\(key) \(token) \(String(reflecting: key)) \(String(reflecting: token))"
    dump(key, to: &dumped)
    dump(token, to: &dumped)
    dump(DownloadTicket(token: token, lifetime: .seconds(60)), to: &dumped)
    #expect(!dumped.lowercased().contains("abab"))
  }
}

@Suite("A project's address") struct ProjectLinkTests {
  @Test(
    "is one on the web",
    arguments: [
      "https://example.org", "http://example.org:8080/a?b=c#d", "HTTPS://Example.org/ä🐈", "http://localhost/x", "https://bücher.example/",
      "http://[::1]:80/", "https://a.b/" + String(repeating: "x", count: 488),
    ])
  func accepts(_ link: String) { #expect(ProjectLink.accepted(link) == link) }

  @Test(
    "is nothing else",
    arguments: [
      "", "example.org", "ftp://example.org", "javascript:alert(1)", "mailto:a@b.c", "https://", "https:///path",
      "https://user@evil.example",
      "https://example.org@evil.example/", "https://exa mple.org", "https://example.org/a b", "https://example.org/\u{202E}gpj",
      "data:text/html,x",
      "https://example.org/\"onclick", "https://a..ü/", "https://a.b/" + String(repeating: "x", count: 489), "https://example.org:99999/",
    ])
  func refuses(_ link: String) { #expect(ProjectLink.accepted(link) == nil) }
}

@Suite("A token's life") struct TokenLifeTests {
  private let born = Timestamp(microseconds: 1_000_000_000_000)

  private func admission(
    after age: Duration, for wish: DownloadWish = .whole, startedAfter: Duration? = nil, revoked: Bool = false, banned: Bool = false
  ) -> TokenRecord.Admission {
    TokenRecord(
      id: .init(1), owner: .init(1), isOwnerBanned: banned, key: .init(1), release: .init(1), createdAt: born,
      startedAt: startedAfter.map { born + $0 }, revokedAt: revoked ? born : nil
    ).admission(for: wish, at: born + age, lifetime: .seconds(60))
  }

  @Test("is the time since it was made, days and all")
  func elapsed() {
    for wish in [DownloadWish.whole, .part, .look] {
      let admitted: TokenRecord.Admission = wish == .look ? .proceed : .begin
      #expect(admission(after: .zero, for: wish) == admitted)
      #expect(admission(after: .seconds(59), for: wish) == admitted)
      #expect(admission(after: .seconds(60), for: wish) == admitted)
      #expect(admission(after: .seconds(60) + .microseconds(1), for: wish) == .gone)
      #expect(admission(after: .seconds(61), for: wish) == .gone)
      #expect(admission(after: .days(1) + .seconds(5), for: wish) == .gone)
    }
  }

  @Test("once it has begun, it is for finishing, for half an hour")
  func continuation() {
    for (after, wish, expected) in [
      (Duration.seconds(10), DownloadWish.whole, TokenRecord.Admission.gone), (.seconds(10), .part, .proceed),
      (.seconds(10), .look, .proceed),
      (.seconds(5) + .minutes(30), .part, .proceed), (.seconds(6) + .minutes(30), .part, .gone), (.seconds(6) + .minutes(30), .look, .gone),
      (.days(1) + .seconds(10), .part, .gone),
    ] { #expect(admission(after: after, for: wish, startedAfter: .seconds(5)) == expected) }
  }

  @Test("ends when it is revoked or its owner banned")
  func ends() {
    for wish in [DownloadWish.whole, .part, .look] {
      #expect(admission(after: .zero, for: wish, revoked: true) == .gone && admission(after: .zero, for: wish, banned: true) == .gone)
    }
  }
}
