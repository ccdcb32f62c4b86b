import Glibc
import Synchronization

/// Where any thread leaves jobs for the one thread that owns it.
final class JobInbox: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let owner = Atomic<UInt>(0)
  // Guarded by the mutex.
  private var jobs: [UnownedJob] = []
  private var isSleeping = false
  private var isWoken = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrival, nil)
  }

  deinit {
    pthread_cond_destroy(arrival)
    pthread_mutex_destroy(mutex)
    arrival.deallocate()
    mutex.deallocate()
  }

  /// Makes the calling thread the owner.
  func own() { owner.store(UInt(pthread_self()), ordering: .relaxed) }

  var isOwner: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

  func append(_ job: UnownedJob) {
    pthread_mutex_lock(mutex)
    jobs.append(job)
    let wakes = isSleeping
    isSleeping = false
    pthread_mutex_unlock(mutex)
    if wakes { pthread_cond_signal(arrival) }
  }

  /// Makes a waiting owner look around, jobs or not.
  func wake() {
    pthread_mutex_lock(mutex)
    isWoken = true
    isSleeping = false
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(arrival)
  }

  /// Moves what has arrived to the end of the queue.
  func take(into queue: inout JobQueue) {
    pthread_mutex_lock(mutex)
    queue.append(taking: &jobs)
    pthread_mutex_unlock(mutex)
  }

  /// Sleeps until something has arrived or `wake` was called since the last sleep.
  func sleep() {
    pthread_mutex_lock(mutex)
    while jobs.isEmpty, !isWoken {
      isSleeping = true
      pthread_cond_wait(arrival, mutex)
    }
    isSleeping = false
    isWoken = false
    pthread_mutex_unlock(mutex)
  }
}

/// Jobs in the order they became ready.
struct JobQueue {
  private var jobs: [UnownedJob] = []
  private var head = 0

  var isEmpty: Bool { head == jobs.count }

  mutating func append(_ job: UnownedJob) { jobs.append(job) }

  mutating func append(taking others: inout [UnownedJob]) {
    if isEmpty {
      jobs.removeAll(keepingCapacity: true)
      head = 0
      swap(&jobs, &others)
    } else {
      jobs.append(contentsOf: others)
      others.removeAll(keepingCapacity: true)
    }
  }

  mutating func next() -> UnownedJob? {
    guard head < jobs.count else { return nil }
    defer { head += 1 }
    return jobs[head]
  }
}
