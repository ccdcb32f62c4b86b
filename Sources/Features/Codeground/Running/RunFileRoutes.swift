import Core
import HTTP
import Web

/// `/run/lib/…`: what programs load. They run in documents without an origin, so these files are for everybody.
struct RunFileRoutes: Sendable {
  /// Our own runtimes.
  private let runtimes: StaticFiles
  /// Libraries of others.
  private let vendor: StaticFiles

  /// - Parameter folder: the folder of static files.
  init(_ folder: String) {
    runtimes = Self.files(folder + "/run/lib")
    vendor = Self.files(folder + "/vendor")
  }

  var routes: [Route] {
    [
      .library("/run/lib/vendor/{path...}", "A library that programs load") { [vendor] in vendor.answer($0, file: $1) },
      .library("/run/lib/{path...}", "A runtime that programs load") { [runtimes] in runtimes.answer($0, file: $1) },
    ]
  }

  /// A folder that is not there holds no files.
  private static func files(_ folder: String) -> StaticFiles {
    (try? StaticFiles(folder: folder)) ?? StaticFiles(contents: [:])
  }
}
