import Core
import Synchronization
import Telemetry

/// Limits the log lines of refused requests per address and second. The rest is counted and becomes one line after the second, so that a
/// flood costs less to refuse than to send.
final class RefusalLines: Sendable {
  static let perSecond = 20
  /// Addresses counted at once. Further ones share one count.
  static let mostAddresses = 10_000

  private struct Second {
    var start = Timestamp(microseconds: .min)
    var lines: [ClientNetwork: Int] = [:]
    var unwritten: [ClientNetwork: Int] = [:]
  }

  private let log: Logger
  private let second = Mutex(Second())

  init(log: Logger) { self.log = log }

  /// Whether this refusal gets its own line.
  func admit(from address: String, at now: Timestamp) -> Bool {
    let network = ClientNetwork(address)
    let (isWritten, isFirst, sums) = second.withLock { second -> (Bool, Bool, [ClientNetwork: Int]) in
      var sums: [ClientNetwork: Int] = [:]
      if now < second.start || now >= second.start + .seconds(1) {
        sums = second.unwritten
        second = Second(start: now)
      }
      let key = second.lines[network] == nil && second.lines.count >= Self.mostAddresses ? "other addresses" : network
      second.lines[key, default: 0] += 1
      guard second.lines[key, default: 0] > Self.perSecond else { return (true, false, sums) }
      second.unwritten[key, default: 0] += 1
      return (false, second.unwritten.count == 1 && second.unwritten[key] == 1, sums)
    }
    write(sums)
    // If the flood stops within this second, no later request writes its sum.
    if isFirst { Task { [self] in await writeLater(now) } }
    return isWritten
  }

  private func writeLater(_ start: Timestamp) async {
    try? await Task.sleep(for: .seconds(1))
    write(
      second.withLock { second in
        defer { second.unwritten = [:] }
        return second.unwritten
      })
  }

  private func write(_ sums: [ClientNetwork: Int]) {
    for (network, count) in sums {
      log.info("requests refused", ["address": network.description, "count": count])
    }
  }
}
