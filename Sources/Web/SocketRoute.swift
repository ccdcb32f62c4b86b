import Core
import Engine
import HTTP

/// The handshake of `GET /ws`: checks who may open a socket, and how many.
public enum SocketRoute {
  public static let subprotocol = "neospace.v1"
  /// Largest message of a client; a larger one closes the socket with 1009.
  public static let maximumMessageBytes = 64 * 1024

  /// - Parameters:
  ///   - publicURL: the origin of our pages; a socket opened by a page of another origin is refused.
  ///   - admit: admits one more socket of the member, or throws `RATE_LIMITED`.
  ///   - handler: handles an accepted socket; the scope is that of the handshake.
  public static func route(
    _ path: PathPattern = "/ws", publicURL: WebOrigin, admit: @escaping @Sendable (UserID) async throws(AppError) -> Void,
    handler: @escaping @Sendable (Scope, Socket) -> any SocketHandler
  ) -> Route {
    let origin = SameOriginRule(publicURL: publicURL)
    return .api(
      .get, path, .signedIn, "The WebSocket", tag: "Live", limit: .handshakes,
      answers: [.other(101, "Switching to the socket protocol"), .other(426, "Not a WebSocket handshake"), .error(.forbidden)]
    ) { call in
      if let sent = call.header("Origin"), !origin.matches(sent) { throw origin.elsewhere(call.request) }
      guard let member = call.scope.member else { throw AppError.unauthorized }
      guard call.request.wantsWebSocket else { return upgradeRequired }
      try await admit(member.id)
      let scope = call.scope
      return upgrade(call.request, maximumMessageBytes) { handler(scope, $0) }
    }
  }

  /// `/test/echo` sends messages back, for benchmarks and conformance suites, through the same engine code. Test mode only.
  public static func echo() -> Route {
    .api(
      .get, "/test/echo", .open, "Returns what it is sent", limit: .none,
      answers: [.other(101, "Switching"), .other(426, "Not a WebSocket handshake")]
    ) { call in
      guard call.request.wantsWebSocket else { return upgradeRequired }
      return Response(body: .upgrade(WebSocketUpgrade(maxMessageBytes: 16 * 1024 * 1024) { Echo($0) }))
    }
  }

  /// Confirms the subprotocol if the client offered it.
  private static func upgrade(
    _ request: Request, _ limit: Int, _ handler: @escaping @Sendable (Socket) -> any SocketHandler
  ) -> Response {
    let offered = request.headers.all("Sec-WebSocket-Protocol").flatMap { $0.split(separator: ",") }
    let isOffered = offered.contains { $0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" } == subprotocol }
    return Response(
      status: 101, body: .upgrade(WebSocketUpgrade(subprotocol: isOffered ? subprotocol : nil, maxMessageBytes: limit, handler: handler)))
  }

  /// 426 (RFC 9110 §15.5.22): this address needs another protocol.
  private static var upgradeRequired: Response {
    Response.json(AppError(.badRequest, "This address speaks WebSocket, version 13"), status: 426)
      .with("Upgrade", "websocket").with("Sec-WebSocket-Version", "13")
  }
}

/// Sends every message back, and reads the next one when it is sent.
private final class Echo: SocketHandler {
  private let socket: Socket

  init(_ socket: Socket) { self.socket = socket }

  func opened(_ socket: Socket) async {}
  func received(text: [UInt8]) async { _ = await socket.write(SharedBuffer(text)) }
  func received(binary: [UInt8]) async { _ = await socket.write(SharedBuffer(binary, as: .binary)) }
  func closed(code: UInt16, reason: String) {}
}
