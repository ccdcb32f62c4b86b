import Care
import Core
import Foundation
import Mail
import Synchronization

/// What staff see of the place at one glance.
struct OverviewService: Sendable {
  let config: Config
  let online: OnlineMembers
  let figures: ServerFigures
  let cases: CaseService
  let checks: CheckService
  let rows: OperationsRepository
  let records: BackupRecordRepository
  let appeals: AppealService
  let letters: LetterRepository
  private let cache = CountCache()

  init(
    _ config: Config, _ rows: OperationsRepository, _ records: BackupRecordRepository, online: OnlineMembers, figures: ServerFigures,
    cases: CaseService, appeals: AppealService, letters: LetterRepository, checks: CheckService
  ) {
    (self.config, self.rows, self.records, self.online, self.figures) = (config, rows, records, online, figures)
    (self.cases, self.appeals, self.letters, self.checks) = (cases, appeals, letters, checks)
  }

  func overview(_ scope: Scope) async throws -> Overview {
    let member = try scope.requireMember(.moderate)
    let counts = try await counts(at: scope.now)
    let here = online.all
    return Overview(
      at: scope.now, node: figures.node, version: figures.version, uptime: figures.startedAt.map { scope.now - $0 },
      people: counts.people,
      // Other nodes do not tell how many they have.
      sockets: config[ServerSettings.redisURL] == nil ? figures.counters?.sockets : nil,
      members: here.count, rooms: Set(here.values.flatMap(\.rooms)).count, messages: counts.messages,
      openCases: try await cases.openCount(of: member, at: scope.now),
      openAppeals: try await appeals.openCount(for: member),
      machine: member.permissions.contains(.admin) ? try await machine(at: scope.now) : nil)
  }

  private func machine(at now: Timestamp) async throws -> Overview.Machine {
    let all = await checks.all(at: now)
    return Overview.Machine(
      databaseKind: rows.databaseKind, databaseBytes: try await bytes(), queuedWrites: rows.queuedWrites,
      commits: rows.commits, slowStatements: rows.slowStatements, disk: DiskSpace(of: config[ServerSettings.dataFolder]),
      backup: try await records.record(),
      hasMail: config[ServerSettings.smtpURL] != nil, mail: try await letters.figures(at: now), jobs: figures.jobs,
      checks: Check.State.allCases.reversed().flatMap { state in all.filter { $0.state == state } })
  }

  /// The write-ahead log included.
  private func bytes() async throws -> Int64? {
    guard case .sqlite(let path) = config[ServerSettings.database] else { return try await rows.databaseBytes() }
    let sizes = [path, path + "-wal"].compactMap { (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? NSNumber)?.int64Value }
    return sizes.isEmpty ? nil : sizes.reduce(0, +)
  }

  /// Counting walks tables: everybody who asks within ten seconds gets the same numbers.
  private func counts(at now: Timestamp) async throws -> CountCache.Counts {
    if let counts = cache.counts(at: now) { return counts }
    let counts = CountCache.Counts(at: now, people: try await rows.people(at: now), messages: try await rows.messages(at: now))
    cache.keep(counts)
    return counts
  }
}

private final class CountCache: Sendable {
  struct Counts: Sendable {
    let at: Timestamp
    let people: Overview.People
    let messages: Overview.Messages
  }

  private let kept = Mutex<Counts?>(nil)

  func counts(at now: Timestamp) -> Counts? {
    kept.withLock { counts in counts.flatMap { now - $0.at < .seconds(10) ? $0 : nil } }
  }

  func keep(_ counts: Counts) { kept.withLock { $0 = counts } }
}
