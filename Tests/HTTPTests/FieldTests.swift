import HTTP
import Testing

@Suite struct ContentTypes {
  @Test func essenceIsLowerCaseAndParametersAreFound() throws {
    let type = try #require(MediaType(" Text/HTML ; Charset=\"UTF-8\"; q=\"a\\\"b\";"))
    #expect(type.essence == "text/html")
    #expect(type.charset == "utf-8")
    #expect(type.parameter("q") == "a\"b")
    #expect(type.isUTF8)
  }

  @Test(arguments: [
    "", "text", "text/", "/html", "text/html; charset", "text/html; =x", "text/html; a=\"b", "text html/x", "text/html, a/b",
  ])
  func nonsenseIsRefused(_ text: String) { #expect(MediaType(text) == nil) }

  @Test func otherCharsetsAreNoticed() throws {
    #expect(try #require(MediaType("application/json")).isUTF8)
    #expect(try #require(MediaType("application/json;charset=utf8")).isUTF8)
    #expect(try #require(MediaType("application/json;charset=latin1")).isUTF8 == false)
    #expect(try #require(MediaType("application/json;charset=utf-16")).isUTF8 == false)
  }
}

@Suite struct Negotiation {
  @Test(arguments: [
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true, false),
    ("*/*", false, false), ("application/json", false, true), ("text/*", false, false), ("", false, false),
    ("application/json, text/html", true, false), ("application/json, text/html;q=0.9", false, true),
    ("text/html;q=0", false, false), ("TEXT/HTML", true, false), ("text/html;q=0.5, application/json;q=0.4", true, false),
    ("text/html;q=2", false, false), ("garbage, text/html", true, false),
  ])
  func peopleAskForPagesByName(_ header: String, _ html: Bool, _ json: Bool) {
    #expect(Accept(header).prefersHTML == html)
    #expect(Accept(header).prefersJSON == json)
  }

  @Test func noHeaderAcceptsAllAndPrefersNothing() {
    #expect(Accept(nil).quality(of: "image/png") == 1000)
    #expect(!Accept(nil).prefersHTML)
    #expect(!Accept(nil).prefersJSON)
  }

  @Test func theMostSpecificRangeDecides() {
    let accept = Accept("text/*;q=0.3, text/html;q=0.7, */*;q=0.5")
    #expect(accept.quality(of: "text/html") == 700)
    #expect(accept.quality(of: "text/plain") == 300)
    #expect(accept.quality(of: "image/png") == 500)
  }

  @Test(
    arguments: [
      (nil, false), ("gzip, br", true), ("br", false), ("gzip;q=0", false), ("*", true), ("*;q=0", false), ("GZIP;q=0.1", true),
      ("gzip;q=0, *", false), ("", false),
    ] as [(String?, Bool)])
  func compressionIsUsedOnlyWhenAllowed(_ header: String?, _ allowed: Bool) {
    #expect(Accept.allowsEncoding("gzip", in: header) == allowed)
  }
}

@Suite struct Cookies {
  @Test func readingIsTolerant() {
    let header = "a=1;session=x.y-z_;  b=\"q\" ; nonsense; =empty; session=second; c="
    #expect(CookieHeader.value(of: "session", in: header) == "x.y-z_")
    #expect(CookieHeader.values(of: "session", in: header) == ["x.y-z_", "second"])
    #expect(CookieHeader.value(of: "b", in: header) == "q")
    #expect(CookieHeader.value(of: "c", in: header) == "")
    #expect(CookieHeader.value(of: "essio", in: header) == nil)
    #expect(CookieHeader.value(of: "Session", in: header) == nil)
    #expect(CookieHeader.value(of: "nonsense", in: header) == nil)
  }

  @Test func writingIsStrict() {
    let cookie = SetCookie(name: "__Host-session", value: "a.b-c_d", maxAge: 604_800, secure: true)
    #expect(cookie.header == "__Host-session=a.b-c_d; Path=/; Max-Age=604800; Secure; HttpOnly; SameSite=Lax")
    #expect(cookie.removed.header == "__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
    let plain = SetCookie(name: "theme", value: "", maxAge: nil, path: "/x", secure: false, httpOnly: false, sameSite: .strict)
    #expect(plain.header == "theme=; Path=/x; SameSite=Strict")
  }

  @Test func aCookieThatCouldSplitAHeaderStopsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "a", value: "x; Domain=evil", maxAge: nil, secure: false) }
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "a\r\n", value: "", maxAge: nil, secure: false) }
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "__Host-a", value: "", maxAge: nil, secure: false) }
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "__Host-a", value: "", maxAge: nil, path: "/x", secure: true) }
  }
}

@Suite struct FileNames {
  @Test(arguments: [
    ("cat.png", "attachment; filename=\"cat.png\""),
    ("Grüße 🐈.png", "attachment; filename=\"Gr__e _.png\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%F0%9F%90%88.png"),
    ("a\"b\\c.txt", "attachment; filename=\"c.txt\""),
    ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
    ("evil\r\nSet-Cookie: a=b", "attachment; filename=\"evilSet-Cookie a=b\""),
    ("../../etc/passwd", "attachment; filename=\"passwd\""), ("..", "attachment; filename=\"file\""),
  ])
  func areWrittenInBothNotations(_ name: String, _ header: String) {
    #expect(ContentDisposition.header(.attachment, filename: name) == header)
  }

  @Test func inlineNeedsNoName() { #expect(ContentDisposition.header(.inline) == "inline") }

  @Test(arguments: [
    ("C:\\Users\\ann\\cat.png", "cat.png"), (".htaccess", "htaccess"), ("gpj.\u{202E}exe", "gpj.exe"), ("", "file"), ("///", "file"),
    ("a\u{0}b.txt", "ab.txt"), ("con<>:|?*.txt", "con.txt"), (" . a.b . ", "a.b"),
  ])
  func loseWhatIsDangerous(_ raw: String, _ kept: String) { #expect(FileName.sanitized(raw) == kept) }

  @Test func areCutInTheMiddle() {
    let name = FileName.sanitized(String(repeating: "ü", count: 400) + ".jpeg")
    #expect(name.utf8.count <= 255)
    #expect(name.hasSuffix("ü.jpeg"))
    // A cut that falls behind a space leaves none: a name is harmless the first time.
    for end in [" b", "  b", " " + String(repeating: "b", count: 40)] {
      let cut = FileName.sanitized(String(repeating: "a", count: 254) + end)
      #expect(cut == FileName.sanitized(cut) && cut.hasSuffix("a"), "\(cut.suffix(8))")
    }
  }
}

@Suite struct Dates {
  @Test(
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ] as [(Int64, String)])
  func goThereAndBack(_ seconds: Int64, _ text: String) {
    #expect(HTTPDate.format(seconds) == text)
    #expect(HTTPDate.parse(text) == seconds)
  }

  @Test(arguments: [
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
  ])
  func nonsenseIsNoDate(_ text: String) { #expect(HTTPDate.parse(text) == nil) }
}
