import Core
import Synchronization

/// Asks the database whether it is there, and does not wait for ever.
struct HealthProbe: Sendable {
  /// Throws when the database does not answer.
  typealias Question = @Sendable () async throws -> Void

  let ask: Question
  let limit: Duration

  init(limit: Duration = .seconds(2), ask: @escaping Question) {
    self.ask = ask
    self.limit = limit
  }

  /// True when the answer came in time. A question that goes unanswered is cancelled and not waited for.
  func isHealthy() async -> Bool {
    let race = Race()
    // An embedded database answers before this returns; only when it does not, a timer is worth its price.
    let question = Task.immediate {
      do {
        try await ask()
        race.finish(true)
      } catch {
        race.finish(false)
      }
    }
    if let result = race.result { return result }
    let timer = Task {
      try await Task.sleep(for: limit)
      race.finish(false)
      question.cancel()
    }
    defer { timer.cancel() }
    return await race.outcome()
  }
}

/// The first of several results, awaited by one.
private final class Race: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Bool, Never>)
    case finished(Bool)
  }

  private let state = Mutex(State.open)

  var result: Bool? {
    state.withLock { if case .finished(let result) = $0 { result } else { nil } }
  }

  func finish(_ result: Bool) {
    let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
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

  func outcome() async -> Bool {
    await withCheckedContinuation { continuation in
      let result: Bool? = state.withLock { state in
        if case .finished(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
