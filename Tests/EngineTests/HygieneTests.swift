import Testing

@testable import Engine

/// A request that servers and proxies read differently, and the answer it must get.
struct Probe: Sendable, CustomTestStringConvertible {
  var name: String
  var request: String
  var status = 400
  var reason: String
  var testDescription: String { name }

  static let all: [Probe] = [
    Probe(name: "bare LF ends the head", request: "GET / HTTP/1.1\nHost: a\n\n", reason: "bare-line-feed"),
    Probe(name: "bare LF ends one field", request: "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", reason: "bare-line-feed"),
    Probe(name: "bare CR in a value", request: "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", reason: "bare-carriage-return"),
    Probe(name: "bare CR in the request line", request: "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bare-carriage-return"),
    Probe(name: "NUL in a value", request: "GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", reason: "control-character"),
    Probe(name: "folded line", request: "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", reason: "obs-fold"),
    Probe(name: "folded with a tab", request: "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n", reason: "obs-fold"),
    Probe(name: "space before the colon", request: "GET / HTTP/1.1\r\nHost : a\r\n\r\n", reason: "space-before-colon"),
    Probe(
      name: "space before the colon of Content-Length", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
      reason: "space-before-colon"),
    Probe(name: "no colon", request: "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", reason: "bad-field"),
    Probe(name: "empty name", request: "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", reason: "bad-field"),
    Probe(name: "name with a bracket", request: "GET / HTTP/1.1\r\nHost: a\r\nX(: y\r\n\r\n", reason: "bad-field"),
    Probe(
      name: "length and chunked", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      reason: "length-and-encoding"),
    Probe(
      name: "chunked and length", request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      reason: "length-and-encoding"),
    Probe(
      name: "two different lengths", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      reason: "repeated-length"),
    Probe(
      name: "two equal lengths", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
      reason: "repeated-length"),
    Probe(name: "list of lengths", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello", reason: "bad-length"),
    Probe(name: "signed length", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", reason: "bad-length"),
    Probe(name: "negative length", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello", reason: "bad-length"),
    Probe(name: "hex length", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello", reason: "bad-length"),
    Probe(name: "empty length", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nhello", reason: "bad-length"),
    Probe(
      name: "length beyond 64 bits", request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\nhello",
      reason: "bad-length"),
    Probe(
      name: "two encodings",
      request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      reason: "bad-encoding"),
    Probe(name: "gzip, chunked", request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", reason: "bad-encoding"),
    Probe(name: "identity", request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", reason: "bad-encoding"),
    Probe(name: "xchunked", request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", reason: "bad-encoding"),
    Probe(
      name: "chunked with vertical tab", request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{b}chunked\r\n\r\n",
      reason: "control-character"),
    Probe(name: "chunked on HTTP/1.0", request: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", reason: "bad-encoding"),
    Probe(name: "no host", request: "GET / HTTP/1.1\r\n\r\n", reason: "missing-host"),
    Probe(name: "two hosts", request: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", reason: "repeated-host"),
    Probe(name: "two equal hosts", request: "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", reason: "repeated-host"),
    Probe(name: "two hosts on HTTP/1.0", request: "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", reason: "repeated-host"),
    Probe(name: "host with a path", request: "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", reason: "bad-host"),
    Probe(name: "host with a space", request: "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", reason: "bad-host"),
    Probe(name: "host with user", request: "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", reason: "bad-host"),
    Probe(name: "empty host", request: "GET / HTTP/1.1\r\nHost:\r\n\r\n", reason: "bad-host"),
    Probe(name: "absolute form of another host", request: "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-host"),
    Probe(name: "HTTP/2.0", request: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505, reason: "bad-version"),
    Probe(name: "HTTP/1.2", request: "GET / HTTP/1.2\r\nHost: a\r\n\r\n", status: 505, reason: "bad-version"),
    Probe(name: "HTTP/0.9", request: "GET /\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "lower-case version", request: "GET / http/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "two spaces", request: "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "tab for a space", request: "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "space in the target", request: "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "relative target", request: "GET a HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "fragment in the target", request: "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "raw UTF-8 in the target", request: "GET /ä HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "method with a brace", request: "G{T / HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "a TLS greeting", request: "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", reason: "bad-request-line"),
    Probe(name: "two empty lines first", request: "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", reason: "bad-request-line"),
    Probe(
      name: "unknown expectation", request: "GET / HTTP/1.1\r\nHost: a\r\nExpect: cats\r\n\r\n", status: 417, reason: "bad-expectation"),
  ]

  /// Bodies in chunks, after a correct head.
  static let chunks: [Probe] = [
    ("no size", "\r\nhello\r\n0\r\n\r\n"),
    ("negative size", "-5\r\nhello\r\n0\r\n\r\n"),
    ("0x size", "0x5\r\nhello\r\n0\r\n\r\n"),
    ("plus size", "+5\r\nhello\r\n0\r\n\r\n"),
    ("space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
    ("space after the size", "5 \r\nhello\r\n0\r\n\r\n"),
    ("space before the extension", "5 ;a=b\r\nhello\r\n0\r\n\r\n"),
    ("bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
    ("bare LF after an extension", "5;a=b\nhello\r\n0\r\n\r\n"),
    ("bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
    ("control character in an extension", "5;a\u{1}\r\nhello\r\n0\r\n\r\n"),
    ("endless extension", "5;\(String(repeating: "a", count: 300))\r\nhello\r\n0\r\n\r\n"),
    ("size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
    ("padded size", "0000000000000005\r\nhello\r\n0\r\n\r\n"),
    ("data longer than its size", "4\r\nhello\r\n0\r\n\r\n"),
    ("bare LF after data", "5\r\nhello\n0\r\n\r\n"),
    ("trailer without a name", "5\r\nhello\r\n0\r\n: y\r\n\r\n"),
    ("trailer without a colon", "5\r\nhello\r\n0\r\nnonsense\r\n\r\n"),
    ("trailer with a space before the colon", "5\r\nhello\r\n0\r\nX : y\r\n\r\n"),
    ("folded trailer", "5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n"),
    ("trailer with a bare LF", "5\r\nhello\r\n0\r\nX: y\n\r\n"),
    ("trailer with a control character", "5\r\nhello\r\n0\r\nX: \u{1}\r\n\r\n"),
    (
      "trailers longer than a head",
      "5\r\nhello\r\n0\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 17) + "\r\n"
    ),
    ("bare LF at the end", "5\r\nhello\r\n0\r\n\n"),
  ].map { name, body in
    Probe(
      name: name, request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)",
      reason: "bad-chunk")
  }
}

extension OverSockets {
  @Suite("Requests that parsers read differently are refused and the connection closed")
  struct HygieneTests {
    @Test(arguments: Probe.all + Probe.chunks)
    func refused(probe: Probe) throws {
      let server = try TestServer { request in
        // A handler that reads the body, as any handler of a POST does.
        _ = try? await request.body.collect(upTo: 1024)
        return .text("reached")
      }
      let client = try server.client()
      client.send(probe.request)
      let answer = try #require(client.answer())
      #expect(answer.status == probe.status)
      #expect(answer["Connection"] == "close")
      #expect(client.isClosed())
      #expect(server.server.counters.refused == [probe.reason: 1])
    }

    @Test("trailers are read and dropped, however they are cut, and the connection goes on")
    func trailers() throws {
      let server = try TestServer { request in
        let body = (try? await request.body.collect(upTo: 1024)) ?? []
        return .text(String(decoding: body, as: UTF8.self) + " \(request.headers.count)")
      }
      let client = try server.client()
      let wire =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5\r\nhello\r\n0\r\nX-Checksum: 1\r\nY:\r\nZ: \(String(repeating: "z", count: 9_000))\r\n\r\n"
      client.send(wire)
      #expect(client.answer()?.text == "hello 2")
      for piece in wire.utf8.prefix(160) { client.send([piece]) }
      client.send(Array(wire.utf8.dropFirst(160)))
      #expect(client.answer()?.text == "hello 2")
      #expect(client.get("/")?.text == " 1")
    }

    @Test("what a head says is ASCII, whatever was sent")
    func headsAreASCII() throws {
      let server = try TestServer { request in
        .text("\(request.headers["X-Name"] ?? "") \(request.headers["x-name"] == "caf\u{1A}\u{1A}")")
      }
      let client = try server.client()
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Name: caf\u{E9}\r\n\r\n")
      #expect(client.answer()?.text == "caf\u{1A}\u{1A} true")
    }

    @Test("an answer that comes before the body has been sent arrives, up to 16 MiB")
    func earlyAnswer() throws {
      let server = try TestServer { request in
        do { _ = try await request.body.collect(upTo: 1024) } catch { return Response(status: 413, body: .bytes(Array("too much".utf8))) }
        return .text("taken")
      }
      for (size, declares) in [(5_000_000, true), (15_000_000, true), (5_000_000, false)] {
        let client = try server.client()
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        let body = [UInt8](repeating: 120, count: size)
        let wire =
          declares
          ? Array("\(head)Content-Length: \(size)\r\n\r\n".utf8) + body
          : Array("\(head)Transfer-Encoding: chunked\r\n\r\n\(String(size, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
        // All of it is sent before anything is read, as simple clients do.
        #expect(client.send(wire))
        let answer = client.answer()
        #expect(answer?.status == 413 && answer?.text == "too much" && answer?["Connection"] == "close")
        #expect(client.isClosed())
      }
    }

    @Test("a malformed chunk that arrives later is refused too")
    func lateChunk() throws {
      let server = try TestServer { request in
        _ = try? await request.body.collect(upTo: 1024)
        return .text("reached")
      }
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      client.send("5\r\nhello\r\n")
      #expect(eventually { server.server.counters.requests == 1 })
      client.send("nonsense\r\n")
      #expect(client.answer()?.status == 400)
      #expect(client.isClosed())
    }

    @Test("what follows a refused request is never read")
    func nothingAfterwards() throws {
      let server = try TestServer { _ in .text("reached") }
      let client = try server.client()
      client.send("GET / HTTP/1.1\r\nHost : a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(client.answer()?.status == 400)
      #expect(client.isClosed())
      #expect(server.server.counters.requests == 0)
    }

    @Test("a head of 16 KiB is served, a longer one refused with 431")
    func headLimit() throws {
      let server = try TestServer { _ in .text("fine") }
      let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
      func head(of size: Int) -> String { start + String(repeating: "x", count: size - start.utf8.count - 4) + "\r\n\r\n" }
      let first = try server.client()
      first.send(head(of: 16 * 1024))
      #expect(first.answer()?.status == 200)
      first.send(head(of: 16 * 1024 + 1))
      #expect(first.answer()?.status == 431)
      #expect(first.isClosed())
      let endless = try server.client()
      endless.send(String(repeating: "x", count: 20_000))
      #expect(endless.answer()?.status == 431)
    }

    @Test("the refusal closure shapes the answer")
    func shaped() throws {
      let server = try TestServer({ options in
        options.refusal = { refusal in
          Response(
            status: refusal.status, headers: ["X-Request-ID": "r1", "Content-Type": "application/json"],
            body: .bytes(Array(#"{"error":"\#(refusal.reason)"}"#.utf8)))
        }
      }) { _ in .text("reached") }
      let client = try server.client()
      client.send("GET / HTTP/1.1\r\n\r\n")
      let answer = try #require(client.answer())
      #expect(answer.status == 400)
      #expect(answer["X-Request-ID"] == "r1")
      #expect(answer.text == #"{"error":"missing-host"}"#)
    }

    @Test("correct but unusual requests are served")
    func unusual() throws {
      let server = try TestServer { request in
        let body = (try? await request.body.collect(upTo: 1024)) ?? []
        return .text("\(request.method) \(request.path) \(request.query ?? "-") \(String(decoding: body, as: UTF8.self))")
      }
      let requests: [(String, String)] = [
        ("\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a - "),
        ("GET http://a:1/b?c=d?e HTTP/1.1\r\nHost: a:1\r\n\r\n", "GET /b c=d?e "),
        ("OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "OPTIONS * - "),
        ("GET / HTTP/1.1\r\nhOsT:a\r\nX:\r\nY: \t \r\n\r\n", "GET / - "),
        (
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n005;x=\"y\"\r\nhello\r\nA\r\n, 10 bytes\r\n0\r\n\r\n",
          "POST / - hello, 10 bytes"
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nhello", "POST / - hello"),
        ("BREW /pot?x HTTP/1.1\r\nHost: a\r\n\r\n", "BREW /pot x "),
      ]
      let client = try server.client()
      for (request, expected) in requests {
        client.send(request)
        #expect(client.answer()?.text == expected)
      }
    }
  }
}
