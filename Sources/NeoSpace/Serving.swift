import Core
import Dispatch
import Engine
import Foundation
import System
import Telemetry

/// Runs the server until it is told to stop.
public struct Serving: Sendable {
  private let config: Config
  private let manager: ServiceManager?

  /// - Parameter environment: says whether a service manager started the process and wants to know how it is.
  public init(_ config: Config, environment: [String: String]) {
    (self.config, manager) = (config, ServiceManager(environment: environment))
  }

  /// Starts, waits for SIGTERM, SIGINT or SIGHUP, drains, stops; the exit status. A second signal ends the process at once.
  public func untilSignalled() async throws -> Int32 {
    let sink = LogSink(config[ServerSettings.environment] == .production ? .json : .human, minimum: config[ServerSettings.logLevel].minimum)
    let logger = Logger(sink: sink)
    defer { sink.close() }
    let application = try await Application(config, logger: logger)
    let addresses = try await application.start()
    let address = addresses.map(\.text).joined(separator: ", ")
    logger.info("started", ["address": address, "version": version, "environment": config[ServerSettings.environment].rawValue])
    greet()
    if let link = try await application.setupLink() {
      FileHandle.standardOutput.write(Data("Set up this place: \(link)\n".utf8))
    }
    tell(.ready, logger)
    let watched = Task { await answerWatchdog(addresses, logger) }
    await Signals.wait()
    watched.cancel()
    tell(.stopping, logger)
    logger.info("stopping")
    Signals.exitOnNext()
    await application.stop()
    logger.info("stopped")
    return 0
  }

  private func tell(_ news: ServiceManager.News, _ logger: Logger) {
    if let manager, !manager.tell(news) { logger.warning("service_manager_not_told", ["news": "\(news)"]) }
  }

  /// Says that the server is alive as long as it reacts to requests. A server that hangs is ended by the service manager and started again.
  private func answerWatchdog(_ addresses: [ServerOptions.Address], _ logger: Logger) async {
    guard let turn = manager?.watchdog.map({ $0 / 3 }) else { return }
    let disk = BlockingThreads(1)
    while !Task.isCancelled {
      do {
        if try await disk.run({ addresses.allSatisfy(\.reacts) }) {
          tell(.alive, logger)
        } else {
          logger.error("server_does_not_react")
        }
        try await Task.sleep(for: turn)
      } catch is CancellationError { return } catch { logger.error("watchdog_failed", ["error": "\(error)"]) }
    }
  }

  /// What somebody at a terminal needs to know next.
  private func greet() {
    guard config[ServerSettings.environment] == .development else { return }
    // Written at once, also into a pipe or a file.
    FileHandle.standardOutput.write(
      Data(
        """

        NeoSpace is at \(config[ServerSettings.publicURL])
        Sign up there. To become an administrator use the link for setting up, or:  bin/run admin grant <your e-mail>
        Ctrl+C stops it.


        """.utf8))
  }
}

extension ServerOptions.Address {
  /// As the log says it.
  fileprivate var text: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): path
    }
  }

  /// Whether the server reacts to a request. Blocks.
  fileprivate var reacts: Bool {
    switch self {
    case .tcp(let host, let port): HostProbe.reacts(host, port: Int(port))
    case .unix: true
    }
  }
}

extension Config.LogLevel {
  var minimum: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}

/// SIGTERM, SIGINT and SIGHUP, turned into something to await.
private enum Signals {
  /// A server started with `nohup` has to outlive the terminal, so SIGHUP stays ignored there.
  private static let numbers = [SIGTERM, SIGINT] + (isIgnored(SIGHUP) ? [] : [SIGHUP])

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  static func wait() async {
    for number in numbers { signal(number, SIG_IGN) }
    // Writing to a peer that has gone is an error of that write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let sources = numbers.map { number in
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    for await _ in stream { break }
    for source in sources { source.cancel() }
  }

  static func exitOnNext() {
    for number in numbers { signal(number) { _ in _exit(1) } }
  }
}
