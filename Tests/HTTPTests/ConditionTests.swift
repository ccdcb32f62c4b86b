import HTTP
import Testing

@Suite struct ConditionalRequests {
  private let tag = EntityTag("v2")

  @Test(
    arguments: [
      (nil, nil, true, Conditions.Verdict.proceed), (nil, "\"v2\"", true, .notModified), (nil, "W/\"v2\"", true, .notModified),
      (nil, "\"v1\", \"v2\"", true, .notModified), (nil, "\"v1\"", true, .proceed), (nil, "*", true, .notModified),
      (nil, "*", false, .failed), (nil, "garbage", true, .proceed), ("\"v2\"", nil, false, .proceed), ("\"v1\"", nil, false, .failed),
      ("W/\"v2\"", nil, false, .failed), ("*", nil, false, .proceed), ("garbage", nil, false, .failed),
      ("\"v1\",\"v2\"", nil, false, .proceed),
    ] as [(String?, String?, Bool, Conditions.Verdict)])
  func tagsDecide(_ match: String?, _ noneMatch: String?, _ isSafe: Bool, _ verdict: Conditions.Verdict) {
    #expect(Conditions(ifMatch: match, ifNoneMatch: noneMatch).evaluate(isSafe: isSafe, tag: tag) == verdict)
  }

  @Test func whatDoesNotExistMatchesNothing() {
    #expect(Conditions(ifMatch: "*").evaluate(isSafe: false, tag: nil) == .failed)
    #expect(Conditions(ifNoneMatch: "*").evaluate(isSafe: false, tag: nil) == .proceed)
  }

  @Test func datesCountWhereThereAreNoTags() {
    let date = HTTPDate.format(1_000_000)
    #expect(Conditions(ifModifiedSince: date).evaluate(isSafe: true, tag: nil, lastModified: 1_000_000) == .notModified)
    #expect(Conditions(ifModifiedSince: date).evaluate(isSafe: true, tag: nil, lastModified: 1_000_001) == .proceed)
    #expect(Conditions(ifModifiedSince: date).evaluate(isSafe: false, tag: nil, lastModified: 1) == .proceed)
    #expect(Conditions(ifUnmodifiedSince: date).evaluate(isSafe: false, tag: nil, lastModified: 1_000_001) == .failed)
    #expect(Conditions(ifUnmodifiedSince: date).evaluate(isSafe: false, tag: nil, lastModified: 1_000_000) == .proceed)
    #expect(Conditions(ifNoneMatch: "\"x\"", ifModifiedSince: date).evaluate(isSafe: true, tag: tag, lastModified: 1) == .proceed)
    #expect(Conditions(ifModifiedSince: "yesterday").evaluate(isSafe: true, tag: nil, lastModified: 1) == .proceed)
  }
}

@Suite struct Ranges {
  @Test(
    arguments: [
      (nil, ByteRange.whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-99", .part(0..<100)), ("bytes=90-", .part(90..<100)),
      ("bytes=-5", .part(95..<100)), ("bytes=-500", .part(0..<100)), ("bytes=99-500", .part(99..<100)), ("bytes=100-", .notSatisfiable),
      ("bytes=-0", .notSatisfiable), ("bytes=5-4", .whole), ("bytes=0-1,5-6", .whole), ("items=0-1", .whole), ("bytes=a-b", .whole),
      ("bytes=-", .whole), ("bytes=", .whole), ("BYTES= 1-2 ", .part(1..<3)), ("bytes=99999999999999999999-", .notSatisfiable),
      ("bytes=0-99999999999999999999", .part(0..<100)), ("bytes=+1-2", .whole), ("bytes=1-2-3", .whole),
    ] as [(String?, ByteRange)])
  func oneRangeIsServed(_ header: String?, _ expected: ByteRange) {
    #expect(ByteRange(range: header, length: 100) == expected)
  }

  @Test func nothingOfAnEmptyBodyCanBeServed() {
    #expect(ByteRange(range: "bytes=0-", length: 0) == .notSatisfiable)
    #expect(ByteRange(range: "bytes=-1", length: 0) == .notSatisfiable)
  }

  @Test(arguments: [
    ("\"v1\"", true), ("\"v2\"", false), ("W/\"v1\"", false), ("Thu, 01 Jan 1970 00:01:00 GMT", true),
    ("Thu, 01 Jan 1970 00:02:00 GMT", false), ("nonsense", false), ("*", false),
  ])
  func anOldCopyGetsTheWhole(_ ifRange: String, _ holds: Bool) {
    let range = ByteRange(range: "bytes=0-9", ifRange: ifRange, length: 100, tag: EntityTag("v1"), lastModified: 60)
    #expect(range == (holds ? .part(0..<10) : .whole))
  }

  @Test func contentRangeSaysWhatIsThere() {
    #expect(ByteRange.part(5..<10).contentRange(length: 100) == "bytes 5-9/100")
    #expect(ByteRange.notSatisfiable.contentRange(length: 100) == "bytes */100")
    #expect(ByteRange.whole.contentRange(length: 100) == nil)
  }
}

@Suite struct Proxies {
  private let proxies = TrustedProxies { $0.hasPrefix("10.") || $0 == "fd00::1" }

  private func client(_ peer: String, _ forwardedFor: [String], _ proto: [String] = []) -> TrustedProxies.Client {
    proxies.client(peer: peer, forwardedFor: forwardedFor, forwardedProto: proto)
  }

  @Test func strangersAreNotBelieved() {
    #expect(client("203.0.113.9", ["1.2.3.4"], ["https"]) == .init(address: "203.0.113.9", isSecure: false))
    #expect(TrustedProxies.none.client(peer: "10.0.0.1", forwardedFor: ["1.2.3.4"], forwardedProto: ["https"]).address == "10.0.0.1")
  }

  @Test(arguments: [
    (["1.2.3.4"], "1.2.3.4"), (["6.6.6.6, 1.2.3.4"], "1.2.3.4"), (["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
    (["1.2.3.4", "10.0.0.3", "10.0.0.2"], "1.2.3.4"), (["10.0.0.3, 10.0.0.2"], "10.0.0.3"), ([], "10.0.0.1"),
    (["2001:db8::7"], "2001:db8::7"), (["[2001:db8::7]:4711"], "2001:db8::7"), (["1.2.3.4:4711"], "1.2.3.4"),
    (["unknown"], "10.0.0.1"), (["1.2.3.4, unknown, 10.0.0.2"], "10.0.0.2"), ([" 1.2.3.4 "], "1.2.3.4"), (["1.2.3.4, "], "10.0.0.1"),
  ])
  func theRightmostStrangerIsTheClient(_ headers: [String], _ address: String) {
    #expect(client("10.0.0.1", headers).address == address)
  }

  @Test func theNearestProxySaysWhetherItIsTLS() {
    #expect(client("10.0.0.1", [], ["https"]).isSecure)
    #expect(client("10.0.0.1", [], ["http, HTTPS"]).isSecure)
    #expect(!client("10.0.0.1", [], ["https", "http"]).isSecure)
    #expect(!client("10.0.0.1", []).isSecure)
    #expect(client("fd00::1", ["1.2.3.4"], ["https"]) == .init(address: "1.2.3.4", isSecure: true))
  }
}
