import Glibc

/// A pair of sockets with a byte for each job that waits, so that a thread can wait for a job and for its worker at once. Safe from any thread.
final class JobBell: Sendable {
  /// Readable while it has been rung more often than heard.
  let descriptor: Int32
  private let end: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    precondition(socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0, "no pair of sockets")
    (descriptor, end) = (ends[0], ends[1])
  }

  /// Its buffer holds far more than there may be jobs.
  func ring(_ count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    while send(end, bytes, count, Int32(MSG_NOSIGNAL)) < 0 && errno == EINTR {}
  }

  /// Whether it had been rung, which counts for one thread only.
  func hear() -> Bool {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1
  }

  deinit {
    close(descriptor)
    close(end)
  }
}
