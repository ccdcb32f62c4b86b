import Core
import Engine
import HTTP
import Telemetry
import Testing

@testable import Web

@Suite("Opened under another name") struct OtherNames {
  private func get(
    _ path: String, host: String, from peer: String = "127.0.0.1", _ more: KeyValuePairs<String, String> = [:],
    configure: (inout Config) -> Void = { _ in }
  ) async -> Response {
    let headers = [(name: "Host", value: host), (name: "Accept", value: browser)] + more.map { (name: $0.key, value: $0.value) }
    return await Doorway(configure: configure).application.handle(Request(.get, path, headers: headers, peerAddress: peer))
  }

  @Test(arguments: ["localhost:7860", "[::1]:7860", "127.0.0.1", "LOCALHOST:7860", "example.test"])
  func aPageLeadsToThePublicURLInDevelopment(_ host: String) async {
    let answer = await get("/page?a=1&b=%2F", host: host)
    #expect(answer.status == 303 && answer.headers["Location"] == "http://127.0.0.1:7860/page?a=1&b=%2F")
    #expect(await get("/both", host: host).status == 303)
  }

  @Test func itsOwnNameIsServed() async {
    #expect(await get("/page", host: "127.0.0.1:7860").status == 200)
    #expect(
      await get("/page", host: "HOME.lan:80", configure: { $0[ServerSettings.publicURL] = WebOrigin("http://home.lan")! }).status == 200)
    for host in ["space.example", "127.0.0.1:7860"] {
      #expect(
        await get("/page", host: host, configure: { $0[ServerSettings.publicURL] = WebOrigin("https://space.example")! }).status == 200)
    }
  }

  @Test func programsProxiesAndOtherMachinesAreNotLedAway() async {
    #expect(await get("/api/list", host: "localhost:7860").status == 200)
    #expect(await get("/page", host: "upstream:7860", ["X-Forwarded-For": "192.0.2.1"]).status == 200)
    #expect(await get("/page", host: "192.168.1.5:7860", from: "192.168.1.9").status == 200)
    let elsewhere = await get(
      "/page", host: "192.168.1.5:7860", from: "192.168.1.9", configure: { $0[ServerSettings.publicURL] = WebOrigin("http://home.lan")! })
    #expect(elsewhere.headers["Location"] == "http://home.lan/page")
    #expect(await get("/page", host: "localhost:7860", configure: { $0[ServerSettings.environment] = .production }).status == 200)
  }

  @Test func aRefusalAndTheLogNameBothOrigins() async throws {
    let door = Doorway()
    for _ in 0..<3 {
      let headers = [(name: "Origin", value: "http://localhost:7860"), (name: "Content-Type", value: "application/x-www-form-urlencoded")]
      let refused = await door.application.handle(Request(.post, "/form", headers: headers, body: Array("title=a".utf8)))
      #expect(refused.status == 403)
      let text = refused.text
      #expect(text.contains("403"))
    }
    #expect(door.sink.flush())
    let notes = door.lines.text.split(separator: "\n").filter { $0.contains("refused as another site's") }
    #expect(notes.count == 1 && notes[0].contains("http://localhost:7860") && notes[0].contains("http://127.0.0.1:7860"))
    let rule = SameOriginRule(publicURL: WebOrigin("http://127.0.0.1:7860")!)
    let message = rule.elsewhere(Request(.get, "/", headers: ["Origin": "http://localhost:7860"])).message
    #expect(message.contains("http://localhost:7860") && message.contains("http://127.0.0.1:7860"))
  }
}
