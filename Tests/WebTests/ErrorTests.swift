import Core
import Engine
import HTTP
import JSON
import Telemetry
import Testing

@testable import Web

@Suite struct Errors {
  private let door = Doorway()

  @Test func haveExactlyOneShapeInJSON() async throws {
    let response = await door.send(.get, "/fails/validation")
    #expect(response.status == 422)
    #expect(
      response.text
        == #"{"success":false,"error":{"code":"VALIDATION_ERROR","message":"title is wrong","details":{"title":"must be \"short\""}}}"#)
    #expect(response.headers["Content-Type"] == "application/json")
    #expect(try await door.send(.get, "/fails/gone").json == ["success": false, "error": ["code": "GONE", "message": "Spent"]])
  }

  @Test func unforeseenOnesGoToTheLogAndNowhereElse() async throws {
    let response = await door.send(.get, "/fails/x", ["X-Request-ID": "find-me"])
    #expect(response.status == 500)
    #expect(response.errorCode == "SERVER_ERROR")
    #expect(!response.text.contains("hunter2") && !response.text.contains("Unforeseen"))
    #expect(door.sink.flush())
    let line = try #require(door.lines.text.split(separator: "\n").first { $0.contains("unexpected error") })
    #expect(line.contains("Unforeseen") && line.contains("find-me"))
    #expect(door.events.types == ["committed before the failure"])
  }

  @Test func waitingIsRoundedUpToWholeSeconds() async {
    let response = await door.send(.get, "/fails/unavailable")
    #expect(response.status == 503)
    #expect(response.headers["Retry-After"] == "2")
    #expect(await door.send(.get, "/fails/unavailable-soon").headers["Retry-After"] == "1")
  }

  @Test func aRouteMayAnswerACodeWithItsOwnStatus() async {
    let response = await door.send(.post, "/api/sign-up")
    #expect(response.status == 400)
    #expect(response.errorCode == "EMAIL_EXISTS")
  }

  @Test(arguments: [
    ("/nowhere", browser, true), ("/nowhere", "*/*", false), ("/nowhere", "application/json", false), ("/api/nowhere", browser, false),
    ("/page", browser, true), ("/members/x", browser, true), ("/both", browser, true), ("/both", "*/*", false),
  ])
  func arePagesForPeopleAndJSONForPrograms(_ path: String, _ accept: String, _ isPage: Bool) async {
    let response = await door.send(.put, path, ["Accept": accept, "Origin": "http://127.0.0.1:7860", "Cookie": "theme=zen"])
    #expect(response.isPage == isPage)
    #expect(response.status == (path == "/page" || path == "/both" ? 405 : 404))
    if isPage {
      #expect(response.text.contains("zen"))
    } else {
      #expect(response.errorCode != nil)
    }
  }

  @Test func aPagesErrorIsAPageUnlessJSONIsAskedForByName() async {
    #expect(await door.send(.get, "/moderation", ["Cookie": "session=ann"]).isPage)
    #expect(await door.send(.get, "/moderation", ["Cookie": "session=ann", "Accept": "application/json"]).errorCode == "FORBIDDEN")
  }

  @Test func anAPIsErrorIsJSONWhateverIsAccepted() async {
    #expect(await door.send(.get, "/fails/gone", ["Accept": browser]).errorCode == "GONE")
  }

  @Test func theWrongMethodIsToldTheRightOnes() async {
    let response = await door.send(.delete, "/api/things/1")
    #expect(response.status == 405)
    #expect(response.errorCode == "METHOD_NOT_ALLOWED")
    #expect(response.headers["Allow"] == "GET, HEAD")
    #expect(await door.send(Request.Method(rawValue: "BREW"), "/page").status == 405)
    #expect(await door.send(.options, "/api/things").headers["Allow"] == "POST")
  }

  @Test(arguments: ["abc", "0", "-1", "9223372036854775808", "1.0", "+1", "007", "%20", "1%00"])
  func aPathIDThatIsNoneIsNotFound(_ id: String) async {
    let response = await door.send(.get, "/api/things/\(id)")
    #expect(response.status == 404)
    #expect(response.errorCode == "NOT_FOUND")
  }

  @Test func aPathIDIsReadAsANumber() async throws {
    #expect(try await door.send(.get, "/api/things/9223372036854775807").json["data"]?["id"] == 9_223_372_036_854_775_807)
  }

  @Test func anAddressThatCannotBeDecodedIsABadRequest() async {
    #expect(await door.send(.get, "/api/things/%zz").errorCode == "BAD_REQUEST")
  }
}

@Suite struct Bodies {
  private let door = Doorway()

  private func post(_ body: [UInt8], type: String? = "application/json", chunks: [[UInt8]]? = nil) async -> Response {
    var headers = [(name: "Authorization", value: "Bearer ann")]
    if let type { headers.append((name: "Content-Type", value: type)) }
    return await door.application.handle(
      Request(.post, "/api/things", headers: headers, body: body, chunks: chunks, declaresLength: chunks == nil))
  }

  private func post(_ text: String, type: String? = "application/json") async -> Response { await post(Array(text.utf8), type: type) }

  @Test func aGoodOneIsDecoded() async throws {
    let response = await post(#"{"title":"ab🐈"}"#)
    #expect(response.status == 201)
    #expect(try response.json == ["success": true, "data": ["title": "ab🐈"]])
    #expect(door.events.types == ["thing"])
    #expect(await post(#"{"title":"ab"}"#, type: "application/json; charset=UTF-8").status == 201)
  }

  @Test(arguments: [
    "", " ", "{", "{]", "nul", #"{"title":"\ud800"}"#, #"{"title":"a"} x"#, "title=a", #"{"title":"a","title":"b"}"#, "\u{FEFF}{}",
  ])
  func whatIsNoJSONIsABadRequest(_ body: String) async {
    let response = await post(body)
    #expect(response.status == 400)
    #expect(response.errorCode == "BAD_REQUEST")
  }

  @Test func whatIsNotUTF8IsABadRequest() async {
    #expect(await post(Array("{\"title\":\"".utf8) + [0xFF] + Array("\"}".utf8)).errorCode == "BAD_REQUEST")
  }

  @Test(arguments: [
    "[]", "1", "null", #""text""#, "{}", #"{"title":1}"#, #"{"title":["a"]}"#, #"{"title":""}"#, #"{"title":"abcdef"}"#,
    #"{"title":"a","x":1}"#,
  ])
  func theWrongShapeIsAValidationError(_ body: String) async {
    let response = await post(body)
    #expect(response.status == 422)
    #expect(response.errorCode == "VALIDATION_ERROR")
  }

  @Test(arguments: [
    "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
    "nonsense",
  ])
  func anotherContentTypeIsUnsupported(_ type: String) async {
    #expect(await post(#"{"title":"a"}"#, type: type).errorCode == "UNSUPPORTED_MEDIA_TYPE")
  }

  @Test func aBodyWithoutATypeIsUnsupportedAndNoBodyIsEmpty() async {
    #expect(await post(#"{"title":"a"}"#, type: nil).status == 415)
    #expect(await post("", type: nil).status == 400)
  }

  @Test func sizeIsBoundedAt256KiB() async {
    let frame = #"{"title":"a","x":""}"#
    let filler = [UInt8](repeating: UInt8(ascii: " "), count: 256 * 1024 - frame.utf8.count)
    #expect(await post(Array(frame.utf8) + filler).status == 422)
    #expect(await post(Array(frame.utf8) + filler + [32]).errorCode == "PAYLOAD_TOO_LARGE")
    let chunks = [Array(frame.utf8) + filler, [32]]
    #expect(await post([], chunks: chunks).errorCode == "PAYLOAD_TOO_LARGE")
    #expect(await post([], chunks: [Array(#"{"title":"#.utf8), Array(#""ab"}"#.utf8)]).status == 201)
  }

  @Test func depthIsBounded() async {
    #expect(await post(String(repeating: "[", count: 100_000)).status == 400)
  }

  @Test func formsAreHeldToTheSameRules() async {
    func send(_ body: String, _ type: String? = "application/x-www-form-urlencoded") async -> Response {
      var headers = [(name: "Origin", value: "http://127.0.0.1:7860"), (name: "Accept", value: "application/json")]
      if let type { headers.append((name: "Content-Type", value: type)) }
      return await door.application.handle(Request(.post, "/form", headers: headers, body: Array(body.utf8)))
    }
    #expect(await send("title=ab").headers["Location"] == "/page")
    #expect(await send("title=%zz").errorCode == "BAD_REQUEST")
    #expect(await send("title=%ff").errorCode == "BAD_REQUEST")
    #expect(await send("title=abcdef").errorCode == "VALIDATION_ERROR")
    #expect(await send("title=a&title=b").errorCode == "VALIDATION_ERROR")
    #expect(await send("title=a&more=b").errorCode == "VALIDATION_ERROR")
    #expect(await send(#"{"title":"a"}"#, "application/json").errorCode == "UNSUPPORTED_MEDIA_TYPE")
    #expect(await send("title=" + String(repeating: "a", count: 256 * 1024)).errorCode == "PAYLOAD_TOO_LARGE")
  }

  @Test func queriesAreDecoded() async throws {
    #expect(try await door.send(.get, "/api/list?page=2").json["data"]?["page"] == 2)
    #expect(await door.send(.get, "/api/list?page=0").errorCode == "VALIDATION_ERROR")
    #expect(await door.send(.get, "/api/list?other=1").errorCode == "VALIDATION_ERROR")
    #expect(await door.send(.get, "/api/list?page=%z").errorCode == "BAD_REQUEST")
    #expect(await door.send(.get, "/api/list?").status == 200)
  }
}
