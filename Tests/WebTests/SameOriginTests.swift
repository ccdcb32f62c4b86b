import Core
import Engine
import HTTP
import Testing

@testable import Web

@Suite struct CrossSiteRequests {
  private let door = Doorway()
  private let form = "application/x-www-form-urlencoded"

  private func post(_ path: String, _ headers: [(name: String, value: String)], body: String = "title=a") async -> Int {
    await door.application.handle(Request(.post, path, headers: headers, body: Array(body.utf8))).status
  }

  @Test(arguments: [
    ([("Sec-Fetch-Site", "same-origin")], 303), ([("Sec-Fetch-Site", "none")], 303), ([("Sec-Fetch-Site", "same-site")], 403),
    ([("Sec-Fetch-Site", "cross-site")], 403), ([("Origin", "http://127.0.0.1:7860")], 303), ([("Origin", "http://127.0.0.1:7861")], 403),
    ([("Origin", "https://127.0.0.1:7860")], 403), ([("Origin", "null")], 403), ([("Origin", "http://127.0.0.1:7860.evil.example")], 403),
    ([], 403), ([("Sec-Fetch-Site", "cross-site"), ("Origin", "http://127.0.0.1:7860")], 403),
    ([("Sec-Fetch-Site", "same-origin"), ("Origin", "http://evil.example")], 303), ([("Referer", "http://127.0.0.1:7860/page")], 403),
  ])
  func formsComeFromOurOwnPages(_ headers: [(String, String)], _ status: Int) async {
    let sent = headers.map { (name: $0.0, value: $0.1) } + [(name: "Content-Type", value: form)]
    #expect(await post("/form", sent) == status)
    #expect(await post("/form", sent + [(name: "Cookie", value: "session=ann")]) == status)
    #expect(await post("/form", sent + [(name: "Cookie", value: "session=expired")]) == status)
  }

  @Test(arguments: [
    "text/plain", "multipart/form-data; boundary=x", "TEXT/PLAIN;charset=utf-8", "application/x-www-form-urlencoded", "text/plain; ,",
    "=/=",
  ])
  func everyKindOfFormIsHeldToIt(_ type: String) async {
    #expect(await post("/api/sign-up", [(name: "Content-Type", value: type)]) == 403)
    #expect(await post("/api/sign-up", [(name: "Content-Type", value: type), (name: "Sec-Fetch-Site", value: "same-origin")]) == 400)
  }

  @Test func whatCarriesTheCookieIsHeldToIt() async {
    let json = [(name: "Content-Type", value: "application/json"), (name: "Cookie", value: "session=ann")]
    #expect(await post("/api/things", json, body: #"{"title":"a"}"#) == 403)
    #expect(await post("/api/things", json + [(name: "Origin", value: "http://127.0.0.1:7860")], body: #"{"title":"a"}"#) == 201)
  }

  @Test func programsWithATokenAreNot() async {
    let bearer = [(name: "Authorization", value: "Bearer ann"), (name: "Origin", value: "http://elsewhere.example")]
    #expect(await post("/api/things", bearer + [(name: "Content-Type", value: "application/json")], body: #"{"title":"a"}"#) == 201)
    #expect(await post("/form", bearer + [(name: "Content-Type", value: form)]) == 303)
    let withCookie = bearer + [(name: "Cookie", value: "session=ann"), (name: "Content-Type", value: "application/json")]
    #expect(await post("/api/things", withCookie, body: #"{"title":"a"}"#) == 201)
  }

  @Test func cookielessJSONIsNot() async {
    #expect(await post("/api/sign-up", [(name: "Content-Type", value: "application/json")]) == 400)
  }

  @Test func readingIsNot() async {
    #expect(await door.send(.get, "/members", ["Cookie": "session=ann", "Sec-Fetch-Site": "cross-site"]).status == 200)
  }

  @Test func thePublicAddressIsWhatCounts() async {
    let door = Doorway(configure: { $0[ServerSettings.publicURL] = WebOrigin("https://Space.Example:443/")! })
    let ours = await door.send(.post, "/form", ["Content-Type": form, "Origin": "https://space.example"], body: "title=a")
    #expect(ours.status == 303)
    let http = await door.send(.post, "/form", ["Content-Type": form, "Origin": "http://space.example"], body: "title=a")
    #expect(http.status == 403)
  }
}
