import Synchronization

/// One answer as it arrives: the loop's thread puts in, one task takes out.
final class FetchStream: TransferSink {
  private struct Shared {
    var state = FetchState()
    var peer: NetworkAddress?
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let shared = Mutex(Shared())

  // MARK: The loop's side

  func head(_ line: UnsafeRawBufferPointer, of handle: EasyHandle) -> Bool {
    change { shared in
      guard shared.state.line(line) else { return false }
      if shared.peer == nil { shared.peer = handle.peer }
      return true
    }
  }

  func body(_ bytes: UnsafeRawBufferPointer) -> TransferFlow { change { $0.state.received(bytes) } }

  func ended(_ outcome: Result<Void, TransferError>) { change { $0.state.ended(outcome) } }

  private func change<Result: Sendable>(_ body: (inout Shared) -> Result) -> Result {
    let (result, waiting) = shared.withLock { shared in
      let result = body(&shared)
      defer { shared.waiting = nil }
      return (result, shared.waiting)
    }
    waiting?.resume()
    return result
  }

  // MARK: The taker's side

  /// Where the head came from.
  var peer: NetworkAddress? { shared.withLock { $0.peer } }

  func head() async throws(TransferError) -> FetchHead { try await when { $0.head }.get() }

  /// Returns when the first byte of the body is there, or its end.
  func beginning() async throws(TransferError) { try await when { $0.beginning }.get() }

  func take() async -> FetchState.Taken {
    await when { state in
      let taken = state.take()
      return taken == .nothing ? nil : taken
    }
  }

  /// One task at a time.
  private func when<Value: Sendable>(_ find: (inout FetchState) -> Value?) async -> Value {
    while true {
      if let found = shared.withLock({ find(&$0.state) }) { return found }
      await withCheckedContinuation { continuation in
        let isThere = shared.withLock { shared in
          var copy = shared.state
          if find(&copy) != nil { return true }
          shared.waiting = continuation
          return false
        }
        if isThere { continuation.resume() }
      }
    }
  }
}
