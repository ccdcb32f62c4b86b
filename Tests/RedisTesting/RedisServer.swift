import Foundation
import Glibc
import Synchronization

/// A Redis server of a test's own, on a free port, with nothing kept on disk; killed and started again at will.
public final class RedisServer: Sendable {
  public enum Failure: Error {
    case doesNotAnswer(port: UInt16)
    case cannotStart(Int32)
  }

  public let port: UInt16
  private let password: String?
  private let folder: URL
  private let process = Mutex<pid_t?>(nil)

  public init(password: String? = nil) throws {
    self.password = password
    port = Self.freePort()
    folder = FileManager.default.temporaryDirectory.appending(path: "neospace-redis-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try start()
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(at: folder)
  }

  public func url(database: Int = 0) -> String {
    "redis://\(password.map { ":\($0)@" } ?? "")127.0.0.1:\(port)/\(database)"
  }

  /// Starts it and waits until it listens.
  public func start() throws {
    var arguments = ["redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path]
    if let password { arguments += ["--requirepass", password] }
    let started = try Self.spawn("/usr/bin/redis-server", arguments)
    process.withLock { $0 = started }
    let deadline = ContinuousClock.now + .seconds(20)
    while !Self.listens(port) {
      let isRunning = waitpid(started, nil, WNOHANG) == 0
      guard isRunning, ContinuousClock.now < deadline else { throw Failure.doesNotAnswer(port: port) }
      usleep(5_000)
    }
  }

  /// Foundation's `Process` crashes now and then in a process of many threads that open and close files.
  private static func spawn(_ path: String, _ arguments: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for output in [STDOUT_FILENO, STDERR_FILENO] { posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0) }
    // It must not hold the tests' own sockets open. Closing what is not open is no error here.
    for file in Int32(3)..<4_096 { posix_spawn_file_actions_addclose(&actions, file) }
    let pointers = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    var pid = pid_t()
    let result = posix_spawn(&pid, path, &actions, nil, pointers + [nil], [nil])
    guard result == 0 else { throw Failure.cannotStart(result) }
    return pid
  }

  /// As a power cut would end it.
  public func kill() { signal(SIGKILL, isEnd: true) }

  /// Connections stay, nothing is answered, until `go`.
  public func stall() { signal(SIGSTOP, isEnd: false) }
  public func go() { signal(SIGCONT, isEnd: false) }

  private func signal(_ number: Int32, isEnd: Bool) {
    process.withLock { process in
      guard let running = process else { return }
      Glibc.kill(running, number)
      guard isEnd else { return }
      waitpid(running, nil, 0)
      process = nil
    }
  }

  /// Below the ports the kernel gives to clients.
  private static func freePort() -> UInt16 {
    while true {
      let port = UInt16.random(in: 15_000...30_000)
      let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(probe) }
      if withAddress(port, { bind(probe, $0, $1) }) == 0 { return port }
    }
  }

  private static func listens(_ port: UInt16) -> Bool {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    return withAddress(port) { connect(probe, $0, $1) } == 0
  }

  private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
