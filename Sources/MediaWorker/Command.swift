import Glibc

/// A program run to its end. It has the limits of this process.
struct Command {
  private let words: [String]

  /// The program is looked for in PATH.
  init(_ program: String, _ arguments: [String]) { words = [program] + arguments }

  /// Runs it with an empty input, and hands on what it prints. Returns its exit status, or -1 if it did not run or was killed.
  func run(_ output: ([UInt8]) -> Void) -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    // Its messages quote what strangers wrote.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let pointers = words.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, words[0], &actions, nil, pointers + [nil], environ)
    close(ends[1])
    guard code == 0 else { return -1 }
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      output(Array(piece.prefix(count)))
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    // As WIFEXITED and WEXITSTATUS, which are macros.
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }
}
