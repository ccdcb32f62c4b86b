import Synchronization

/// A question that may take long or get no answer, such as one to a database, asked with a time limit.
public struct TimedQuestion<Answer: Sendable>: Sendable {
  private let ask: @Sendable () async throws -> Answer
  private let limit: Duration
  private let fallback: Answer

  /// - Parameter fallback: the answer if there is none in time, or if `ask` throws.
  public init(limit: Duration, otherwise fallback: Answer, ask: @escaping @Sendable () async throws -> Answer) {
    (self.limit, self.fallback, self.ask) = (limit, fallback, ask)
  }

  /// When the time is over, the question is cancelled, without waiting for it.
  public func answer() async -> Answer {
    let race = Race<Answer>()
    // An embedded database answers before this returns. A timer is needed only if it does not.
    let question = Task.immediate {
      do { race.finish(try await ask()) } catch { race.finish(fallback) }
    }
    if let result = race.result { return result }
    let timer = Task {
      try await Task.sleep(for: limit)
      race.finish(fallback)
      question.cancel()
    }
    defer { timer.cancel() }
    return await race.outcome()
  }
}

/// The first of several results, awaited by one caller.
private final class Race<Answer: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Answer, Never>)
    case finished(Answer)
  }

  private let state = Mutex(State.open)

  var result: Answer? {
    state.withLock { if case .finished(let result) = $0 { result } else { nil } }
  }

  func finish(_ result: Answer) {
    let waiting: CheckedContinuation<Answer, Never>? = state.withLock { state in
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

  func outcome() async -> Answer {
    await withCheckedContinuation { continuation in
      let result: Answer? = state.withLock { state in
        if case .finished(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
