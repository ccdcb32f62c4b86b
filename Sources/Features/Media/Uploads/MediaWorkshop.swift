import Core
import Glibc
import MediaWork
import Synchronization
import System
import Telemetry

/// The worker processes of a running server. A command has none.
final class MediaWorkshop: Sendable {
  private let log: Logger
  private let settings: MediaWorkers.Settings
  private let workers = Mutex<MediaWorkers?>(nil)

  /// - Parameters:
  ///   - executable: nil for `neospace-media` beside this program.
  ///   - folder: where the workplaces of uploads are.
  init(executable: String?, folder: String, log: Logger) {
    settings = MediaWorkers.Settings(executable: executable ?? Self.besideThisProgram, folder: folder)
    self.log = log
  }

  private static let besideThisProgram: String = {
    let own = (try? DurableFiles.target(ofLink: "/proc/self/exe")) ?? "./neospace"
    return String(own[...(own.lastIndex(of: "/") ?? own.startIndex)]) + "neospace-media"
  }()

  func start() throws {
    let started = try MediaWorkers(settings, log: log)
    workers.withLock { $0 = started }
  }

  func stop() {
    let running = workers.withLock { workers in
      defer { workers = nil }
      return workers
    }
    running?.stop()
  }

  /// Works through an upload. `UNAVAILABLE` when too many wait, `VALIDATION_ERROR` naming `file` when the file is refused.
  func work(on received: ReceivedMedia, of owner: UserID) async throws(AppError) -> MediaShape {
    guard let workers = workers.withLock({ $0 }) else { throw Self.unavailable }
    let result: MediaResult
    do throws(MediaWorkers.Failure) {
      result = try await workers.work(on: received.format, in: received.workplace.name, of: owner.rawValue)
    } catch {
      throw error == .full ? Self.full : Self.unavailable
    }
    switch result {
    case .image(let width, let height, let frames): return MediaShape(kind: .image, width: width, height: height, frames: frames)
    case .audio(let milliseconds, let waveform): return MediaShape(kind: .audio, milliseconds: milliseconds, waveform: waveform)
    case .refused(.noRoom): throw AppError.noRoomForFiles
    case .refused(let refusal): throw .validation("file", refusal.message)
    }
  }

  /// Jobs at work, and those that wait.
  var load: (running: Int, waiting: Int) { workers.withLock { $0?.load } ?? (0, 0) }

  private static let full = AppError(.unavailable, "Too many files are being worked on. Try again in a moment", retryAfter: .seconds(5))
  private static let unavailable = AppError(.unavailable, "Files cannot be taken right now", retryAfter: .seconds(30))
}

extension AppError {
  /// A disk that is full or read-only is told as such; all else that a disk refuses is a fault of the server.
  init(answeringFile error: any Error) {
    guard let failure = error as? FileFailure, failure.isUnwritable else {
      self = AppError(answering: error)
      return
    }
    self = .noRoomForFiles
  }

  static let noRoomForFiles = AppError(.unavailable, "The server has no room for more files right now", retryAfter: .seconds(60))
}
