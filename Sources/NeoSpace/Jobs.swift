import Accounts
import Chat
import Core
import Downloads
import Synchronization
import Tasks
import Telemetry

/// What the server does on its own while it runs. A job that fails is logged and tried again at its next turn.
final class Jobs: Sendable {
  private let house: House
  private let publisher: any EventPublisher
  private let logger: Logger
  private let tasks = Mutex<[Task<Void, Never>]>([])

  init(house: House, publisher: any EventPublisher, logger: Logger) {
    self.house = house
    self.publisher = publisher
    self.logger = logger
  }

  func start() {
    var running = [
      repeating("write_last_seen", every: .seconds(5)) { [house] in try await house.accounts.writeLastSeen() },
      repeating("forget_old_answers", every: .seconds(600)) { [house] in try await Self.forgetOldAnswers(house) },
      repeating("erase_old_tokens", every: .seconds(3_600)) { [house] in try await Self.eraseOldTokens(house) },
      repeating("erase_old_tasks", every: .seconds(3_600)) { [house] in try await Self.eraseOldTasks(house) },
      repeating("complete_departures", every: .seconds(300), atOnce: true) { [house, publisher] in
        try await Self.completeDepartures(house, publisher)
      },
    ]
    if let age = house.config.archiveAfter {
      running.append(repeating("archive_messages", every: .seconds(3_600), atOnce: true) { [house] in try await Self.archive(house, age) })
    }
    tasks.withLock { [running] in $0 = running }
  }

  /// Ends the jobs; what they had still to write is written.
  func stop() async {
    for task in tasks.withLock({
      let running = $0; $0 = []; return running
    }) { task.cancel() }
    await attempt("write_last_seen") { [house] in try await house.accounts.writeLastSeen() }
  }

  private func repeating(
    _ name: String, every interval: Duration, atOnce: Bool = false, _ job: @escaping @Sendable () async throws -> Void
  ) -> Task<Void, Never> {
    Task {
      if atOnce { await attempt(name, job) }
      while true {
        do { try await Task.sleep(for: interval) } catch { return }
        await attempt(name, job)
      }
    }
  }

  private func attempt(_ name: String, _ job: @Sendable () async throws -> Void) async {
    do { try await job() } catch { logger.error("job_failed", ["job": name, "error": "\(error)"]) }
  }

  private static func completeDepartures(_ house: House, _ publisher: any EventPublisher) async throws {
    let scope = house.systemScope()
    defer { publisher.publish(scope.outbox) }
    try await house.completeDepartures(scope)
  }

  private static func archive(_ house: House, _ age: Duration) async throws {
    let scope = house.systemScope()
    try await house.chat.archive.archive(scope, writtenBefore: scope.now - age)
  }

  /// In small bites, so that no writer waits long.
  private static func forgetOldAnswers(_ house: House) async throws {
    let replays = ReplayRepository()
    while try await house.work.transaction({ try await replays.forgetOld(now: .systemNow(), in: $0) }) > 0 {}
  }

  private static func eraseOldTokens(_ house: House) async throws {
    while try await house.downloads.downloads.eraseOld(house.systemScope()) > 0 {}
  }

  private static func eraseOldTasks(_ house: House) async throws {
    while try await house.tasks.tasks.eraseOld(house.systemScope()) > 0 {}
  }
}
