import CSandbox
import CVips
import Glibc
import MediaWork

/// `neospace-media`: decodes files of members for the server, in a process that can do nothing else. Its standard input is the socket to the
/// server; it ends when the server closes it, and is killed with its ffmpeg when that happens during a job.
@main
enum MediaWorker {
  /// Bytes of address space, for this process and for ffmpeg each.
  private static let memory: UInt64 = 512 << 20
  private static let largestFile: UInt64 = 64 << 20
  /// How much the server goes before this process and its ffmpeg where they compete for processors: messages do not wait for files.
  private static let niceness: Int32 = 5

  static func main() {
    guard isSocket(0) else {
      stop(2, "is started by the server, with a socket as its standard input")
    }
    _ = neo_sandbox_close_inherited()
    _ = nice(niceness)
    let started = MediaLine.Started(kept: confine())
    guard neo_vips_start() == 0, neo_sandbox_die_with(0) == 0, neo_sandbox_limits(memory, largestFile, 64) == 0 else {
      stop(1, "cannot start: \(String(cString: neo_vips_problem()))")
    }
    answer(started.line)
    while let line = nextLine() {
      guard let job = MediaLine.Job(line: line) else { _exit(1) }
      answer(result(of: job).line)
    }
    // Without the ends of libraries, which would write files.
    _exit(0)
  }

  /// Before any library has started a thread, which would stay outside. The network comes first: leaving it may take capabilities.
  private static func confine() -> Set<MediaLine.Confinement> {
    let steps: [(MediaLine.Confinement, () -> Int32)] = [
      (.network, neo_sandbox_leave_network), (.capabilities, neo_sandbox_drop_capabilities), (.files, neo_sandbox_keep_to_folder),
      (.calls, neo_sandbox_refuse_calls),
    ]
    return Set(steps.filter { $0.1() == 0 }.map(\.0))
  }

  private static func result(of job: MediaLine.Job) -> MediaResult {
    do throws(MediaRefusal) {
      switch job.format.kind {
      case .image: return try Picture(format: job.format, folder: job.folder).convert()
      case .audio: return try Sound(format: job.format, folder: job.folder).convert()
      }
    } catch {
      return .refused(isFull(job.folder) ? .noRoom : error)
    }
  }

  /// What failed may have failed for want of room: libraries and ffmpeg do not say.
  private static func isFull(_ folder: String) -> Bool {
    let path = "\(folder)/room"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return errno == ENOSPC || errno == EDQUOT }
    defer {
      close(descriptor)
      unlink(path)
    }
    // As much as a buffer that a library may not have been able to write.
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    return write(descriptor, bytes, bytes.count) < bytes.count
  }

  private static func stop(_ status: Int32, _ problem: String) -> Never {
    let bytes = Array("neospace-media \(problem)\n".utf8)
    _ = write(2, bytes, bytes.count)
    _exit(status)
  }

  private static func isSocket(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  /// Nil when the server has closed the socket.
  private static func nextLine() -> String? {
    var line: [UInt8] = []
    while line.count < MediaLine.longest {
      var piece = [UInt8](repeating: 0, count: 1_024)
      let count = read(0, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      line += piece.prefix(count)
      if line.last == 0x0A { return String(decoding: line.dropLast(), as: UTF8.self) }
    }
    return nil
  }

  private static func answer(_ line: String) {
    let bytes = Array(line.utf8)
    // A line is shorter than any socket's buffer.
    guard write(0, bytes, bytes.count) == bytes.count else { _exit(1) }
  }
}
