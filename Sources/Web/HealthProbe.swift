import Telemetry

/// The state of the database.
public enum DatabaseState: String, CaseIterable, Sendable {
  case connected, disconnected
  /// It answers, but cannot be written.
  case readOnly = "read_only"
}

/// Asks the database whether it works, with a time limit.
struct HealthProbe: Sendable {
  private let question: TimedQuestion<DatabaseState>

  /// - Parameter ask: throws when the database does not answer.
  init(limit: Duration = .seconds(2), ask: @escaping @Sendable () async throws -> DatabaseState) {
    question = TimedQuestion(limit: limit, otherwise: .disconnected, ask: ask)
  }

  /// `disconnected` when no answer came in time.
  func state() async -> DatabaseState { await question.answer() }
}
