import Glibc
import Synchronization
import Testing

@testable import Engine

/// Answers every message with itself; tells a journal what happened.
final class EchoHandler: SocketHandler {
  let socket: Socket
  let journal: Journal

  init(_ socket: Socket, _ journal: Journal) {
    self.socket = socket
    self.journal = journal
  }

  func opened(_ socket: Socket) async { journal.add("opened") }

  func received(text: [UInt8]) async {
    switch String(decoding: text, as: UTF8.self) {
    case "close": socket.close(code: 4401, reason: "session ended")
    case "pause":
      try? await Task.sleep(for: .milliseconds(50))
      socket.send(SharedBuffer("paused"))
    default: _ = await socket.write(SharedBuffer(text))
    }
  }

  func received(binary: [UInt8]) async { _ = await socket.write(SharedBuffer(binary, as: .binary)) }

  func closed(code: UInt16, reason: String) { journal.add("closed \(code) \(reason)") }
}

/// What handlers were told, in order.
final class Journal: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}

/// A server whose every path is a WebSocket echo.
struct EchoServer {
  let journal = Journal()
  let server: TestServer

  init(maxMessageBytes: Int = 65536, _ adjust: (inout ServerOptions) -> Void = { _ in }) throws {
    server = try TestServer(adjust) { [journal] request in
      var response = Response(
        body: .upgrade(
          WebSocketUpgrade(subprotocol: request.headers["Sec-WebSocket-Protocol"], maxMessageBytes: maxMessageBytes) {
            EchoHandler($0, journal)
          }))
      response.headers.add("X-Request-ID", "r7")
      return response
    }
  }

  func connect(fields: String = "") throws -> WebSocketClient {
    try WebSocketClient(port: server.port, fields: fields, keeping: server.server)
  }
}

extension OverSockets {
  @Suite("WebSockets")
  struct SocketTests {
    @Test("the handshake answers as RFC 6455 computes it, with the handler's fields")
    func handshake() throws {
      let server = try EchoServer()
      let answer = try #require(try server.connect(fields: "Sec-WebSocket-Protocol: neospace.v1\r\n").answer)
      #expect(answer.status == 101)
      #expect(answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
      #expect(answer["Sec-WebSocket-Protocol"] == "neospace.v1")
      #expect(answer["X-Request-ID"] == "r7")
      #expect(answer["Server"] == nil)
    }

    @Test("text, binary, empty and large messages come back as they went")
    func echo() throws {
      let server = try EchoServer(maxMessageBytes: 1 << 20)
      let socket = try server.connect()
      for size in [0, 1, 125, 126, 127, 511, 512, 513, 1535, 1536, 4096, 65535, 65536, 300_000] {
        let payload = (0..<size).map { UInt8(97 + $0 % 26) }
        socket.send(opcode: 1, payload)
        #expect(socket.receive() == .init(opcode: 1, payload: payload))
        socket.send(binary: payload.map { ~$0 })
        #expect(socket.receive() == .init(opcode: 2, payload: payload.map { ~$0 }))
      }
      #expect(server.server.server.counters.messagesIn == 28)
      #expect(eventually { server.server.server.counters.messagesOut == 28 })
    }

    @Test("fragments are joined, control frames between them answered at once")
    func fragments() throws {
      let server = try EchoServer()
      let socket = try server.connect()
      socket.send(opcode: 1, Array("frag".utf8), isFinal: false)
      socket.send(opcode: 0, [], isFinal: false)
      socket.send(opcode: 9, Array("now".utf8))
      #expect(socket.receive() == .init(opcode: 10, payload: Array("now".utf8)))
      // A character split between two frames.
      socket.send(opcode: 0, [0xe2, 0x82], isFinal: false)
      socket.send(opcode: 0, [0xac])
      #expect(socket.receive()?.text == "frag€")
    }

    @Test("pongs carry the ping's payload, and unasked pongs are ignored")
    func pings() throws {
      let socket = try EchoServer().connect()
      socket.send(opcode: 10, Array("unasked".utf8))
      for size in [0, 1, 125] {
        let payload = [UInt8](repeating: 9, count: size)
        socket.send(opcode: 9, payload)
        #expect(socket.receive() == .init(opcode: 10, payload: payload))
      }
    }

    @Test(
      "violations are closed with their code",
      arguments: [
        ("invalid UTF-8", WebSocketClient.frame(opcode: 1, [0xff]), UInt16(1007)),
        ("overlong UTF-8", WebSocketClient.frame(opcode: 1, [0xc0, 0xaf]), 1007),
        ("surrogate in UTF-8", WebSocketClient.frame(opcode: 1, [0xed, 0xa0, 0x80]), 1007),
        ("cut UTF-8", WebSocketClient.frame(opcode: 1, [0xe2, 0x82]), 1007),
        ("too big", WebSocketClient.frame(opcode: 1, [], declares: 65537), 1009),
        ("far too big", WebSocketClient.frame(opcode: 2, [], declares: UInt64(Int64.max)), 1009),
        ("unmasked", WebSocketClient.frame(opcode: 1, [97], masked: false), 1002),
        ("reserved bit", WebSocketClient.frame(opcode: 1, [97], reserved: 4), 1002),
        ("reserved opcode", WebSocketClient.frame(opcode: 3, [97]), 1002),
        ("reserved control opcode", WebSocketClient.frame(opcode: 11, [97]), 1002),
        ("fragmented ping", WebSocketClient.frame(opcode: 9, [97], isFinal: false), 1002),
        ("long ping", WebSocketClient.frame(opcode: 9, [UInt8](repeating: 1, count: 126)), 1002),
        ("continuation of nothing", WebSocketClient.frame(opcode: 0, [97]), 1002),
        (
          "text inside a fragmented message",
          WebSocketClient.frame(opcode: 1, [97], isFinal: false) + WebSocketClient.frame(opcode: 1, [97]), 1002
        ),
        ("close of one byte", WebSocketClient.frame(opcode: 8, [3]), 1002),
        ("close with a reserved code", WebSocketClient.frame(opcode: 8, [0x03, 0xed]), 1002),
      ])
    func violations(name: String, frames: [UInt8], code: UInt16) throws {
      let server = try EchoServer()
      let socket = try server.connect()
      socket.client.send(frames)
      #expect(socket.receiveClose()?.code == code)
      #expect(socket.client.isClosed())
      #expect(eventually { server.journal.all.count == 2 })
      #expect(server.journal.all[1].hasPrefix("closed \(code)"))
    }

    @Test("fragments that grow beyond the limit are 1009")
    func growing() throws {
      let socket = try EchoServer(maxMessageBytes: 1000).connect()
      socket.send(opcode: 1, [UInt8](repeating: 97, count: 600), isFinal: false)
      socket.send(opcode: 0, [UInt8](repeating: 97, count: 600))
      #expect(socket.receiveClose()?.code == 1009)
    }

    @Test("a message of exactly the limit passes")
    func exactly() throws {
      let socket = try EchoServer(maxMessageBytes: 1000).connect()
      socket.send(opcode: 1, [UInt8](repeating: 97, count: 1000))
      #expect(socket.receive()?.payload.count == 1000)
    }

    @Test("the client's close is echoed and reported once")
    func clientCloses() throws {
      let server = try EchoServer()
      let socket = try server.connect()
      socket.sendClose(4001, "bye")
      #expect(socket.receive()?.code == 4001)
      #expect(socket.client.isClosed())
      #expect(eventually { server.journal.all == ["opened", "closed 4001 bye"] })
      let silent = try EchoServer()
      let other = try silent.connect()
      other.send(opcode: 8, [])
      #expect(other.receive()?.opcode == 8)
      #expect(eventually { silent.journal.all == ["opened", "closed 1005 "] })
    }

    @Test("a connection that breaks is reported as 1006")
    func breaks() throws {
      let server = try EchoServer()
      do { _ = try server.connect() }
      #expect(eventually { server.journal.all == ["opened", "closed 1006 "] })
      #expect(eventually { server.server.server.counters.connections == 0 && server.server.server.counters.sockets == 0 })
    }

    @Test("the handler's close reaches the client with code and reason")
    func serverCloses() throws {
      let server = try EchoServer()
      let socket = try server.connect()
      socket.send(text: "close")
      let frame = try #require(socket.receive())
      #expect(frame.code == 4401)
      #expect(String(decoding: frame.payload.dropFirst(2), as: UTF8.self) == "session ended")
      #expect(eventually { server.journal.all == ["opened", "closed 4401 session ended"] })
      socket.sendClose(4401)
      #expect(socket.client.isClosed())
    }

    @Test("a client that does not answer the close is cut")
    func closeTimeout() throws {
      let server = try EchoServer { $0.closeTimeout = .milliseconds(100) }
      let socket = try server.connect()
      socket.send(text: "close")
      #expect(socket.receive()?.code == 4401)
      #expect(socket.client.isClosed())
      #expect(server.journal.all.count == 2)
    }

    @Test("messages wait for the handler, one at a time")
    func serial() throws {
      let socket = try EchoServer().connect()
      socket.send(text: "pause")
      socket.send(text: "after")
      #expect(socket.receive()?.text == "paused")
      #expect(socket.receive()?.text == "after")
    }

    @Test("frames sent before the handshake was answered are refused")
    func earlyFrames() throws {
      let server = try EchoServer()
      let client = try server.server.client()
      client.send(Array((WebSocketClient.handshake + "\r\n").utf8) + WebSocketClient.frame(opcode: 1, [97]))
      #expect(client.answer()?.status == 400)
      #expect(client.isClosed())
      #expect(server.journal.all.isEmpty)
    }

    @Test(
      "a malformed handshake is no handshake",
      arguments: [
        ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"),
        ("Upgrade: websocket", "Upgrade: h2c"),
        ("keep-alive, Upgrade", "keep-alive"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j ZQ="),
        ("HTTP/1.1", "HTTP/1.0"), ("GET", "POST"),
      ])
    func malformedHandshake(part: String, replacement: String) throws {
      let server = try EchoServer()
      let client = try server.server.client()
      client.send(
        WebSocketClient.handshake.split(separator: part, omittingEmptySubsequences: false).joined(separator: replacement) + "\r\n")
      let answer = try #require(client.answer())
      #expect(answer.status == 426)
      #expect(answer["Sec-WebSocket-Version"] == "13")
      #expect(server.journal.all.isEmpty)
    }

    @Test("control frames and fragments are counted, and too many close the socket with 4429", arguments: [0x9, 0xA, 0x0] as [UInt8])
    func floods(_ opcode: UInt8) throws {
      let echo = try EchoServer { ($0.socketFrames, $0.messageFragments) = (60, 0) }
      let client = try echo.connect()
      if opcode == 0 { client.send(opcode: 1, [], isFinal: false) }
      for _ in 0..<(opcode == 0 ? 59 : 60) { client.send(opcode: opcode, [], isFinal: opcode != 0) }
      if opcode == 0 { client.send(opcode: 0, Array("x".utf8)) } else { client.send(text: "still here") }
      if opcode != 0 {
        var last: WebSocketClient.Frame?
        repeat { last = client.receiveAny() } while last?.opcode == 0xA
        #expect(last?.text == "still here")
        client.send(opcode: opcode, [])
      }
      var last: WebSocketClient.Frame?
      repeat { last = client.receiveAny() } while last != nil && last?.opcode != 8
      #expect(last?.code == 4429)
      #expect(eventually { echo.journal.all.contains("closed 4429 flooding") })
    }

    @Test("a message comes in at most 64 fragments")
    func fragmentsOfAMessage() throws {
      let echo = try EchoServer()
      let client = try echo.connect()
      func send(_ count: Int) {
        for index in 0..<count { client.send(opcode: index == 0 ? 1 : 0, Array("x".utf8), isFinal: index == count - 1) }
      }
      send(64)
      #expect(client.receive()?.text == String(repeating: "x", count: 64))
      send(1)
      #expect(client.receive()?.text == "x")
      send(65)
      #expect(client.receive()?.code == 4429)
    }

    @Test("frames count again after the window, and any number passes where there is no limit")
    func windows() throws {
      let echo = try EchoServer { ($0.socketFrames, $0.socketFrameWindow) = (10, .milliseconds(200)) }
      let client = try echo.connect()
      for _ in 0..<3 {
        for _ in 0..<10 { client.send(opcode: 10, []) }
        client.send(text: "here")
        #expect(client.receive()?.text == "here")
        usleep(250_000)
      }
      let open = try EchoServer { ($0.socketFrames, $0.messageFragments) = (0, 0) }
      let other = try open.connect()
      for index in 0..<2_000 { other.send(opcode: index == 0 ? 1 : 0, index == 0 ? Array("y".utf8) : [], isFinal: index == 1_999) }
      #expect(other.receive()?.text == "y")
    }

    @Test("the server pings, and closes after silence")
    func silence() throws {
      let server = try EchoServer {
        $0.pingInterval = .milliseconds(50)
        $0.silenceTimeout = .milliseconds(400)
        $0.closeTimeout = .milliseconds(200)
      }
      let answering = try server.connect()
      for _ in 0..<12 {
        #expect(answering.receiveAny()?.opcode == 9)
        answering.send(opcode: 10, [])
      }
      let silent = try server.connect()
      #expect(silent.receiveAny()?.opcode == 9)
      #expect(silent.receiveClose()?.code == 1001)
      #expect(silent.client.isClosed())
      #expect(server.server.server.counters.timeouts > 0)
    }

    @Test("a client that floods pings without reading is cut, others go on")
    func pingFlood() throws {
      let server = try EchoServer()
      let flooding = try WebSocketClient(port: server.server.port, receiveBuffer: 4096)
      let ping = WebSocketClient.frame(opcode: 9, [UInt8](repeating: 1, count: 125))
      let burst = Array(repeatElement(ping, count: 5000).joined())
      var rounds = 0
      while flooding.client.send(burst), rounds < 40 { rounds += 1 }
      #expect(rounds < 40)
      let honest = try server.connect()
      honest.send(text: "still here")
      #expect(honest.receive()?.text == "still here")
    }

    @Test("compressed messages are understood when compression is on, and not offered otherwise")
    func deflate() throws {
      let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
      #expect(try EchoServer().connect(fields: offer).answer?["Sec-WebSocket-Extensions"] == nil)
      let server = try EchoServer(maxMessageBytes: 1000) { $0.compressesSockets = true }
      let socket = try server.connect(fields: offer)
      #expect(socket.answer?["Sec-WebSocket-Extensions"]?.hasPrefix("permessage-deflate") == true)
      // "Hello", RFC 7692 §7.2.3.1
      socket.client.send(WebSocketClient.frame(opcode: 1, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], reserved: 4))
      #expect(socket.receive()?.text == "Hello")
      // Five thousand times `a`.
      let bomb: [UInt8] = [
        0xec, 0xc1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xc2, 0xa0, 0xac, 0xeb, 0x5f, 0xc2, 0x14, 0x7e, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x6f,
        0x03,
      ]
      socket.client.send(WebSocketClient.frame(opcode: 1, bomb, reserved: 4))
      #expect(socket.receiveClose()?.code == 1009)
      let garbage = try server.connect(fields: offer)
      garbage.client.send(WebSocketClient.frame(opcode: 1, [0xff, 0xff, 0xff, 0xff], reserved: 4))
      #expect(garbage.receiveClose()?.code == 1007)
    }
  }
}
