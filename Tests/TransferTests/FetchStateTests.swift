import Testing

@testable import Transfer

@Suite("An answer that arrives") struct FetchStateTests {
  static func with(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> TransferFlow) -> TransferFlow { bytes.withUnsafeBytes(body) }

  static func lines(_ text: String, into state: inout FetchState) -> [Bool] {
    text.utf8.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { state.line(Array($0) + [10]) }
  }

  @Test("has a head after those of interim answers")
  func head() throws {
    var state = FetchState()
    #expect(state.head == nil)
    let text = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 206 Partial Content\r\nETag:  \"x\" \r\nX: 1\r\nX: 2\r\n\r\n"
    let taken = Self.lines(text, into: &state)
    #expect(!taken.contains(false))
    let head = try #require(try state.head?.get())
    #expect(head.status == 206 && head["etag"] == "\"x\"" && head["link"] == nil && head.headers.count == 3)
    let passes = state.line(Array("Trailer: late\r\n".utf8))
    #expect(passes)
    #expect(try state.head?.get() == head)
  }

  @Test("is none when it does not speak HTTP, or too much of it", arguments: ["SSH-2.0\n\n", "HTTP/1.1 2x0 OK\n", "HTTP/1.1 700 OK\n"])
  func noHead(_ text: String) {
    var state = FetchState()
    let taken = Self.lines(text, into: &state)
    #expect(taken.contains(false) || state.head == nil)
  }

  @Test("may not have a head without end")
  func longHead() {
    var state = FetchState()
    _ = state.line(Array("HTTP/1.1 200 OK\r\n".utf8))
    let line = Array("X: \(String(repeating: "y", count: 1_000))\r\n".utf8)
    var taken = 0
    while taken < 100, state.line(line) { taken += 1 }
    #expect(taken == HeadReader.limit / line.count)
  }

  @Test("is never more than its capacity ahead of its reader, and loses nothing")
  func pressure() {
    var random = SystemRandomNumberGenerator()
    var state = FetchState()
    var (sent, taken): ([UInt8], [UInt8]) = ([], [])
    var held: [UInt8] = []
    var isPaused = false
    for step in 0..<400 {
      if Bool.random(using: &random) {
        if case .bytes(let bytes, let resumes) = state.take() {
          #expect(bytes.count <= FetchState.capacity && resumes == isPaused)
          taken += bytes
          if resumes {
            isPaused = false
            let flow = Self.with(held) { state.received($0) }
            #expect(flow == .goOn)
            sent += held
          }
        }
      }
      if !isPaused {
        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: .random(in: 1...16_384 * 12, using: &random))
        switch Self.with(bytes, { state.received($0) }) {
        case .goOn: sent += bytes
        case .pause: (held, isPaused) = (bytes, true)
        }
      }
    }
    while case .bytes(let bytes, _) = state.take() { taken += bytes }
    #expect(taken == sent && sent.count > 4 * FetchState.capacity)
  }

  @Test("tells its end once what came before has been taken")
  func end() {
    var state = FetchState()
    var taken = state.take()
    #expect(taken == .nothing)
    let flow = Self.with([1, 2]) { state.received($0) }
    #expect(flow == .goOn)
    state.ended(.failure(.stalled))
    state.ended(.success(()))
    taken = state.take()
    #expect(taken == .bytes([1, 2], resumes: false))
    for _ in 0..<2 {
      taken = state.take()
      #expect(taken == .failed(.stalled))
    }
  }
}

@Suite("Addresses") struct AddressTests {
  @Test(
    "lead out, near, or nowhere anybody means",
    arguments: [
      ("127.0.0.1", NetworkAddress.Place.near), ("10.1.2.3", .near), ("172.16.0.1", .near), ("172.32.0.1", .open), ("192.168.1.1", .near),
      ("100.64.0.1", .near), ("0.0.0.0", .near), ("169.254.169.254", .local), ("224.0.0.1", .local), ("255.255.255.255", .local),
      ("8.8.8.8", .open), ("::1", .near), ("::", .near), ("fd00::1", .near), ("fe80::1", .local), ("ff02::1", .local),
      ("::ffff:169.254.169.254", .local), ("::ffff:10.0.0.1", .near), ("64:ff9b::7f00:1", .near), ("2002:7f00:1::", .near),
      ("2001:db8::1", .open), ("::ffff:8.8.8.8", .open),
    ])
  func places(_ text: String, _ place: NetworkAddress.Place) {
    #expect(NetworkAddress(text: text)?.place == place)
  }

  @Test("are read as they are compared")
  func web() throws {
    let own = try #require(WebAddress("http://user:pw@Files.example:80/a/b?c"))
    #expect(own.isSameServer(as: try #require(own.following("/d"))))
    #expect(own.following("x/../y")?.text == "http://files.example:80/a/y" || own.following("x/../y")?.text.hasSuffix("/a/y") == true)
    let other = try #require(own.following("https://user:pw@files.example/"))
    #expect(!own.isSameServer(as: other) && !other.text.contains("user"))
    #expect(!own.isSameServer(as: try #require(own.following("//files.example:81/"))))
    for text in ["ftp://a/", "file:///etc/passwd", "", "http://", "gopher://x"] { #expect(WebAddress(text) == nil, "\(text)") }
    #expect(own.following("file:///etc/passwd") == nil)
  }
}
