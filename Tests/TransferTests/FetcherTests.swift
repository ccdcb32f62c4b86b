import Engine
import Glibc
import Testing

@testable import Transfer

/// A server with a body of any length, whose byte at an offset is known.
private final class Origin: Sendable {
  let server: Server
  let url: String

  init() throws {
    var options = ServerOptions()
    options.addresses = [.tcp(host: "127.0.0.1", port: 0)]
    options.loops = 2
    server = Server(options: options) { await Self.answer($0) }
    guard case .tcp(let host, let port)? = try server.start().first else { throw TransferError.failed("no address") }
    url = "http://\(host):\(port)"
  }

  /// Every body is a beginning of this one, over and over.
  static let pattern = [UInt8](unsafeUninitializedCapacity: 100_003) { bytes, count in
    for offset in 0..<100_003 { bytes[offset] = UInt8(truncatingIfNeeded: offset &* 31 &+ offset >> 8) }
    count = 100_003
  }

  static func isRight(_ bytes: [UInt8], at offset: Int) -> Bool {
    var done = 0
    while done < bytes.count {
      let start = (offset + done) % pattern.count
      let count = min(pattern.count - start, bytes.count - done)
      let same = bytes.withUnsafeBytes { mine in
        pattern.withUnsafeBytes { memcmp(mine.baseAddress! + done, $0.baseAddress! + start, count) }
      }
      guard same == 0 else { return false }
      done += count
    }
    return true
  }

  private static func answer(_ request: Request) async -> Response {
    switch request.path {
    case "/slow":
      try? await Task.sleep(for: .seconds(30))
      return Response()
    case "/trickle":
      return Response(
        body: .stream(length: 4) { writer in
          try await writer.write([1, 2])
          try await Task.sleep(for: .seconds(3))
          try await writer.write([3, 4])
        })
    default:
      guard let length = Int(request.path.dropFirst()) else { return Response(status: 404) }
      return Response(
        body: .stream(length: Int64(length)) { writer in
          for start in stride(from: 0, to: length, by: pattern.count) { try await writer.write(Array(pattern.prefix(length - start))) }
        })
    }
  }
}

@Suite("Fetching") struct FetcherTests {
  static func read(_ body: FetchedBody, upTo limit: Int = .max) async throws(TransferError) -> Int? {
    var offset = 0
    while offset < limit, let bytes = try await body.read() {
      guard Origin.isRight(bytes, at: offset) else { return nil }
      offset += bytes.count
    }
    return offset
  }

  @Test("gives many at once each its own bytes, however slowly they are taken or soon let go")
  func many() async throws {
    let origin = try Origin()
    let loop = TransferLoop()
    let fetcher = Fetcher(loop)
    try await withThrowingTaskGroup { group in
      for number in 0..<40 {
        group.addTask {
          let length = number % 5 == 0 ? 0 : 200_000 * (number % 20 + 1)
          let fetched = try await fetcher.fetch(FetchRequest(url: "\(origin.url)/\(length)"))
          #expect(fetched.head.status == 200 && fetched.head["content-length"] == "\(length)")
          switch number % 4 {
          case 0: #expect(try await Self.read(fetched.body) == length)
          case 1:
            try await Task.sleep(for: .milliseconds(200))
            #expect(try await Self.read(fetched.body) == length)
          case 2: #expect(try await Self.read(fetched.body, upTo: length / 2) != nil)
          default: break
          }
        }
      }
      try await group.waitForAll()
    }
    loop.close()
    await origin.server.drain(deadline: .zero)
  }

  @Test("waits no longer than it was told")
  func deadlines() async throws {
    let origin = try Origin()
    let loop = TransferLoop()
    let fetcher = Fetcher(loop)
    var request = FetchRequest(url: origin.url + "/slow")
    request.firstByteWithin = .milliseconds(300)
    request.stalledAfter = .milliseconds(500)
    await #expect(throws: TransferError.noFirstByte) { _ = try await fetcher.fetch(request) }
    request.url = origin.url + "/trickle"
    let fetched = try await fetcher.fetch(request)
    #expect(try await fetched.body.read() == [1, 2])
    await #expect(throws: TransferError.stalled) { _ = try await fetched.body.read() }
    // Whoever does not take what is there is not late.
    let large = try await fetcher.fetch(FetchRequest(url: origin.url + "/9000000"))
    try await Task.sleep(for: .seconds(1))
    #expect(try await Self.read(large.body) == 9_000_000)
    loop.close()
    await origin.server.drain(deadline: .zero)
  }

  @Test("ends when it is given up or closed")
  func ends() async throws {
    let origin = try Origin()
    let loop = TransferLoop()
    let fetcher = Fetcher(loop)
    let waiting = Task { try await fetcher.fetch(FetchRequest(url: origin.url + "/slow")) }
    try await Task.sleep(for: .milliseconds(100))
    waiting.cancel()
    await #expect(throws: TransferError.cancelled) { _ = try await waiting.value }
    let other = Task { try await fetcher.fetch(FetchRequest(url: origin.url + "/slow")) }
    try await Task.sleep(for: .milliseconds(100))
    loop.close()
    await #expect(throws: TransferError.closed) { _ = try await other.value }
    await #expect(throws: TransferError.closed) { _ = try await fetcher.fetch(FetchRequest(url: origin.url + "/1")) }
    await origin.server.drain(deadline: .zero)
  }

  @Test("refuses what would be another request than the one meant", arguments: ["a\r\nX: y", "a\0b"])
  func injection(_ bearer: String) async {
    let loop = TransferLoop()
    var caught: TransferError?
    do throws(TransferError) {
      _ = try await Fetcher(loop).fetch(FetchRequest(url: "http://127.0.0.1:9/", bearer: bearer))
    } catch { caught = error }
    #expect(caught == .unusable("a line end in a header"))
    loop.close()
  }
}
