import Core
import System
import Telemetry

/// Opens the store and starts the workers when the server starts. If the disk is full or read-only then, uploads get 503 and each of them
/// tries again, while everything else works.
actor MediaOpening {
  private let log: Logger
  private let open: @Sendable () async throws -> Void
  private var isOpen = false
  private var attempt: Task<Void, any Error>?

  init(log: Logger, open: @escaping @Sendable () async throws -> Void) {
    self.log = log
    self.open = open
  }

  /// Throws what an operator has to mend before the server can start.
  func start() async throws {
    do { try await opened() } catch let failure as FileFailure where failure.isUnwritable {
      log.error("media_folder_not_writable", ["error": "\(failure)"])
    }
  }

  /// `UNAVAILABLE` if uploads cannot be taken.
  func beforeUpload() async throws(AppError) {
    if isOpen { return }
    do { try await opened() } catch { throw AppError(answeringFile: error) }
  }

  private func opened() async throws {
    // A call during an attempt waits for its result.
    let attempt = attempt ?? Task { [open] in try await open() }
    self.attempt = attempt
    let result = await attempt.result
    if self.attempt == attempt { self.attempt = nil }
    try result.get()
    isOpen = true
  }
}
