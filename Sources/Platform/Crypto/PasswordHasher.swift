import Synchronization

/// Hashes and verifies passwords on its own threads, so that neither an event loop nor the cooperative pool ever waits for it.
///
/// Usable from any thread or task. `close()` ends the threads after what is queued; dropping the last reference does the same.
public final class PasswordHasher: Sendable {
  /// Why there is no answer.
  public enum Failure: Error, Hashable, Sendable {
    /// Too many are waiting; try again after that time.
    case busy(retryAfter: Duration)
    /// The hasher has been closed.
    case closed
    /// Memory is short.
    case impossible
  }

  /// What came of a verification.
  public enum Verdict: Hashable, Sendable {
    case wrong
    case right
    /// Right, but stored under a weaker or older scheme: hash the password again and store it.
    case rightButOutdated
  }

  /// How new hashes are made.
  public let scheme: PasswordScheme

  private let threads: HashingThreads
  private let concurrency: Int
  private let decoy: String
  /// Smoothed duration of one job in microseconds.
  private let pace = Atomic<Int>(20_000)

  /// Starts the threads. `queue` is how many may wait beyond those being worked on.
  public init(scheme: PasswordScheme = .standard, threads: Int = 2, queue: Int = 64) {
    self.scheme = scheme
    self.concurrency = max(threads, 1)
    self.threads = HashingThreads(threads: threads, capacity: queue)
    self.decoy = PasswordHashing.decoy(scheme)
  }

  deinit { threads.close() }

  /// Hashes a password.
  public func hash(_ password: String) async throws(Failure) -> String {
    let scheme = scheme
    guard let hash = try await work({ PasswordHashing.hash(Array(password.utf8), scheme) }) else { throw .impossible }
    return hash
  }

  /// Compares a password with a stored hash. Without one (unknown account) it does the same work and answers `wrong`.
  public func verify(_ password: String, against hash: String?) async throws(Failure) -> Verdict {
    let (scheme, decoy) = (scheme, decoy)
    return try await work {
      let stored = hash.flatMap(StoredHash.init)
      let matches = PasswordHashing.verify(Array(password.utf8), against: stored == nil ? decoy : hash ?? decoy)
      guard matches, let stored else { return .wrong }
      return stored.satisfies(scheme) ? .right : .rightButOutdated
    }
  }

  /// Whether a stored hash should be replaced at the next sign-in.
  public func isOutdated(_ hash: String) -> Bool { StoredHash(hash)?.satisfies(scheme) != true }

  /// How many jobs wait for a thread.
  public var waiting: Int { threads.waiting }

  /// Takes no more work and ends the threads once what is queued is done.
  public func close() { threads.close() }

  private func work<Answer: Sendable>(_ job: @escaping @Sendable () -> Answer) async throws(Failure) -> Answer {
    let outcome: Result<Answer, Failure> = await withCheckedContinuation { continuation in
      do throws(HashingThreads.Refusal) {
        try threads.submit { [self] in
          let clock = ContinuousClock()
          let start = clock.now
          let answer = job()
          let spent = clock.now - start
          pace.store((pace.load(ordering: .relaxed) * 7 + Int(spent / .microseconds(1))) / 8, ordering: .relaxed)
          continuation.resume(returning: .success(answer))
        }
      } catch {
        continuation.resume(returning: .failure(failure(error)))
      }
    }
    return try outcome.get()
  }

  private func failure(_ refusal: HashingThreads.Refusal) -> Failure {
    switch refusal {
    case .closed: .closed
    case .full(let ahead): .busy(retryAfter: max(.seconds(1), .microseconds(pace.load(ordering: .relaxed) * ahead / concurrency)))
    }
  }
}
