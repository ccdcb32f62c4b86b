import Foundation
import NeoSpace

/// `neospace`: the command line. Exit status 0 if the command succeeded, 1 if it failed, 2 if the arguments are wrong.
@main struct Command {
  /// A core file would hold what members say in conversations, and the keys. `prlimit` can raise the limit again, to look into a crash.
  private static func writeNoCoreFiles() {
    let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    var limits = rlimit()
    guard getrlimit(core, &limits) == 0 else { return }
    limits.rlim_cur = 0
    setrlimit(core, &limits)
  }

  static func main() async {
    // Only the owner may read what this process writes: databases, backups, keys.
    umask(0o077)
    writeNoCoreFiles()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      let invocation = try Invocation(arguments)
      exit(try await invocation.run(environment: ProcessInfo.processInfo.environment))
    } catch let mistake as UsageError {
      FileHandle.standardError.write(Data("neospace: \(mistake.description)\n\n\(Invocation.usage)".utf8))
      exit(2)
    } catch {
      FileHandle.standardError.write(Data("neospace: \(error)\n".utf8))
      exit(1)
    }
  }
}
