import Engine
import Testing

@testable import Transfer

@Suite("Pages of strangers") struct PageFetcherTests {
  private let server: Server
  private let url: String
  private let loop = TransferLoop()

  init() throws {
    var options = ServerOptions()
    options.addresses = [.tcp(host: "127.0.0.1", port: 0)]
    options.loops = 1
    server = Server(options: options) { await Self.answer($0) }
    guard case .tcp(let host, let port)? = try server.start().first else { throw TransferError.failed("no address") }
    url = "http://\(host):\(port)"
  }

  private static func html(_ text: String, type: String = "text/html; charset=utf-8") -> Response {
    Response(headers: Headers(["Content-Type": type]), body: .bytes(Array(text.utf8)))
  }

  private static func answer(_ request: Request) async -> Response {
    let path = request.path
    if path.hasPrefix("/redirect/"), let count = Int(path.dropFirst(10)) {
      return Response(status: 302, headers: Headers(["Location": count == 1 ? "/page" : "/redirect/\(count - 1)"]))
    }
    switch path {
    case "/page": return html("<title>here</title><meta property=og:image content=/picture>")
    case "/away": return Response(status: 302, headers: Headers(["Location": "http://localhost/"]))
    case "/plain": return html("<title>no</title>", type: "text/plain")
    case "/encoded": return Response(headers: Headers(["Content-Type": "text/html", "Content-Encoding": "gzip"]))
    case "/large", "/picture":
      let type = path == "/large" ? "text/html" : "image/png"
      return Response(
        headers: Headers(["Content-Type": type]),
        body: .stream(length: 1 << 30) { writer in
          try await writer.write(Array("<title>large</title>".utf8))
          for _ in 0..<(1 << 10) { try await writer.write([UInt8](repeating: 0x20, count: 1 << 20)) }
        })
    case "/slow":
      return Response(
        headers: Headers(["Content-Type": "text/html"]),
        body: .stream(length: 1_000) { writer in
          for _ in 0..<1_000 {
            try await writer.write([0x20])
            try await Task.sleep(for: .milliseconds(100))
          }
        })
    case "/asked": return html("<title>\(request.headers.map { "\($0.name)=\($0.value)" }.joined(separator: "|"))</title>")
    default: return Response(status: 404)
    }
  }

  private func end() async {
    loop.close()
    await server.drain(deadline: .zero)
  }

  private func page(_ path: String, within time: Duration = .seconds(600), isAllowed: Bool = true) async throws(TransferError)
    -> FetchedPage
  {
    let allowed = isAllowed ? [HostPort(String(url.dropFirst(7)))!] : []
    return try await PageFetcher(loop, allowed: allowed).page(at: url + path, by: .now + time)
  }

  @Test("are followed three times, to where the first may lead")
  func redirects() async throws {
    #expect(try await page("/redirect/3").summary.title == "here")
    #expect(try await page("/page").image == url + "/picture")
    await #expect(throws: TransferError.tooManyRedirects) { try await page("/redirect/4") }
    await #expect(throws: TransferError.refusedAddress) { try await page("/away") }
    await #expect(throws: TransferError.refusedAddress) { try await page("/page", isAllowed: false) }
    for path in ["/plain", "/encoded", "/none"] { await #expect(throws: TransferError.self) { try await page(path) } }
    await end()
  }

  @Test("are read as far as they may be, and for as long")
  func bounds() async throws {
    #expect(try await page("/large").summary.title == "large")
    await #expect(throws: TransferError.late) { try await page("/slow", within: .milliseconds(700)) }
    let fetcher = PageFetcher(loop, allowed: [HostPort(String(url.dropFirst(7)))!])
    var size = 0
    await #expect(throws: TransferError.unusable("too large")) {
      try await fetcher.picture(at: url + "/picture", by: .now + .seconds(600)) { size += $0.count }
    }
    #expect(size <= PageFetcher.largestPicture)
    await #expect(throws: TransferError.unusable("no picture")) {
      try await fetcher.picture(at: url + "/page", by: .now + .seconds(600)) { _ in }
    }
    await end()
  }

  @Test("are told nothing but that NeoSpace asks")
  func asking() async throws {
    let asked = Set(try await page("/asked").summary.title?.split(separator: "|").map { $0.prefix { $0 != "=" }.lowercased() } ?? [])
    #expect(asked == ["host", "accept", "accept-encoding", "user-agent"])
    #expect(try await page("/asked").summary.title?.contains("NeoSpace") == true)
    await end()
  }
}
