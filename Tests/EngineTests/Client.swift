import Glibc

@testable import Engine

/// A blocking TCP client that sends exactly the bytes it is told to.
final class Client: @unchecked Sendable {
  let descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    try connect(address)
  }

  init(unixPath: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
    try connect(address)
  }

  deinit {
    close(descriptor)
  }

  private func connect<Address>(_ address: Address) throws {
    var address = address
    let result = withUnsafeBytes(of: &address) {
      Glibc.connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
    }
    guard result == 0 else { throw ClientError.connect(errno) }
    setTimeout(seconds: 20)
  }

  func setTimeout(seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Sends everything; false when the other side is gone.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return false }
      done += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads once into the buffer; false at the end, on reset or when nothing came in time.
  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }

  /// Exactly `count` bytes, or fewer when the connection ends.
  func read(_ count: Int) -> [UInt8] {
    while buffer.count < count, fill() {}
    let taken = Array(buffer.prefix(count))
    buffer.removeFirst(taken.count)
    return taken
  }

  /// Everything until the other side closes.
  func readToEnd() -> [UInt8] {
    while fill() {}
    defer { buffer = [] }
    return buffer
  }

  /// The other side has closed (or reset), within the timeout, and nothing is left to read.
  func isClosed() -> Bool {
    if !buffer.isEmpty { return false }
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, 0)
    return count == 0 || (count < 0 && errno != EAGAIN)
  }

  struct Answer: Sendable {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
    subscript(name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
  }

  /// The next response; nil when the connection ends before a head is complete.
  func answer(toHead isHead: Bool = false) -> Answer? {
    var end: Int?
    while true {
      end = endOfHead()
      if end != nil || !fill() { break }
    }
    guard let end else { return nil }
    let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
    buffer.removeFirst(end)
    let fields = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
    }
    var answer = Answer(status: Int(lines[0].split(separator: " ")[1])!, fields: fields, body: [])
    if isHead || answer.status < 200 || answer.status == 204 || answer.status == 304 { return answer }
    if let length = answer["Content-Length"] {
      answer.body = read(Int(length)!)
    } else if answer["Transfer-Encoding"] == "chunked" {
      answer.body = readChunks()
    } else if answer["Connection"] == "close" {
      answer.body = readToEnd()
    }
    return answer
  }

  private func readChunks() -> [UInt8] {
    var body: [UInt8] = []
    while let size = Int(readLine(), radix: 16) {
      body += read(size)
      _ = read(2)
      if size == 0 { break }
    }
    return body
  }

  private func readLine() -> String {
    var line: [UInt8] = []
    while true {
      let byte = read(1)
      if byte.isEmpty || byte[0] == 10 { break }
      if byte[0] != 13 { line.append(byte[0]) }
    }
    return String(decoding: line, as: UTF8.self)
  }

  private func endOfHead() -> Int? {
    guard buffer.count >= 4 else { return nil }
    return (0...(buffer.count - 4)).first { buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10 }
      .map { $0 + 4 }
  }

  func get(_ path: String) -> Answer? {
    send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
    return answer()
  }
}

enum ClientError: Error {
  case connect(Int32)
}

/// A server of its own for one test, on a free port.
struct TestServer {
  let server: Server
  let port: UInt16

  init(_ adjust: (inout ServerOptions) -> Void = { _ in }, handler: @escaping @Sendable (Request) async -> Response) throws {
    var options = ServerOptions()
    options.addresses = [.tcp(host: "127.0.0.1", port: 0)]
    options.loops = 2
    adjust(&options)
    server = Server(options: options, handler: handler)
    guard case .tcp(_, let port) = try server.start()[0] else { throw ServerError.listen("no port") }
    self.port = port
  }

  func client() throws -> Client { try Client(port: port) }
}

extension Response {
  static func text(_ text: String) -> Response { Response(body: .bytes(Array(text.utf8))) }
}

/// Polls until the condition holds; false after ten seconds.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<2000 {
    if condition() { return true }
    usleep(5000)
  }
  return condition()
}
