import CSandbox
import Glibc
import Synchronization
import System
import Telemetry

/// Worker processes that decode members' files, each watched by a thread: it gives the process one job at a time, kills it when it takes too
/// long, and starts another at once when it has ended. Safe from any thread.
public final class MediaWorkers: Sendable {
  public struct Settings: Sendable {
    /// The path of `neospace-media`.
    public var executable: String
    /// Where the workers run, and where the folders of their jobs lie.
    public var folder: String
    public var workers = 2
    /// How many jobs may wait for a worker; twice as many if they are of owners who have one each.
    public var places = 16
    public var imageLimit = Duration.seconds(10)
    public var audioLimit = Duration.seconds(45)

    public init(executable: String, folder: String) {
      self.executable = executable
      self.folder = folder
    }
  }

  public enum Failure: Error, Equatable, Sendable {
    /// As many jobs wait as may.
    case full
    /// No worker can be started, or the workers were stopped.
    case unavailable
  }

  private typealias Answer = Result<MediaResult, Failure>

  private struct Waiting: Sendable {
    let job: MediaLine.Job
    let owner: Int64
    let answer: CheckedContinuation<Answer, Never>
  }

  private struct State {
    var queue: MediaQueue<Waiting>
    var processes: [Int: pid_t] = [:]
    var isStopped = false
    /// Whether an operator has been told that this system confines workers less than it might.
    var hasWarned = false
  }

  /// How long a worker may take to start.
  private static let startLimit = Duration.seconds(30)
  /// The longest pause between attempts to start one.
  private static let longestPause = Duration.seconds(60)

  private let settings: Settings
  private let log: Logger
  private let state: Mutex<State>
  private let bell = JobBell()

  /// Starts the threads, and they start the workers. The threads keep this object until `stop`.
  public init(_ settings: Settings, log: Logger) throws(BlockingThread.Failure) {
    self.settings = settings
    self.log = log
    state = Mutex(State(queue: MediaQueue(workers: settings.workers, places: settings.places)))
    // So that a worker's ffmpeg can be waited for when the worker was killed. Without it, that is left to process 1.
    _ = neo_sandbox_adopt_orphans()
    for index in 0..<settings.workers { try BlockingThread.start { self.serve(index) } }
  }

  /// The process ids of the running workers.
  public var processes: [pid_t] { state.withLock { Array($0.processes.values) } }
  /// Jobs being worked on, and those that wait.
  public var load: (running: Int, waiting: Int) { state.withLock { ($0.queue.running, $0.queue.waiting) } }

  /// Works through the file `source` in a folder, which receives the results. The folder is the caller's to remove.
  ///
  /// - Parameters:
  ///   - folder: a path from `Settings.folder` on.
  ///   - owner: whose file it is. Nobody takes all workers while others wait.
  public func work(on format: MediaFormat, in folder: String, of owner: Int64) async throws(Failure) -> MediaResult {
    let answer: Answer = await withCheckedContinuation { continuation in
      let refusal: Failure? = state.withLock { state in
        if state.isStopped { return .unavailable }
        let waiting = Waiting(job: MediaLine.Job(format: format, folder: folder), owner: owner, answer: continuation)
        return state.queue.add(waiting, of: owner) ? nil : .full
      }
      if let refusal { continuation.resume(returning: .failure(refusal)) } else { bell.ring(1) }
    }
    return try answer.get()
  }

  /// Ends the workers. What waits fails; what is being worked on is finished first.
  public func stop() {
    let left = state.withLock { state in
      state.isStopped = true
      return state.queue.drain()
    }
    for waiting in left { waiting.answer.resume(returning: .failure(.unavailable)) }
    bell.ring(settings.workers)
  }

  /// A thread's whole life: one worker after another.
  private func serve(_ index: Int) {
    // Workers in a row that did not start, or ended although they had nothing to do.
    var failures = 0
    while !state.withLock({ $0.isStopped }) {
      var lost: Waiting?
      do throws(WorkerProcess.Failure) {
        let process = try WorkerProcess(executable: settings.executable, folder: settings.folder)
        if let started = process.receive(within: Self.startLimit).flatMap(MediaLine.Started.init(line:)) {
          warn(ofMissing: started.missing)
          state.withLock { $0.processes[index] = process.id }
          let (end, served) = use(process)
          lost = end
          failures = served > 0 || end != nil ? 0 : failures + 1
          state.withLock { $0.processes[index] = nil }
        } else {
          failures += 1
          log.error("media_worker_not_started", ["error": "it ended or did not answer"])
        }
      } catch {
        failures += 1
        log.error("media_worker_not_started", ["error": "\(error)"])
      }
      // The process is gone now, and writes no more into the folder that its upload is about to remove.
      lost?.answer.resume(returning: .success(.refused(.tooMuchWork)))
      // The first is replaced at once.
      if failures > 1 { pause(for: min(.seconds(1 << min(failures - 2, 6)), Self.longestPause)) }
    }
  }

  private func warn(ofMissing confinements: [MediaLine.Confinement]) {
    guard !confinements.isEmpty else { return }
    let isFirst = state.withLock { state in
      defer { state.hasWarned = true }
      return !state.hasWarned
    }
    if isFirst { log.warning("media_worker_less_confined", ["without": confinements.map(\.rawValue).joined(separator: ",")]) }
  }

  /// Gives it jobs until it has ended, was stopped, or has to be killed. Returns the job it had then, which is not answered yet, and how many
  /// it has answered.
  private func use(_ process: borrowing WorkerProcess) -> (lost: Waiting?, served: Int) {
    var served = 0
    while true {
      var pollers = [
        pollfd(fd: process.socket, events: Int16(POLLIN), revents: 0), pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&pollers, 2, -1) < 0 { continue }
      // It says nothing unless asked.
      if pollers[0].revents != 0 {
        log.warning("media_worker_ended", ["pid": "\(process.id)"])
        return (nil, served)
      }
      guard bell.hear() else { continue }
      let (waiting, isStopped) = state.withLock { ($0.queue.next()?.job, $0.isStopped) }
      if let waiting, !serve(waiting, with: process) {
        log.warning("media_worker_replaced", ["pid": "\(process.id)", "format": waiting.job.format.rawValue])
        return (waiting, served)
      }
      if waiting != nil { served += 1 }
      if isStopped { return (nil, served) }
    }
  }

  /// False if the worker has to be replaced; then the job is not answered.
  private func serve(_ waiting: Waiting, with process: borrowing WorkerProcess) -> Bool {
    let limit = waiting.job.format.kind == .image ? settings.imageLimit : settings.audioLimit
    let result = process.send(waiting.job.line) ? process.receive(within: limit).flatMap(MediaResult.init(line:)) : nil
    state.withLock { $0.queue.finished(waiting.owner) }
    guard let result else { return false }
    waiting.answer.resume(returning: .success(result))
    return true
  }

  /// Until the next attempt to start a worker. If no other runs, every job fails at once.
  private func pause(for time: Duration) {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end {
      if state.withLock({ $0.isStopped }) { return }
      guard state.withLock({ $0.processes.isEmpty }) else {
        usleep(100_000)
        continue
      }
      var poller = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&poller, 1, 100) > 0, bell.hear() else { continue }
      let waiting = state.withLock { state in
        let next = state.queue.next()
        if let next { state.queue.finished(next.owner) }
        return next?.job
      }
      waiting?.answer.resume(returning: .failure(.unavailable))
    }
  }
}
