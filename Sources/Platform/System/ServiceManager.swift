import Glibc

/// Tells the service manager that started this process (systemd, `Type=notify`) how it is. The protocol is sd_notify's: datagrams of
/// `NAME=value` lines to the socket that `NOTIFY_SOCKET` names. Safe to use from any thread.
public struct ServiceManager: Sendable {
  public enum News: Sendable {
    case ready, stopping
    /// Has to come within every `watchdog`, or the manager ends the process.
    case alive

    var line: String {
      switch self {
      case .ready: "READY=1"
      case .stopping: "STOPPING=1"
      case .alive: "WATCHDOG=1"
      }
    }
  }

  private let address: [UInt8]
  /// How often the manager wants to hear `alive`; nil if it does not watch this process.
  public let watchdog: Duration?

  /// Nil if no manager wants to hear anything. An abstract socket's name begins with `@`.
  public init?(environment: [String: String], process: Int32 = getpid()) {
    guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
    else { return nil }
    address = (first == UInt8(ascii: "@") ? [0] : [first]) + Array(name.utf8.dropFirst())
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(process) } ?? true
    watchdog = isOurs ? environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? .microseconds($0) : nil } : nil
  }

  /// False if it could not be told.
  @discardableResult
  public func tell(_ news: News) -> Bool {
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    guard address.count <= MemoryLayout.size(ofValue: target.sun_path) else { return false }
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address) }
    let length = MemoryLayout.offset(of: \sockaddr_un.sun_path)! + address.count
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let line = Array(news.line.utf8)
    return withUnsafePointer(to: &target) { target in
      target.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, line, line.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length)) == line.count
      }
    }
  }
}
