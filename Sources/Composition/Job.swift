import Core

/// Work that the server repeats while it runs. A run that fails is logged, and the next turn tries again.
public struct Job: Sendable {
  public enum Start: Sendable {
    /// As soon as the server runs, then at every turn.
    case atOnce
    case afterFirstPause
  }

  /// As the log calls it: `erase_old_tasks`.
  public let name: String
  public let interval: Duration
  public let start: Start
  /// The server runs it once more before it stops.
  public let runsBeforeStop: Bool
  /// It writes nothing, so that it goes on while the site is read-only.
  public let onlyTells: Bool
  /// It goes on until its task is cancelled.
  public let isEndless: Bool
  /// What it is switched off with.
  public private(set) var feature: FeatureSwitch?
  /// The events of the scope's outbox are published after the run, also when it fails. A run that goes on as long as the server publishes by
  /// itself.
  public let run: @Sendable (Scope, any EventPublisher) async throws -> Void

  public init(
    _ name: String, every interval: Duration, start: Start = .afterFirstPause, runsBeforeStop: Bool = false,
    run: @escaping @Sendable (Scope) async throws -> Void
  ) {
    self.init(name, every: interval, start: start, runsBeforeStop: runsBeforeStop) { scope, _ in try await run(scope) }
  }

  private init(
    _ name: String, every interval: Duration, start: Start, runsBeforeStop: Bool,
    telling run: @escaping @Sendable (Scope, any EventPublisher) async throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.start = start
    self.runsBeforeStop = runsBeforeStop
    onlyTells = false
    isEndless = false
    self.run = run
  }

  /// A job that goes on until its task is cancelled. It starts with the server, and again after `pause` when it fails.
  public init(
    _ name: String, restartingAfter pause: Duration, onlyTells: Bool = false,
    run: @escaping @Sendable (any EventPublisher) async throws -> Void
  ) {
    self.onlyTells = onlyTells
    isEndless = true
    self.name = name
    interval = pause
    start = .atOnce
    runsBeforeStop = false
    self.run = { _, publisher in try await run(publisher) }
  }

  /// The job as part of a feature with this switch: it waits while that is off.
  public func belonging(to feature: FeatureSwitch?) -> Job {
    var copy = self
    copy.feature = feature
    return copy
  }

  /// Whether it waits for another mode, or for its feature.
  public func isStopped(by gate: SiteGate) -> Bool {
    gate.mode == .readOnly && !onlyTells || feature.map(gate.off.contains) ?? false
  }

  /// A job made of small bites, so that no writer waits long: `bite` is repeated until it finds nothing to do and returns 0.
  /// The events of each bite are published after it.
  public static func inBites(
    _ name: String, every interval: Duration, bite: @escaping @Sendable (Scope) async throws -> Int
  ) -> Job {
    Job(name, every: interval, start: .afterFirstPause, runsBeforeStop: false) { scope, publisher in
      while try await bite(scope) > 0 { publisher.publish(scope.outbox) }
    }
  }
}
