import CSandbox
import Glibc

/// One running worker process, with the socket it is spoken to through. Used by one thread.
struct WorkerProcess: ~Copyable {
  /// Why none could be started.
  struct Failure: Error, CustomStringConvertible {
    let call: String
    let errno: Int32
    var description: String { "\(call): \(String(cString: strerror(errno)))" }
  }

  let id: pid_t
  /// Readable when the worker has answered or has ended.
  let socket: Int32

  /// - Parameter folder: where it runs; all it reads and writes for its jobs lies below.
  init(executable: String, folder: String) throws(Failure) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Failure(call: "socketpair", errno: Glibc.errno)
    }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    _ = neo_sandbox_spawn_in(&actions, folder)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, which its ffmpeg belongs to; no signal blocked, and none ignored because the server ignores it.
    posix_spawnattr_setpgroup(&attributes, 0)
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    // Nothing of the server's environment: it holds secrets. One arena keeps the address space small. A build that measures coverage would
    // leave its counts in the folder.
    let environment = [
      "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "MALLOC_ARENA_MAX=1", "VIPS_WARNING=0", "LLVM_PROFILE_FILE=/dev/null",
    ]
    var pid = pid_t()
    let code = Self.withPointers([executable]) { arguments in
      Self.withPointers(environment) { posix_spawn(&pid, executable, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else {
      close(ends[0])
      throw Failure(call: "posix_spawn \(executable)", errno: code)
    }
    id = pid
    socket = ends[0]
  }

  /// Kills it with all it has started, and waits until they are gone. Its ffmpeg is a child of this process by then, see `MediaWorkers`.
  deinit {
    kill(-id, SIGKILL)
    var status: Int32 = 0
    while waitpid(-id, &status, 0) > 0 || Glibc.errno == EINTR {}
    close(socket)
  }

  /// False if the worker has ended.
  func send(_ line: String) -> Bool {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0 && Glibc.errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// The next line without its line feed; nil if the worker ended, said too much, or said nothing in that time.
  func receive(within limit: Duration) -> String? {
    let deadline = ContinuousClock.now + limit
    var line: [UInt8] = []
    while line.count < MediaLine.longest {
      let left = deadline - .now
      guard left > .zero else { return nil }
      var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let ready = poll(&poller, 1, Int32(left / .milliseconds(1)) + 1)
      if ready < 0 && Glibc.errno == EINTR { continue }
      guard ready > 0 else { return nil }
      var piece = [UInt8](repeating: 0, count: 1_024)
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      line += piece.prefix(count)
      // It answers one job at a time, so nothing follows the line feed.
      if line.last == 0x0A { return String(validating: line.dropLast(), as: UTF8.self) }
    }
    return nil
  }

  private static func withPointers<Result>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
