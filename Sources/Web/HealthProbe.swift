import Core
import Synchronization

/// The state of the database.
public enum DatabaseState: String, CaseIterable, Sendable {
  case connected, disconnected
  /// It answers, but cannot be written.
  case readOnly = "read_only"
}

/// Asks the database whether it works, with a time limit.
struct HealthProbe: Sendable {
  /// Throws when the database does not answer.
  typealias Question = @Sendable () async throws -> DatabaseState

  let ask: Question
  let limit: Duration

  init(limit: Duration = .seconds(2), ask: @escaping Question) {
    self.ask = ask
    self.limit = limit
  }

  /// `disconnected` when no answer came in time. The question is then cancelled, without waiting for it.
  func state() async -> DatabaseState {
    let race = Race()
    // An embedded database answers before this returns. A timer is needed only if it does not.
    let question = Task.immediate {
      do {
        race.finish(try await ask())
      } catch {
        race.finish(.disconnected)
      }
    }
    if let result = race.result { return result }
    let timer = Task {
      try await Task.sleep(for: limit)
      race.finish(.disconnected)
      question.cancel()
    }
    defer { timer.cancel() }
    return await race.outcome()
  }
}

/// The first of several results, awaited by one caller.
private final class Race: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<DatabaseState, Never>)
    case finished(DatabaseState)
  }

  private let state = Mutex(State.open)

  var result: DatabaseState? {
    state.withLock { if case .finished(let result) = $0 { result } else { nil } }
  }

  func finish(_ result: DatabaseState) {
    let waiting: CheckedContinuation<DatabaseState, Never>? = state.withLock { state in
      switch state {
      case .open:
        state = .finished(result)
        return nil
      case .awaited(let continuation):
        state = .finished(result)
        return continuation
      case .finished: return nil
      }
    }
    waiting?.resume(returning: result)
  }

  func outcome() async -> DatabaseState {
    await withCheckedContinuation { continuation in
      let result: DatabaseState? = state.withLock { state in
        if case .finished(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
