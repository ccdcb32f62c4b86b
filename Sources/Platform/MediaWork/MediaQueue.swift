/// Who is served and who waits. A pure value.
///
/// Each file belongs to somebody, and nobody can keep others away: who has nothing at work comes before those who have, and who has nothing
/// at all finds a place when the others' are taken, up to as many places again.
struct MediaQueue<Job> {
  private struct Waiting {
    let job: Job
    let owner: Int64
  }

  let workers: Int
  /// How many may wait.
  let places: Int
  private var line: [Waiting] = []
  /// The owners of what is being worked on.
  private var served: [Int64] = []

  init(workers: Int, places: Int) {
    self.workers = workers
    self.places = places
  }

  var running: Int { served.count }
  var waiting: Int { line.count }

  /// False if as many wait as may.
  mutating func add(_ job: Job, of owner: Int64) -> Bool {
    let hasNone = !served.contains(owner) && !line.contains { $0.owner == owner }
    guard running + waiting < workers + (hasNone ? 2 * places : places) else { return false }
    line.append(Waiting(job: job, owner: owner))
    return true
  }

  /// The job whose turn it is, for a worker that is free.
  mutating func next() -> (job: Job, owner: Int64)? {
    guard running < workers, !line.isEmpty else { return nil }
    let waiting = line.remove(at: line.firstIndex { !served.contains($0.owner) } ?? 0)
    served.append(waiting.owner)
    return (waiting.job, waiting.owner)
  }

  /// A job of the owner's is done.
  mutating func finished(_ owner: Int64) {
    if let place = served.firstIndex(of: owner) { served.remove(at: place) }
  }

  /// All who wait, when the workers stop.
  mutating func drain() -> [Job] {
    defer { line = [] }
    return line.map(\.job)
  }
}
