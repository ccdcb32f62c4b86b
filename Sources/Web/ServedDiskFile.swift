import Core
import Crypto
import Dispatch
import Encoding
import Engine
import Foundation
import HTTP
import Synchronization
import Telemetry

/// A file on this machine's disk. Its SHA-256 is computed once per version, away from the threads that serve requests.
public final class ServedDiskFile: ServedFile {
  private enum Digest {
    case computing
    case known(String)
  }

  private let file: DiskFile
  private let log: Logger
  private let digests = Mutex<(stamp: DiskFile.Stamp, digest: Digest)?>(nil)

  public init(path: String, log: Logger = .silent) {
    file = DiskFile(path: path)
    self.log = log
  }

  public var name: String { (file.path as NSString).lastPathComponent }

  public func answer(_ request: FileRequest) async throws(AppError) -> Response {
    do throws(DiskFile.Failure) { return try file.answer(request) } catch {
      log.error("download_file_unavailable", ["error": "\(error)"])
      throw AppError(.unavailable, "The file cannot be reached right now", retryAfter: .seconds(30))
    }
  }

  public func facts() async -> FileFacts? {
    guard let stamp = try? file.stamp() else { return nil }
    let digest = digest(of: stamp)
    return FileFacts(size: stamp.length, digest: digest, isDigestComing: digest == nil)
  }

  /// Nil until it has been computed; the first call starts that.
  private func digest(of stamp: DiskFile.Stamp) -> String? {
    let isNew = digests.withLock { digests in
      if digests?.stamp == stamp { return false }
      digests = (stamp, .computing)
      return true
    }
    if isNew { DispatchQueue.global(qos: .utility).async { self.compute(stamp) } }
    return digests.withLock { digests in
      if let digests, digests.stamp == stamp, case .known(let digest) = digests.digest { digest } else { nil }
    }
  }

  private func compute(_ stamp: DiskFile.Stamp) {
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: file.path))
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(Array(piece)) }
      let digest = Hex.encode(hash.digest())
      // The file may have changed meanwhile: then the digest is dropped.
      let isSame = (try? file.stamp()) == stamp
      digests.withLock { if $0?.stamp == stamp { $0 = isSame ? (stamp, .known(digest)) : nil } }
    } catch {
      log.error("download_file_unreadable", ["error": "\(error)"])
      digests.withLock { if $0?.stamp == stamp { $0 = nil } }
    }
  }
}
