import Foundation
import Synchronization

/// Accepts connections and says nothing.
final class SilentListener: Sendable {
  let port: UInt16
  private let descriptor: Int32

  init() throws { (descriptor, port) = try listening() }

  func close() { Glibc.close(descriptor) }
}

/// Passes bytes on to a PostgreSQL server, or, when stalled, accepts them and keeps silent.
final class StallingProxy: Sendable {
  let url: String
  private let descriptor: Int32
  private let isStalled = Atomic(false)
  private let isClosed = Atomic(false)

  init(to server: String) throws {
    let address = URLComponents(string: server)!
    let (descriptor, port) = try listening()
    self.descriptor = descriptor
    var own = address
    own.port = Int(port)
    url = own.string!
    let target = UInt16(address.port!)
    Thread { [self] in
      while !isClosed.load(ordering: .acquiring) {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        Thread { [self] in carry(client, to: target) }.start()
      }
    }.start()
  }

  func stall() { isStalled.store(true, ordering: .releasing) }
  func resume() { isStalled.store(false, ordering: .releasing) }

  func close() {
    isClosed.store(true, ordering: .releasing)
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }

  private func carry(_ client: Int32, to port: UInt16) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      Glibc.close(client)
      Glibc.close(server)
    }
    var address = loopback(port)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !isClosed.load(ordering: .acquiring) {
      if isStalled.load(ordering: .acquiring) {
        usleep(5_000)
        continue
      }
      var waiting = [pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0)]
      guard poll(&waiting, 2, 20) >= 0 else { return }
      if isStalled.load(ordering: .acquiring) { continue }
      for (from, to) in [(0, server), (1, client)] where waiting[from].revents != 0 {
        let count = recv(waiting[from].fd, &buffer, buffer.count, 0)
        guard count > 0, send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
      }
    }
  }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  sockaddr_in(
    sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian, sin_addr: in_addr(s_addr: UInt32(0x7f00_0001).bigEndian),
    sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
}

/// Listens on a free port of the loopback address, below those that clients get.
private func listening() throws -> (descriptor: Int32, port: UInt16) {
  for _ in 0..<100 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let port = UInt16.random(in: 20_000..<32_000)
    var address = loopback(port)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    if bound == 0, listen(descriptor, 16) == 0 { return (descriptor, port) }
    Glibc.close(descriptor)
  }
  throw POSIXError(.EADDRINUSE)
}
