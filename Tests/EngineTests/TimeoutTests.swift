import Glibc
import Testing

@testable import Engine

extension OverSockets {
  @Suite("Slow and silent clients are cut; honest ones are served meanwhile")
  struct TimeoutTests {
    /// Everything twenty to fifty times shorter than in production.
    private func server(handler: @escaping @Sendable (Request) async -> Response) throws -> TestServer {
      try TestServer(
        {
          $0.headerTimeout = .milliseconds(300)
          $0.keepAliveTimeout = .milliseconds(500)
          $0.progressWindow = .milliseconds(300)
          $0.minimumRate = 100_000
        }, handler: handler)
    }

    private func stillServes(_ server: TestServer) throws -> Bool { try server.client().get("/")?.text == "ok" }

    @Test("a head that does not come to its end")
    func slowHead() throws {
      let server = try server { _ in .text("ok") }
      let slow = try server.client()
      let mute = try server.client()
      slow.send("GET / HTTP/1.1\r\n")
      for _ in 0..<40 where slow.send("X: y\r\n") {
        usleep(20_000)
        if server.server.counters.timeouts > 0 { break }
      }
      #expect(try stillServes(server))
      #expect(slow.answer()?.status == 408)
      #expect(slow.isClosed())
      #expect(mute.isClosed())
    }

    @Test("a kept connection without a next request")
    func idle() throws {
      let server = try server { _ in .text("ok") }
      let client = try server.client()
      #expect(client.get("/")?.text == "ok")
      #expect(client.isClosed())
      #expect(server.server.counters.timeouts == 0)
    }

    @Test("a body that trickles")
    func slowBody() throws {
      let server = try server { request in
        guard request.path == "/upload" else { return .text("ok") }
        return .text("\((try? await request.body.collect(upTo: 1 << 20))?.count ?? -1)")
      }
      let slow = try server.client()
      slow.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
      for _ in 0..<100 where slow.send("x") {
        usleep(10_000)
        if server.server.counters.timeouts > 0 { break }
      }
      #expect(try stillServes(server))
      #expect(slow.answer()?.status == 408)
      #expect(slow.isClosed())
    }

    @Test("a body that keeps up the rate may take its time")
    func steadyBody() throws {
      let server = try server { request in .text("\((try? await request.body.collect(upTo: 1 << 20))?.count ?? -1)") }
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n")
      for _ in 0..<40 {
        client.send([UInt8](repeating: 1, count: 10_000))
        usleep(20_000)
      }
      #expect(client.answer()?.text == "400000")
    }

    @Test("a handler that takes its time does not make the client slow")
    func slowHandler() throws {
      let server = try server { request in
        var total = 0
        while let chunk = try? await request.body.nextChunk() {
          total += chunk.count
          try? await Task.sleep(for: .milliseconds(total < 10_000 ? 400 : 0))
        }
        return .text("\(total)")
      }
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
      client.send([UInt8](repeating: 1, count: 5000))
      usleep(100_000)
      client.send([UInt8](repeating: 1, count: 195_000))
      #expect(client.answer()?.text == "200000")
    }

    @Test("a reader that does not read")
    func slowReader() throws {
      let server = try server { request in
        request.path == "/" ? .text("ok") : Response(body: .bytes([UInt8](repeating: 1, count: 20_000_000)))
      }
      let slow = try Client(port: server.port, receiveBuffer: 4096)
      slow.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try stillServes(server))
      #expect(eventually { server.server.counters.timeouts == 1 && server.server.counters.connections <= 1 })
      #expect(slow.readToEnd().count < 20_000_000)
    }
  }
}
