import Glibc
import JSON

/// A member's WebSocket over a real connection, blocking.
final class WireClient {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0

  init?(port: UInt16, path: String) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let connected = withUnsafeBytes(of: &address) {
      connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
    }
    guard connected == 0 else { return nil }
    write(
      Array(
        ("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").utf8))
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard let byte = read(1)?.first else { return nil }
      head.append(byte)
    }
    guard head.starts(with: "HTTP/1.1 101".utf8) else { return nil }
  }

  /// Without a close frame: the network is gone.
  deinit { close(descriptor) }

  func say(_ type: String, _ data: JSONValue, id: String) {
    let text = JSONValue.object(["v": 1, "type": .string(type), "data": data, "meta": ["request_id": .string(id)]]).bytes
    var frame: [UInt8] = [0x81]
    if text.count < 126 {
      frame.append(0x80 | UInt8(text.count))
    } else {
      frame += [0x80 | 126, UInt8(text.count >> 8), UInt8(truncatingIfNeeded: text.count)]
    }
    frame += [0, 0, 0, 0] as [UInt8]
    write(frame + text)
  }

  /// The next message; nil when the connection has ended.
  func hear() -> JSONValue? {
    while let head = read(2) {
      var length = Int(head[1])
      if length == 126 { length = (read(2) ?? [0, 0]).reduce(0) { $0 << 8 | Int($1) } }
      if length == 127 { length = (read(8) ?? [0]).reduce(0) { $0 << 8 | Int($1) } }
      guard let payload = read(length) else { return nil }
      if head[0] == 0x81 { return try? JSONValue(parsing: payload) }
      if head[0] == 0x88 { return nil }
    }
    return nil
  }

  /// Says something and hears what comes up to its answer, the answer included.
  func ask(_ type: String, _ data: JSONValue, id: String) -> [JSONValue] {
    say(type, data, id: id)
    var heard: [JSONValue] = []
    while let frame = hear() {
      heard.append(frame)
      if frame["meta"]?["request_id"]?.string == id { break }
    }
    return heard
  }

  private func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return }
      done += count
    }
  }

  private func read(_ count: Int) -> [UInt8]? {
    while buffer.count - start < count {
      if start > 65_536 {
        buffer.removeFirst(start)
        start = 0
      }
      var chunk = [UInt8](repeating: 0, count: 16_384)
      let got = recv(descriptor, &chunk, chunk.count, 0)
      guard got > 0 else { return nil }
      buffer += chunk[..<got]
    }
    defer { start += count }
    return Array(buffer[start..<start + count])
  }
}
