import Foundation
import Glibc
import Synchronization

/// A Redis server of a test's own, on a free port, with nothing kept on disk; killed and started again at will.
public final class RedisServer: Sendable {
  public enum Failure: Error { case doesNotAnswer(port: UInt16) }

  public let port: UInt16
  private let password: String?
  private let folder: URL
  private let process = Mutex<Process?>(nil)

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
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/redis-server")
    process.arguments = ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path]
    if let password { process.arguments! += ["--requirepass", password] }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process.withLock { $0 = process }
    let deadline = ContinuousClock.now + .seconds(20)
    while !Self.listens(port) {
      guard process.isRunning, ContinuousClock.now < deadline else { throw Failure.doesNotAnswer(port: port) }
      usleep(5_000)
    }
  }

  /// As a power cut would end it.
  public func kill() { signal(SIGKILL, isEnd: true) }

  /// Connections stay, nothing is answered, until `go`.
  public func stall() { signal(SIGSTOP, isEnd: false) }
  public func go() { signal(SIGCONT, isEnd: false) }

  private func signal(_ number: Int32, isEnd: Bool) {
    process.withLock { process in
      guard let running = process else { return }
      Glibc.kill(running.processIdentifier, number)
      guard isEnd else { return }
      running.waitUntilExit()
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
