import Core
import Engine
import HTTP
import JSON
import Telemetry
import Testing

@testable import Web

@Suite struct SystemRoutes {
  @Test func healthAsksTheDatabase() async throws {
    let door = Doorway(routes: HealthRoutes.routes(database: { .connected }, metrics: { [] }))
    let response = await door.send(.get, "/health")
    #expect(response.status == 200)
    #expect(response.text == #"{"status":"ok","database":"connected","timestamp":"2023-11-14T22:13:20.000Z"}"#)
    #expect(response.headers["Cache-Control"] == "no-store")
  }

  @Test func aDatabaseThatFailsOrHangsIsDisconnected() async {
    let failing = Doorway(routes: HealthRoutes.routes(database: { throw Unforeseen(secret: "") }, metrics: { [] }))
    let response = await failing.send(.get, "/health")
    #expect(response.status == 503)
    #expect(response.text == #"{"status":"error","database":"disconnected","timestamp":"2023-11-14T22:13:20.000Z"}"#)

    let hanging = HealthProbe(limit: .milliseconds(20)) {
      try await Task.sleep(for: .seconds(60)); return .connected
    }
    #expect(await hanging.state() == .disconnected)
    let slow = HealthProbe(limit: .seconds(20)) {
      try await Task.sleep(for: .milliseconds(5)); return .connected
    }
    #expect(await slow.state() == .connected)
  }

  @Test func aDatabaseThatTakesNoChangesIsReadOnly() async {
    let door = Doorway(routes: HealthRoutes.routes(database: { .readOnly }, metrics: { [] }))
    let response = await door.send(.get, "/health")
    #expect(response.status == 503)
    #expect(response.text == #"{"status":"error","database":"read_only","timestamp":"2023-11-14T22:13:20.000Z"}"#)
  }

  @Test func healthIsNeverLimitedNorAsksForASession() async {
    let door = Doorway(routes: HealthRoutes.routes(database: { .connected }, metrics: { [] }))
    for _ in 0..<300 { #expect(await door.send(.get, "/health", ["Authorization": "Bearer nonsense"]).status == 200) }
  }

  @Test func metricsAreCountedByRouteAndStatus() async throws {
    let door = Doorway()
    _ = await door.send(.get, "/api/things/1")
    _ = await door.send(.get, "/api/things/2")
    _ = await door.send(.head, "/api/things/x")
    _ = await door.send(.get, "/nowhere")
    let text = String(decoding: door.metrics.exposition(), as: UTF8.self)
    #expect(text.contains(#"http_requests_total{method="GET",route="/api/things/{id}",status="200"} 2"#))
    #expect(text.contains(#"http_requests_total{method="GET",route="/api/things/{id}",status="404"} 1"#))
    #expect(text.contains(#"http_requests_total{method="-",route="-",status="404"} 1"#))
    #expect(text.contains(#"http_request_duration_seconds_count{method="GET",route="/api/things/{id}"} 3"#))
  }

  @Test func metricsAreForThisMachineAndAdmins() async {
    let door = Doorway(routes: HealthRoutes.routes(database: { .connected }, metrics: { Array("figures 1\n".utf8) }))
    let local = await door.send(.get, "/metrics", peer: "127.0.0.1")
    #expect(local.text == "figures 1\n")
    #expect(local.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(await door.send(.get, "/metrics").errorCode == "UNAUTHORIZED")
    #expect(await door.send(.get, "/metrics", ["Cookie": "session=ann"]).errorCode == "FORBIDDEN")
    #expect(await door.send(.get, "/metrics", ["Cookie": "session=admin"]).status == 200)
  }

  @Test func theLogNamesRoutesAndNeverWhatIdentifies() async {
    let door = Doorway()
    _ = await door.send(.get, "/api/things/4711?token=hunter2", ["Authorization": "Bearer ann", "X-Request-ID": "r-1"])
    _ = await door.send(.get, "/page", ["Cookie": "session=bob"])
    #expect(door.sink.flush())
    let text = door.lines.text
    #expect(text.contains("r-1") && text.contains("/api/things/{id}") && text.contains("\"user_id\":1"))
    for secret in ["hunter2", "4711", "Bearer", "session=", "bob"] { #expect(!text.contains(secret), "\(secret)") }
  }

  @Test func assetsAreServedWithTheirHeaders() async throws {
    let files = StaticFiles(contents: [
      "css/a.css": Array("a{}".utf8), "art/favicon.ico": [1, 2, 3], "art/favicon.svg": Array("<svg/>".utf8),
    ])
    let door = Doorway(routes: AssetRoutes.routes(files))
    let versioned = await door.send(.get, files.url(of: "css/a.css"))
    #expect(versioned.text == "a{}")
    #expect(versioned.headers["Cache-Control"] == "public, max-age=31536000, immutable")
    #expect(versioned.headers["X-Content-Type-Options"] == "nosniff")
    let tag = try #require(versioned.headers["ETag"])
    let again = await door.send(.get, "/assets/css/a.css", ["If-None-Match": tag])
    #expect(again.status == 304)
    #expect(again.headers["X-Request-ID"] != nil)
    #expect(await door.send(.get, "/favicon.ico").headers["Content-Type"] == "image/x-icon")
    #expect(await door.send(.get, "/favicon.svg").headers["Content-Type"] == "image/svg+xml")
    #expect(await door.send(.get, "/robots.txt").text.contains("Disallow: /"))
    #expect(await door.send(.get, "/assets/css/b.css").status == 404)
    #expect(await door.send(.get, "/assets/%2e%2e/%2e%2e/etc/passwd").status == 404)
    #expect(await door.send(.post, "/assets/css/a.css").headers["Allow"] == "GET, HEAD")
    let range = await door.send(.get, "/assets/css/a.css", ["Range": "bytes=9-"])
    #expect(range.errorCode == "RANGE_NOT_SATISFIABLE")
    #expect(range.headers["Content-Range"] == "bytes */3")
    #expect(
      await door.send(.get, "/assets/css/a.css", ["If-Match": "\"x\"", "Accept": "application/json"]).errorCode == "PRECONDITION_FAILED")
    #expect(await door.send(.get, "/assets/css/a.css", ["Authorization": "Bearer banned"]).status == 200)
  }

  @Test func theAPIDescribesItself() async throws {
    let routes = OpenAPIRoute.adding(to: Doorway.routes + HealthRoutes.routes(database: { .connected }, metrics: { [] }), version: "1.0")
    let response = await Doorway(routes: routes).send(.get, "/openapi.json")
    let document = try response.json
    #expect(response.headers["Content-Type"] == "application/json")
    let paths = try #require(document["paths"]?.object)
    #expect(paths["/openapi.json"] != nil)
    #expect(paths["/health"]?["get"]?["responses"]?["503"] != nil)
    #expect(paths["/page"] == nil)
    #expect(paths["/both"] != nil)
    let make = try #require(paths["/api/things"]?["post"])
    #expect(make["security"] == [["bearer": []]])
    for status in ["400", "401", "403", "413", "415", "422", "429", "503"] { #expect(make["responses"]?[status] != nil, "\(status)") }
    #expect(paths["/api/sign-up"]?["post"]?["responses"]?["400"]?["description"]?.string?.contains("EMAIL_EXISTS") == true)
    #expect(document["components"]?["schemas"]?["Error"] != nil)
  }

  @Test func everyRouteHasAPolicyAndChangesNothingOnGET() {
    let files = StaticFiles(contents: [:])
    let all = OpenAPIRoute.adding(
      to: HealthRoutes.routes(database: { .connected }, metrics: { [] }) + AssetRoutes.routes(files), version: "1")
    for route in all {
      #expect(route.method == .get, "\(route.pattern)")
      #expect(!route.documentation.summary.isEmpty)
      if route.rules.policy == .open { #expect(!route.pattern.description.hasPrefix("/api/"), "\(route.pattern) is open") }
    }
    #expect(all.filter { $0.rules.policy != .open }.map(\.pattern.description) == ["/metrics"])
  }
}

@Suite struct Handshakes {
  private static let handshake: KeyValuePairs = [
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  ]

  private func door(isFull: Bool = false) -> Doorway {
    let origin = WebOrigin("http://127.0.0.1:7860")!
    let admit: @Sendable (UserID) throws(AppError) -> Void = { _ throws(AppError) in
      if isFull { throw .rateLimited(retryAfter: .seconds(5)) }
    }
    return Doorway(routes: [
      SocketRoute.route(publicURL: origin, admit: admit) { _, _ in Deaf() },
      SocketRoute.echo(),
    ])
  }

  private func shake(_ door: Doorway, _ more: [(name: String, value: String)], path: String = "/ws") async -> Response {
    let headers = Self.handshake.map { (name: $0.key, value: $0.value) } + more
    return await door.application.handle(Request(.get, path, headers: headers, peerAddress: "203.0.113.1"))
  }

  private func upgrade(_ response: Response) -> WebSocketUpgrade? {
    if case .upgrade(let upgrade) = response.body { upgrade } else { nil }
  }

  @Test func aSessionOpensASocket() async throws {
    let door = door()
    for credentials in [(name: "Cookie", value: "session=ann"), (name: "Authorization", value: "Bearer ann")] {
      let upgrade = try #require(upgrade(await shake(door, [credentials])))
      #expect(upgrade.subprotocol == nil)
      #expect(upgrade.maxMessageBytes == 65_536)
    }
  }

  @Test func theSubprotocolIsConfirmedWhenOffered() async throws {
    let door = door()
    for (offer, confirmed) in [("neospace.v1", "neospace.v1"), ("a, neospace.v1 ,b", "neospace.v1"), ("other", nil), ("neospace.v10", nil)]
    {
      let response = await shake(door, [(name: "Cookie", value: "session=ann"), (name: "Sec-WebSocket-Protocol", value: offer)])
      #expect(try #require(upgrade(response)).subprotocol == confirmed)
    }
  }

  @Test func withoutAGoodSessionThereIsNone() async {
    let door = door()
    #expect(await shake(door, []).errorCode == "UNAUTHORIZED")
    #expect(await shake(door, [(name: "Cookie", value: "session=expired"), (name: "Accept", value: browser)]).errorCode == "AUTH_INVALID")
    #expect(await shake(door, [(name: "Authorization", value: "Bearer forged")]).status == 401)
    #expect(await shake(door, [(name: "Cookie", value: "session=banned")]).status == 403)
  }

  @Test func anotherOriginIsRefused() async {
    let door = door()
    let cookie = (name: "Cookie", value: "session=ann")
    for origin in ["http://evil.example", "null", "", "http://127.0.0.1:7860/"] {
      #expect(await shake(door, [cookie, (name: "Origin", value: origin)]).errorCode == "FORBIDDEN")
    }
    #expect(await shake(door, [cookie, (name: "Origin", value: "http://127.0.0.1:7860")]).isUpgrade)
    #expect(
      await shake(door, [(name: "Authorization", value: "Bearer ann"), (name: "Origin", value: "http://evil.example")]).status == 403)
  }

  @Test func oneSocketTooManyIsRefused() async {
    let refused = await shake(door(isFull: true), [(name: "Cookie", value: "session=ann")])
    #expect(refused.errorCode == "RATE_LIMITED")
    #expect(refused.headers["Retry-After"] == "5")
  }

  @Test func sixtyHandshakesAMinute() async {
    let door = door()
    let cookie = (name: "Cookie", value: "session=ann")
    for _ in 0..<60 { #expect(await shake(door, [cookie]).isUpgrade) }
    #expect(await shake(door, [cookie]).status == 429)
    #expect(await shake(door, [(name: "Cookie", value: "session=bob")]).isUpgrade)
  }

  @Test func anOrdinaryGETIsToldToUpgrade() async {
    let response = await door().send(.get, "/ws", ["Cookie": "session=ann"])
    #expect(response.status == 426)
    #expect(response.headers["Upgrade"] == "websocket")
    #expect(response.errorCode == "BAD_REQUEST")
    #expect(await door().send(.get, "/test/echo").status == 426)
  }

  @Test func theEchoReturnsWhatItIsSent() async throws {
    let upgrade = try #require(upgrade(await shake(door(), [], path: "/test/echo")))
    #expect(upgrade.maxMessageBytes == 16 * 1024 * 1024)
    let probe = SocketProbe()
    let handler = upgrade.handler(probe.socket)
    await handler.opened(probe.socket)
    await handler.received(text: Array("hé".utf8))
    await handler.received(binary: [0, 255])
    handler.closed(code: 1000, reason: "")
    #expect(probe.events == [.wrote(Array("hé".utf8)), .wrote([0, 255])])
  }
}

private final class Deaf: SocketHandler {
  func opened(_ socket: Socket) async {}
  func received(text: [UInt8]) async {}
  func received(binary: [UInt8]) async {}
  func closed(code: UInt16, reason: String) {}
}
