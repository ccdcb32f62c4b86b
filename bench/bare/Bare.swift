import Dispatch
import Engine

// The engine and nothing else: what is measured against it is what NeoSpace does on top.
//
//   bench-bare PORT      GET /health answers fixed bytes; on /ws everybody is sent what anybody sends

private final class Everybody: SocketHandler {
  private static let topic = Topic(rawValue: 1)
  private let server: Server
  private let socket: Socket

  init(_ server: Server, _ socket: Socket) { (self.server, self.socket) = (server, socket) }

  func opened(_ socket: Socket) async {}

  func received(text: [UInt8]) async {
    guard text == Array("join".utf8) else { return server.publish(SharedBuffer(text), to: Self.topic) }
    socket.subscribe(Self.topic)
    socket.send(SharedBuffer("joined"))
  }

  func received(binary: [UInt8]) async { socket.close(code: 1003) }
  func closed(code: UInt16, reason: String) {}
}

private final class House: Sendable {
  private let health = SharedBuffer(Array(#"{"status":"ok","database":"connected","timestamp":"2026-11-20T10:00:00.000Z"}"#.utf8))
  private nonisolated(unsafe) var server: Server!

  func start(port: UInt16) throws {
    var options = ServerOptions()
    options.addresses = [.tcp(host: "127.0.0.1", port: port)]
    options.connectionsPerAddress = 0
    server = Server(options: options) { [unowned self] request in answer(request) }
    try server.start()
  }

  private func answer(_ request: Request) -> Response {
    guard request.wantsWebSocket else { return Response(body: .shared(health)) }
    return Response(status: 101, body: .upgrade(WebSocketUpgrade { [server] in Everybody(server!, $0) }))
  }
}

@main
struct Bare {
  static func main() throws {
    let house = House()
    try house.start(port: CommandLine.arguments.dropFirst().first.flatMap(UInt16.init) ?? 7861)
    withExtendedLifetime(house) { dispatchMain() }
  }
}
