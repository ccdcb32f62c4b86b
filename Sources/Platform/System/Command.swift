import CSandbox
import Glibc

/// A program of this system, run to its end, with an empty input. It gets none of our open files. Blocks its thread.
///
/// Not Foundation's `Process`: it reads past the end of the list of open files when it starts a program, which now and then ends a server that
/// has many open.
public struct Command: Sendable {
  private let words: [String]
  private let secrets: [String]
  private let showsMessages: Bool

  /// - Parameters:
  ///   - program: is looked for in PATH.
  ///   - secrets: for its environment, as `NAME=value`. Arguments are everybody's to read, the environment is not.
  ///   - showsMessages: Whether what it writes to its standard error goes to ours.
  public init(_ program: String, _ arguments: [String], secrets: [String] = [], showsMessages: Bool = true) {
    words = [program] + arguments
    (self.secrets, self.showsMessages) = (secrets, showsMessages)
  }

  /// Calls `output` with what the program prints. Returns the exit status: 127 if the program does not exist, -1 if it did not start or was
  /// killed.
  @discardableResult
  public func run(_ output: ([UInt8]) -> Void = { _ in }) -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    defer { close(ends[0]) }
    guard let (pid, code) = start(printingTo: ends[1]) else {
      close(ends[1])
      return -1
    }
    close(ends[1])
    guard code == 0 else { return code == ENOENT ? 127 : -1 }
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

  private func start(printingTo output: Int32) -> (pid: pid_t, code: Int32)? {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    if !showsMessages { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    guard neo_sandbox_spawn_closing(&actions) == 0 else { return nil }
    var inherited: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    let names = secrets.map { $0.prefix { $0 != "=" } + "=" }
    while let entry = next.pointee {
      if !names.contains(where: { strncmp(entry, String($0), $0.utf8.count) == 0 }) { inherited.append(entry) }
      next += 1
    }
    let (arguments, own) = (words.map { strdup($0) }, secrets.map { strdup($0) })
    defer { for pointer in arguments + own { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, words[0], &actions, nil, arguments + [nil], own + inherited + [nil])
    return (pid, code)
  }
}
