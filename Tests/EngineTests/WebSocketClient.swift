import Glibc

@testable import Engine

/// Speaks WebSocket frame by frame, correct or not.
final class WebSocketClient {
  let client: Client

  struct Frame: Equatable {
    var opcode: UInt8
    var isFinal = true
    var payload: [UInt8]
    var text: String { String(decoding: payload, as: UTF8.self) }
    /// Close code of a close frame, nil when it has none.
    var code: UInt16? { payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil }
  }

  static let handshake =
    "GET /ws HTTP/1.1\r\nHost: test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

  let answer: Client.Answer?
  /// A server that must outlive this client.
  private let server: Server?

  init(port: UInt16, receiveBuffer: Int32? = nil, fields: String = "", keeping server: Server? = nil) throws {
    self.server = server
    client = try Client(port: port, receiveBuffer: receiveBuffer)
    client.send(Self.handshake + fields + "\r\n")
    answer = client.answer()
  }

  /// A masked frame. `declares` overrides the length on the wire.
  static func frame(
    opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0, masked: Bool = true, declares: UInt64? = nil
  ) -> [UInt8] {
    var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
    let length = declares ?? UInt64(payload.count)
    let mask: UInt8 = masked ? 0x80 : 0
    switch length {
    case 0..<126: bytes.append(mask | UInt8(length))
    case 126..<65536: bytes += [mask | 126, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)]
    default: bytes += [mask | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }
    guard masked else { return bytes + payload }
    let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    bytes += key
    bytes += payload.enumerated().map { $1 ^ key[$0 % 4] }
    return bytes
  }

  @discardableResult
  func send(text: String) -> Bool { client.send(Self.frame(opcode: 1, Array(text.utf8))) }
  @discardableResult
  func send(binary: [UInt8]) -> Bool { client.send(Self.frame(opcode: 2, binary)) }
  @discardableResult
  func send(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> Bool {
    client.send(Self.frame(opcode: opcode, payload, isFinal: isFinal))
  }
  func sendClose(_ code: UInt16, _ reason: String = "") {
    send(opcode: 8, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + Array(reason.utf8))
  }

  /// The next frame but pings, which are answered; nil when the connection ends.
  func receive() -> Frame? {
    while let frame = receiveAny() {
      if frame.opcode != 9 { return frame }
      send(opcode: 10, frame.payload)
    }
    return nil
  }

  /// The next frame; nil when the connection ends.
  func receiveAny() -> Frame? {
    let head = client.read(2)
    guard head.count == 2 else { return nil }
    var length = Int(head[1] & 0x7f)
    if length == 126 {
      let more = client.read(2)
      guard more.count == 2 else { return nil }
      length = Int(more[0]) << 8 | Int(more[1])
    } else if length == 127 {
      let more = client.read(8)
      guard more.count == 8 else { return nil }
      length = more.reduce(0) { $0 << 8 | Int($1) }
    }
    let payload = client.read(length)
    guard payload.count == length else { return nil }
    return Frame(opcode: head[0] & 0x0f, isFinal: head[0] & 0x80 != 0, payload: payload)
  }

  /// Skips other frames to the close frame.
  func receiveClose() -> Frame? {
    while let frame = receiveAny() {
      if frame.opcode == 8 { return frame }
    }
    return nil
  }
}
