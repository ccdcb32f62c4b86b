/// What has come of one answer so far, and what is to be done about it: a value without I/O.
///
/// Bytes are kept up to `capacity`; what comes then stays with the other side until half has been taken.
struct FetchState {
  enum Taken: Equatable {
    /// What had come, all of it. `resumes`: there is room again, and the transfer is waiting for it.
    case bytes([UInt8], resumes: Bool)
    case end
    case failed(TransferError)
    /// Nothing yet.
    case nothing
  }

  static let capacity = 1 << 20

  private(set) var reader = HeadReader()
  private var pending: [UInt8] = []
  private var isPaused = false
  private var outcome: Result<Void, TransferError>?

  /// The head, or why there will be none; nil while it is on its way.
  var head: Result<FetchHead, TransferError>? {
    if let head = reader.head { return .success(head) }
    return switch outcome {
    case nil: nil
    case .failure(let error)?: .failure(error)
    case .success?: .failure(.failed("an answer without a head"))
    }
  }

  /// Whether the body has begun or the transfer is over: a failure before the first byte is a failure of the whole.
  var beginning: Result<Void, TransferError>? {
    if !pending.isEmpty { return .success(()) }
    return outcome
  }

  mutating func line(_ line: some Collection<UInt8>) -> Bool { reader.take(line) }

  mutating func received(_ bytes: UnsafeRawBufferPointer) -> TransferFlow {
    guard pending.count + bytes.count <= Self.capacity || pending.isEmpty else {
      isPaused = true
      return .pause
    }
    pending.append(contentsOf: bytes)
    return .goOn
  }

  mutating func ended(_ outcome: Result<Void, TransferError>) {
    if self.outcome == nil { self.outcome = outcome }
  }

  mutating func take() -> Taken {
    if !pending.isEmpty {
      defer {
        pending = []
        isPaused = false
      }
      return .bytes(pending, resumes: isPaused && outcome == nil)
    }
    return switch outcome {
    case nil: .nothing
    case .success?: .end
    case .failure(let error)?: .failed(error)
    }
  }
}
