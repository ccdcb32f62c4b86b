import Glibc

/// Whether something listens at an address of a host, and reacts. Blocks.
public enum HostProbe {
  /// - Parameter seconds: how long each address may take to answer.
  public static func reaches(_ host: String, port: Int, within seconds: Int = 2) -> Bool {
    connected(host, port, within: seconds) { _ in true }
  }

  /// Whether a server reacts to a request for `/health`, whatever it says. One that closes the connection, because there are too many, is
  /// alive too: only silence is not.
  ///
  /// - Parameter seconds: how long each step may take.
  public static func reacts(_ host: String, port: Int, within seconds: Int = 5) -> Bool {
    connected(host, port, within: seconds) { descriptor in
      let request = Array("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
      guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) >= 0 else { return errno == EPIPE || errno == ECONNRESET }
      var first: UInt8 = 0
      return recv(descriptor, &first, 1, 0) >= 0 || errno == ECONNRESET
    }
  }

  private static func connected(_ host: String, _ port: Int, within seconds: Int, _ body: (Int32) -> Bool) -> Bool {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return false }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next {
      if connects(address.pointee, within: seconds, body) { return true }
      next = address.pointee.ai_next
    }
    return false
  }

  private static func connects(_ address: addrinfo, within seconds: Int, _ body: (Int32) -> Bool) -> Bool {
    let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Linux ends a connect after the time that sending may take.
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    return connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 && body(descriptor)
  }
}
