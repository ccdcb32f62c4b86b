import Composition
import Core
import SQL
import Synchronization
import Telemetry

/// Runs what features and the house do on their own. A job that fails is logged and tried again at its next turn.
final class Jobs: Sendable {
  private let house: House
  private let jobs: [Job]
  private let publisher: any EventPublisher
  private let logger: Logger
  private let running = Mutex<[Task<Void, Never>]>([])

  private static let answersTurn = Duration.seconds(600)

  init(house: House, backups: ScheduledBackups, publisher: any EventPublisher, logger: Logger) {
    self.house = house
    jobs =
      house.features.flatMap { feature in
        feature.jobs(house.config).map { $0.belonging(to: type(of: feature).featureSwitch) }
      } + Self.ofTheHouse(house)
      + [Job("make_backups", every: ScheduledBackups.turn, start: .atOnce) { try await backups.run($0) }]
    self.publisher = publisher
    self.logger = logger
  }

  private static func ofTheHouse(_ house: House) -> [Job] {
    let replays = ReplayRepository()
    return [
      Job("forget_old_answers", every: answersTurn) { [house] scope in
        while try await house.work.transaction({ try await replays.forgetOld(now: scope.now, in: $0) }) > 0 {}
        try await forgetTooManyAnswers(house, scope, replays)
      },
      Job("erase_remains", every: .seconds(60)) { [house] _ in try await house.database.eraseRemains() },
      Job("complete_departures", every: .seconds(300), start: .atOnce) { [house] in try await house.completeDepartures($0) },
    ]
  }

  /// Bounds what one member's answers weigh. Who stays under 128 KiB in each turn remembers at most 18 MiB in the 24 hours.
  private static func forgetTooManyAnswers(_ house: House, _ scope: Scope, _ replays: ReplayRepository) async throws {
    let since = scope.now - answersTurn
    for user in try await house.database.read({ try await replays.busy(since: since, bytes: 128 * 1_024, in: $0) }) {
      guard let time = try await house.database.read({ try await replays.excess(of: user, in: $0) }) else { continue }
      while try await house.work.transaction({ try await replays.forget(answersOf: user, upTo: time, in: $0) }) > 0 {}
    }
  }

  func start() {
    let tasks = jobs.map { job in Task { await repeated(job) } }
    running.withLock { $0 = tasks }
  }

  /// Ends the jobs; what they had still to write is written.
  func stop() async {
    let tasks = running.withLock { running in
      defer { running = [] }
      return running
    }
    for task in tasks { task.cancel() }
    for job in jobs where job.runsBeforeStop { await attempt(job) }
  }

  private func repeated(_ job: Job) async {
    if job.start == .atOnce { await attempt(job) }
    while true {
      do { try await Task.sleep(for: job.interval) } catch { return }
      await attempt(job)
    }
  }

  /// Runs an endless job until the mode of the site, or the switch of its feature, stops it.
  private func runUntilStopped(_ job: Job, _ scope: Scope) async throws {
    try await withThrowingTaskGroup(of: Void.self) { [house, publisher] group in
      group.addTask { try await job.run(scope, publisher) }
      group.addTask {
        while !job.isStopped(by: house.site.gate) { try await Task.sleep(for: .seconds(1)) }
        throw CancellationError()
      }
      defer { group.cancelAll() }
      do { try await group.next() } catch is CancellationError {}
    }
  }

  private func attempt(_ job: Job) async {
    guard !job.isStopped(by: house.site.gate) else { return }
    let scope = house.systemScope()
    var failure: String?
    do {
      if job.isEndless { try await runUntilStopped(job, scope) } else { try await job.run(scope, publisher) }
    } catch {
      failure = "\(error)"
      logger.error("job_failed", ["job": job.name, "error": "\(error)"])
    }
    house.figures.ran(job.name, from: scope.now, to: .systemNow(), error: failure)
    publisher.publish(scope.outbox)
  }
}
