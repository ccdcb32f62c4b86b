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

  init(house: House, publisher: any EventPublisher, logger: Logger) {
    self.house = house
    jobs = house.features.flatMap { $0.jobs(house.config) } + Self.ofTheHouse(house)
    self.publisher = publisher
    self.logger = logger
  }

  private static func ofTheHouse(_ house: House) -> [Job] {
    let replays = ReplayRepository()
    return [
      .inBites("forget_old_answers", every: .seconds(600)) { [house] scope in
        try await house.work.transaction { try await replays.forgetOld(now: scope.now, in: $0) }
      },
      Job("erase_remains", every: .seconds(600)) { [house] _ in try await house.database.eraseRemains() },
      Job("complete_departures", every: .seconds(300), start: .atOnce) { [house] in try await house.completeDepartures($0) },
    ]
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

  private func attempt(_ job: Job) async {
    let scope = house.systemScope()
    do { try await job.run(scope) } catch { logger.error("job_failed", ["job": job.name, "error": "\(error)"]) }
    publisher.publish(scope.outbox)
  }
}
