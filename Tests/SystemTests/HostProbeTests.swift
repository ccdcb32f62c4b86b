import Glibc
import System
import Testing

struct HostProbeTests {
  /// Listens on a free port of this machine and does with each connection what the test says.
  private final class Host: Sendable {
    let port: Int
    private let descriptor: Int32

    init(_ each: @escaping @Sendable (Int32) -> Void) throws {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, address, &length) == 0
        }
      }
      try #require(isBound)
      port = Int(UInt16(bigEndian: address.sin_port))
      self.descriptor = descriptor
      try BlockingThread.start {
        while true {
          let connection = accept(descriptor, nil, nil)
          guard connection >= 0 else { return }
          each(connection)
        }
      }
    }

    deinit {
      shutdown(descriptor, Int32(SHUT_RDWR))
      close(descriptor)
    }
  }

  @Test func anAnswerAndAClosedConnectionAreSignsOfLife() throws {
    let answering = try Host { connection in
      _ = send(connection, "HTTP/1.1 503 Away\r\n\r\n", 21, 0)
      close(connection)
    }
    #expect(HostProbe.reacts("127.0.0.1", port: answering.port))
    #expect(HostProbe.reaches("127.0.0.1", port: answering.port))
    let closing = try Host { close($0) }
    #expect(HostProbe.reacts("127.0.0.1", port: closing.port))
  }

  @Test func silenceAndNobodyAreNot() throws {
    let silent = try Host { _ in }
    #expect(!HostProbe.reacts("127.0.0.1", port: silent.port, within: 1))
    #expect(HostProbe.reaches("127.0.0.1", port: silent.port))
    #expect(!HostProbe.reacts("127.0.0.1", port: 1))
  }
}
