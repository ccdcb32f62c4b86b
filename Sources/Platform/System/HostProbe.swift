import Glibc

/// Whether something listens at an address of a host. Blocks.
public enum HostProbe {
  /// - Parameter seconds: how long each address may take to answer.
  public static func reaches(_ host: String, port: Int, within seconds: Int = 2) -> Bool {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return false }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next {
      if connects(address.pointee, within: seconds) { return true }
      next = address.pointee.ai_next
    }
    return false
  }

  private static func connects(_ address: addrinfo, within seconds: Int) -> Bool {
    let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Linux ends a connect after the time that sending may take.
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    return connect(descriptor, address.ai_addr, address.ai_addrlen) == 0
  }
}
