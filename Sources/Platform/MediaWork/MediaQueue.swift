/// Who is served and who waits. A pure value.
struct MediaQueue<Job> {
  let workers: Int
  /// How many may wait.
  let places: Int
  private(set) var waiting: [Job] = []
  private(set) var running = 0

  init(workers: Int, places: Int) {
    self.workers = workers
    self.places = places
  }

  /// False if as many wait as may.
  mutating func add(_ job: Job) -> Bool {
    guard running + waiting.count < workers + places else { return false }
    waiting.append(job)
    return true
  }

  /// The job that has waited longest, for a worker that is free.
  mutating func next() -> Job? {
    guard running < workers, !waiting.isEmpty else { return nil }
    running += 1
    return waiting.removeFirst()
  }

  mutating func finished() { running -= 1 }

  /// All who wait, when the workers stop.
  mutating func drain() -> [Job] {
    defer { waiting = [] }
    return waiting
  }
}
