import Glibc
import Testing

@testable import Engine

@Suite("Requests, responses and buffers without a server")
struct ValueTests {
  @Test("a request made by hand reads like one from the network")
  func request() async throws {
    let request = Request(
      .post, "/a/b?c=d&e", headers: ["Content-Type": "text/plain", "cookie": "a=1", "Cookie": "b=2"], body: Array("hello".utf8),
      peerAddress: "10.0.0.1")
    #expect(request.method == .post)
    #expect(request.target == "/a/b?c=d&e")
    #expect(request.path == "/a/b")
    #expect(request.query == "c=d&e")
    #expect(request.headers["content-TYPE"] == "text/plain")
    #expect(request.headers.all("Cookie") == ["a=1", "b=2"])
    #expect(request.headers.map(\.name) == ["Content-Type", "cookie", "Cookie"])
    #expect(!request.headers.contains("Host"))
    #expect(request.peerAddress == "10.0.0.1")
    #expect(request.body.contentLength == 5)
    #expect(try await request.body.collect(upTo: 5) == Array("hello".utf8))
    #expect(try await request.body.nextChunk() == nil)
    #expect(request.withPathBytes { String(decoding: $0, as: UTF8.self) } == "/a/b")
  }

  @Test("a body in chunks has no length; limits hold")
  func chunks() async throws {
    let request = Request(.put, "/", chunks: [[1, 2], [3]], declaresLength: false)
    #expect(request.body.contentLength == nil && request.body.isPresent)
    #expect(try await request.body.nextChunk() == [1, 2])
    #expect(try await request.body.nextChunk() == [3])
    let long = Request(.put, "/", chunks: [[1, 2], [3]], declaresLength: false)
    await #expect(throws: BodyError.tooLarge(limit: 2)) { try await long.body.collect(upTo: 2) }
    #expect(Request(.get, "/").query == nil)
    #expect(Request(.get, "/?").query == "")
  }

  @Test("headers replace, repeat and cannot be split")
  func headers() {
    var headers: Headers = ["A": "1", "Set-Cookie": "x", "a": "2"]
    headers.add("Set-Cookie", "y")
    #expect(headers["A"] == "1")
    #expect(headers.all("set-cookie") == ["x", "y"])
    headers["a"] = "3"
    #expect(headers.all("A") == ["3"])
    headers.set("A", nil)
    #expect(headers["A"] == nil)
    headers.add("Location", "/a\r\nSet-Cookie: evil=1\u{0}")
    #expect(headers["Location"] == "/a  Set-Cookie: evil=1 ")
    headers.add("X\r\nY: z", "v")
    #expect(headers.all("Set-Cookie") == ["x", "y"])
    #expect(headers["Y"] == nil)
    #expect(headers.fields.count == 4)
    var other: Headers = ["B": "ä"]
    other.append(headers)
    #expect(other["b"] == "ä" && other.fields.count == 5)
  }

  @Test("collecting a response gives what a client would get")
  func responses() async throws {
    #expect(try await Response.Body.bytes([1, 2]).collect() == [1, 2])
    #expect(try await Response.Body.shared(SharedBuffer("é")).collect() == [0xc3, 0xa9])
    #expect(try await Response.Body.empty.collect() == [])
    let stream = Response.Body.stream { writer in for byte in 0..<3 as Range<UInt8> { try await writer.write([byte]) } }
    #expect(try await stream.collect() == [0, 1, 2])
    let descriptor = open("/proc/self/exe", O_RDONLY)
    #expect(try await Response.Body.file(FileRegion(descriptor: descriptor, offset: 1, length: 3)).collect() == Array("ELF".utf8))
    let empty = FileRegion(descriptor: open("/dev/null", O_RDONLY), offset: 0, length: 3)
    await #expect(throws: BodyError.disconnected) { try await Response.Body.file(empty).collect() }
  }

  @Test("a buffer frames its bytes once, for every length class", arguments: [0, 1, 125, 126, 65535, 65536])
  func buffers(length: Int) {
    let bytes = [UInt8](repeating: 120, count: length)
    #expect(SharedBuffer(bytes).bytes == bytes)
    #expect(SharedBuffer(bytes, as: .binary).count == length)
    #expect(SharedBuffer(AnySequence(bytes)).text == String(repeating: "x", count: length))
  }

  @Test("a probe records what is done to its socket, until it is closed")
  func probe() async {
    let probe = SocketProbe()
    let socket = probe.socket
    socket.send(SharedBuffer("a"))
    #expect(await socket.write(SharedBuffer("b")))
    socket.subscribe(Topic(rawValue: 1))
    socket.unsubscribe(Topic(rawValue: 1))
    socket.close(code: 4401, reason: "end")
    socket.send(SharedBuffer("late"))
    #expect(await socket.write(SharedBuffer("late")) == false)
    #expect(probe.texts == ["a", "b"])
    #expect(
      probe.takeEvents() == [
        .sent([97]), .wrote([98]), .subscribed(Topic(rawValue: 1)), .unsubscribed(Topic(rawValue: 1)), .closed(code: 4401, reason: "end"),
      ])
    #expect(probe.events.isEmpty)
    #expect(SocketProbe().id != probe.id)
  }
}
