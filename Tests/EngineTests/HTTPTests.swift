import Glibc
import Synchronization
import Testing

@testable import Engine

extension OverSockets {
  @Suite("HTTP connections")
  struct HTTPTests {
    @Test("one connection serves many requests")
    func keepAlive() throws {
      let server = try TestServer { request in .text(request.path) }
      let client = try server.client()
      for index in 0..<50 { #expect(client.get("/\(index)")?.text == "/\(index)") }
      #expect(server.server.counters.accepted == 1)
      #expect(server.server.counters.requests == 50)
    }

    @Test("pipelined requests are answered one at a time, in order")
    func pipelining() throws {
      let running = Atomic<Int>(0)
      nonisolated(unsafe) var overlapped = false
      let server = try TestServer { request in
        if running.wrappingAdd(1, ordering: .relaxed).newValue > 1 { overlapped = true }
        // Every third answer is slow: the next must wait for it.
        if let number = Int(request.path.dropFirst()), number % 3 == 0 { try? await Task.sleep(for: .milliseconds(3)) }
        running.wrappingSubtract(1, ordering: .relaxed)
        let body = (try? await request.body.collect(upTo: 100)) ?? []
        return .text(request.path + String(decoding: body, as: UTF8.self))
      }
      let client = try server.client()
      client.send(
        (0..<40).map {
          $0 % 2 == 0 ? "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" : "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n:)"
        }.joined())
      for index in 0..<40 { #expect(client.answer()?.text == (index % 2 == 0 ? "/\(index)" : "/\(index):)")) }
      #expect(!overlapped)
    }

    @Test("HEAD gets the head of GET and no body")
    func head() throws {
      let ran = Atomic<Bool>(false)
      let server = try TestServer { request in
        switch request.path {
        case "/stream":
          Response(body: .stream { _ in ran.store(true, ordering: .relaxed) })
        case "/file": Response(body: .file(FileRegion(descriptor: open("/dev/null", O_RDONLY), offset: 0, length: 7)))
        default: .text("twelve bytes")
        }
      }
      let client = try server.client()
      for (path, length) in [("/", "12"), ("/stream", nil), ("/file", "7"), ("/", "12")] {
        client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try #require(client.answer(toHead: true))
        #expect(answer["Content-Length"] == length)
      }
      #expect(client.get("/")?.text == "twelve bytes")
      let hasRun = ran.load(ordering: .relaxed)
      #expect(!hasRun)
    }

    @Test("HTTP/1.0 closes unless asked to keep the connection")
    func http10() throws {
      let server = try TestServer { request in
        request.path == "/stream" ? Response(body: .stream { try await $0.write(Array("streamed".utf8)) }) : .text("ok")
      }
      let client = try server.client()
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      #expect(client.answer()?["Connection"] == "keep-alive")
      client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      let answer = try #require(client.answer())
      #expect(answer["Transfer-Encoding"] == nil)
      #expect(answer.text == "streamed")
      #expect(client.isClosed())
    }

    @Test("Connection: close is honoured from both sides")
    func closes() throws {
      let server = try TestServer { request in
        var response = Response.text("ok")
        response.closesConnection = request.path == "/close"
        return response
      }
      let byClient = try server.client()
      byClient.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n")
      #expect(byClient.answer()?["Connection"] == "close")
      #expect(byClient.isClosed())
      let byServer = try server.client()
      #expect(byServer.get("/close")?["Connection"] == "close")
      #expect(byServer.isClosed())
    }

    @Test("204 and 304 have no body and no length")
    func bodiless() throws {
      let server = try TestServer { request in Response(status: Int(request.path.dropFirst())!, body: .bytes([1, 2, 3])) }
      let client = try server.client()
      for status in [204, 304, 204] {
        let answer = try #require(client.get("/\(status)"))
        #expect(answer.status == status)
        #expect(answer["Content-Length"] == nil && answer["Transfer-Encoding"] == nil)
      }
    }

    @Test("a Date in the fixed format of RFC 9110")
    func date() throws {
      let server = try TestServer { _ in .text("") }
      let date = try #require(try server.client().get("/")?["Date"])
      #expect(date.wholeMatch(of: /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
    }

    @Test("every kind of body arrives byte for byte, large ones too")
    func bodies() throws {
      let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      let shared = SharedBuffer(large)
      let path = "/tmp/engine-body-\(getpid())"
      let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
      defer { unlink(path) }
      var written = 0
      while written < large.count { written += large.withUnsafeBytes { write(file, $0.baseAddress! + written, $0.count - written) } }
      close(file)
      let server = try TestServer { request in
        switch request.path {
        case "/bytes": Response(body: .bytes(large))
        case "/shared": Response(body: .shared(shared))
        case "/file": Response(body: .file(FileRegion(descriptor: open(path, O_RDONLY), offset: 0, length: Int64(large.count))))
        case "/part": Response(body: .file(FileRegion(descriptor: open(path, O_RDONLY), offset: 1_234_567, length: 89)))
        case "/stream":
          Response(
            body: .stream { writer in
              for start in stride(from: 0, to: large.count, by: 70_000) {
                try await writer.write(Array(large[start..<min(start + 70_000, large.count)]))
              }
            })
        default:
          Response(body: .stream(length: Int64(large.count)) { try await $0.write(large) })
        }
      }
      let client = try server.client()
      for path in ["/bytes", "/shared", "/file", "/stream", "/sized", "/bytes"] {
        #expect(client.get(path)?.body == large, "\(path)")
      }
      #expect(client.get("/part")?.body == Array(large[1_234_567..<1_234_656]))
      #expect(server.server.counters.accepted == 1)
    }

    @Test("a stream that fails, or a file shorter than promised, cuts the connection")
    func brokenBodies() throws {
      let server = try TestServer { request in
        switch request.path {
        case "/throws":
          Response(
            body: .stream { writer in
              try await writer.write([1, 2, 3])
              throw BodyError.disconnected
            })
        case "/short": Response(body: .stream(length: 10) { try await $0.write([1, 2, 3]) })
        case "/long": Response(body: .stream(length: 2) { try await $0.write([1, 2, 3]) })
        default: Response(body: .file(FileRegion(descriptor: open("/dev/null", O_RDONLY), offset: 0, length: 10)))
        }
      }
      for path in ["/throws", "/short", "/long", "/file"] {
        let client = try server.client()
        client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let all = String(decoding: client.readToEnd(), as: UTF8.self)
        #expect(!all.utf8.reversed().starts(with: "\r\n0\r\n\r\n".utf8.reversed()), "\(path)")
        #expect(client.isClosed())
      }
    }

    @Test("an upload is read no faster than the handler asks")
    func uploadBackPressure() throws {
      let gate = Gate()
      let server = try TestServer { request in
        await gate.wait()
        var total = 0
        while let chunk = try? await request.body.nextChunk() { total += chunk.count }
        return .text("\(total)")
      }
      let client = try server.client()
      let size = 24 * 1024 * 1024
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
      let sender = Sender(client, [UInt8](repeating: 7, count: size))
      #expect(eventually { server.server.counters.requests == 1 })
      usleep(100_000)
      // Only what came with the head has been read; the rest waits in the kernel's buffers.
      #expect(server.server.counters.bytesIn < 70_000)
      gate.open()
      #expect(client.answer()?.text == "\(size)")
      sender.join()
    }

    @Test("a chunked upload arrives whole however it is cut")
    func chunkedUpload() throws {
      let server = try TestServer { request in
        guard let body = try? await request.body.collect(upTo: 1 << 20) else { return Response(status: 413) }
        return Response(body: .bytes(body))
      }
      let body = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      var wire = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
      var random = SystemRandomNumberGenerator()
      var at = 0
      while at < body.count {
        let size = min(Int.random(in: 1...3000, using: &random), body.count - at)
        wire += Array("\(String(size, radix: 16))\r\n".utf8) + body[at..<(at + size)] + [13, 10]
        at += size
      }
      wire += Array("0\r\n\r\n".utf8)
      let client = try server.client()
      var sent = 0
      while sent < wire.count {
        let size = min(Int.random(in: 1...5000, using: &random), wire.count - sent)
        client.send(wire[sent..<(sent + size)])
        sent += size
      }
      #expect(client.answer()?.body == body)
      #expect(client.get("/")?.status == 200)
    }

    @Test("100 Continue is sent when, and only when, the handler wants the body")
    func expectContinue() throws {
      let server = try TestServer { request in
        if request.path == "/refuse" { return Response(status: 403) }
        return .text(String(decoding: (try? await request.body.collect(upTo: 100)) ?? [], as: UTF8.self))
      }
      let wanted = try server.client()
      wanted.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
      #expect(wanted.answer()?.status == 100)
      wanted.send("hello")
      #expect(wanted.answer()?.text == "hello")
      #expect(wanted.get("/")?.status == 200)
      let unwanted = try server.client()
      unwanted.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
      let answer = try #require(unwanted.answer())
      #expect(answer.status == 403)
      #expect(answer["Connection"] == "close")
      #expect(unwanted.isClosed())
    }

    @Test("a body beyond the limit fails early, and the answer still arrives")
    func tooLarge() throws {
      let server = try TestServer { request in
        do throws(BodyError) {
          return .text("\(try await request.body.collect(upTo: 1000).count)")
        } catch {
          return Response(status: error == .tooLarge(limit: 1000) ? 413 : 500)
        }
      }
      let declared = try server.client()
      declared.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n")
      let sender = Sender(declared, [UInt8](repeating: 1, count: 400_000))
      let answer = try #require(declared.answer())
      #expect(answer.status == 413)
      #expect(answer["Connection"] == "close")
      sender.join()
      let chunked = try server.client()
      chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      chunked.send("400\r\n" + String(repeating: "x", count: 1024) + "\r\n")
      #expect(chunked.answer()?.status == 413)
      let fits = try server.client()
      fits.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000))
      #expect(fits.answer()?.text == "1000")
    }

    @Test("a small body left unread does not cost the connection")
    func unreadBody() throws {
      let server = try TestServer { _ in .text("no") }
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(client.answer()?.text == "no")
      #expect(client.answer()?.text == "no")
    }

    @Test("completions tell status, bytes and outcome")
    func completions() throws {
      let seen = Mutex<[String]>([])
      let server = try TestServer({ options in
        options.onComplete = { done in
          seen.withLock {
            $0.append("\(done.request?.path ?? "-") \(done.status) \(done.isComplete) \(done.bytes > 0) \(done.headers["X"] ?? "")")
          }
        }
      }) { request in
        request.path == "/cut"
          ? Response(body: .stream { _ in throw BodyError.disconnected })
          : Response(headers: ["X": "y"], body: .bytes([UInt8](repeating: 1, count: 4_000_000)))
      }
      let client = try server.client()
      #expect(client.get("/a")?.body.count == 4_000_000)
      client.send("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = client.readToEnd()
      let refused = try server.client()
      refused.send("GET / HTTP/1.1\r\n\r\n")
      _ = refused.readToEnd()
      #expect(eventually { seen.withLock { $0.count } == 3 })
      #expect(seen.withLock { $0 } == ["/a 200 true true y", "/cut 200 false true ", "- 400 true true "])
    }

    @Test("an address holds at most so many connections")
    func connectionLimit() throws {
      let server = try TestServer({ $0.connectionsPerAddress = 3 }) { _ in .text("ok") }
      var clients = try (0..<3).map { _ in try server.client() }
      for client in clients { #expect(client.get("/")?.status == 200) }
      #expect(try server.client().isClosed())
      clients.removeFirst()
      #expect(eventually { server.server.counters.connections == 2 })
      #expect(try server.client().get("/")?.status == 200)
      let exempt = try TestServer({
        $0.connectionsPerAddress = 1
        $0.isExemptFromConnectionLimit = { $0 == "127.0.0.1" }
      }) { _ in .text("ok") }
      let many = try (0..<5).map { _ in try exempt.client() }
      for client in many { #expect(client.get("/")?.status == 200) }
    }

    @Test("a Unix socket serves as well, and a stale one is replaced")
    func unixSocket() async throws {
      let path = "/tmp/engine-\(getpid()).sock"
      defer { unlink(path) }
      for _ in 0..<2 {
        let server = try TestServer({ $0.addresses.append(.unix(path: path)) }) { .text($0.peerAddress) }
        let client = try Client(unixPath: path)
        #expect(client.get("/")?.text == "unix")
        #expect(throws: ServerError.self) { try Server(options: server.server.options) { _ in Response() }.start() }
        await server.server.drain(deadline: .seconds(1))
      }
    }

    @Test("a port in use is an error, though ports are shared among loops")
    func portInUse() throws {
      let server = try TestServer { _ in .text("ok") }
      var options = ServerOptions()
      options.addresses = [.tcp(host: "127.0.0.1", port: server.port)]
      #expect(throws: ServerError.self) { try Server(options: options) { _ in Response() }.start() }
      #expect(try server.client().get("/")?.status == 200)
    }

    @Test("the handler starts and resumes on its connection's loop")
    func executor() throws {
      let server = try TestServer { request in
        let before = pthread_self()
        try? await Task.sleep(for: .milliseconds(5))
        return .text("\(before == pthread_self()) \(request.loop != nil)")
      }
      #expect(try server.client().get("/")?.text == "true true")
    }

    @Test("a client that leaves while its request runs harms nobody")
    func clientLeaves() throws {
      let server = try TestServer { request in
        try? await Task.sleep(for: .milliseconds(20))
        return Response(body: .bytes([UInt8](repeating: 1, count: 2_000_000)))
      }
      for _ in 0..<20 {
        let client = try server.client()
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      }
      #expect(eventually { server.server.counters.requests == 20 && server.server.counters.connections == 0 })
      #expect(try server.client().get("/")?.body.count == 2_000_000)
    }
  }
}

/// Lets waiting tasks through once opened.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func wait() async {
    await withCheckedContinuation { continuation in
      let passes = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if passes { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// Sends on a thread of its own, for bodies larger than the kernel's buffers.
final class Sender: @unchecked Sendable {
  private var thread = pthread_t()

  init(_ client: Client, _ bytes: [UInt8]) {
    let work = Unmanaged.passRetained(Work(client: client, bytes: bytes))
    pthread_create(
      &thread, nil,
      { raw in
        let work = Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue()
        work.client.send(work.bytes)
        return nil
      }, work.toOpaque())
  }

  func join() { pthread_join(thread, nil) }

  private final class Work {
    let client: Client
    let bytes: [UInt8]
    init(client: Client, bytes: [UInt8]) {
      self.client = client
      self.bytes = bytes
    }
  }
}
