import CSQLite
import Foundation
import Synchronization

/// A disk that fails or stalls on demand, for databases whose path holds its name. Sits between SQLite and the file system of
/// the whole process; files of other names go straight through.
final class FaultyDisk: Sendable {
  let name = "faulty-" + UUID().uuidString
  private let writeResult = Atomic<Int32>(SQLITE_OK)
  private let syncResult = Atomic<Int32>(SQLITE_OK)
  private let stalled = Mutex(false)
  private let stalledSyncs = Atomic(0)

  init() {
    Self.install
    Self.disks.withLock { $0[name] = self }
  }

  /// What every write to the files returns instead of writing; `SQLITE_OK` for a healthy disk.
  func answerWrites(with code: Int32) { writeResult.store(code, ordering: .sequentiallyConsistent) }
  func answerSyncs(with code: Int32) { syncResult.store(code, ordering: .sequentiallyConsistent) }

  /// Lets every fsync wait until `resume`.
  func stall() { stalled.withLock { $0 = true } }
  func resume() { stalled.withLock { $0 = false } }

  /// Returns when an fsync hangs.
  func untilStalled() async throws {
    while stalledSyncs.load(ordering: .sequentiallyConsistent) == 0 { try await Task.sleep(for: .milliseconds(1)) }
  }

  private static let disks = Mutex<[String: FaultyDisk]>([:])
  private static let files = Mutex<[UInt: FaultyDisk]>([:])
  private struct Originals: @unchecked Sendable {
    var open:
      (
        @convention(c) (
          UnsafeMutablePointer<sqlite3_vfs>?, sqlite3_filename?, UnsafeMutablePointer<sqlite3_file>?, Int32, UnsafeMutablePointer<Int32>?
        ) -> Int32
      )!
    var methods: UnsafeMutablePointer<sqlite3_io_methods>!
    /// By the table it stands over: SQLite has several, all with the same write and sync.
    var faulty: [UInt: UnsafeMutablePointer<sqlite3_io_methods>] = [:]
  }
  private static let originals = Mutex(Originals())

  private static func disk(of file: UnsafeMutablePointer<sqlite3_file>?) -> FaultyDisk? {
    files.withLock { $0[UInt(bitPattern: file)] }
  }

  private static let install: Void = {
    let standard = sqlite3_vfs_find(nil)!
    let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    vfs.initialize(to: standard.pointee)
    vfs.pointee.zName = UnsafePointer(strdup("faulty"))
    originals.withLock { $0.open = standard.pointee.xOpen }
    vfs.pointee.xOpen = { vfs, path, file, flags, result in
      let code = FaultyDisk.originals.withLock { $0.open }!(vfs, path, file, flags, result)
      guard code == SQLITE_OK, let path, let file, let methods = file.pointee.pMethods else { return code }
      let name = String(cString: path)
      guard let disk = FaultyDisk.disks.withLock({ disks in disks.first { name.contains($0.key) }?.value }) else { return code }
      FaultyDisk.files.withLock { $0[UInt(bitPattern: file)] = disk }
      file.pointee.pMethods = UnsafePointer(FaultyDisk.methods(over: methods))
      return code
    }
    sqlite3_vfs_register(vfs, 1)
  }()

  private static func methods(over original: UnsafePointer<sqlite3_io_methods>) -> UnsafeMutablePointer<sqlite3_io_methods> {
    originals.withLock { originals in
      if let faulty = originals.faulty[UInt(bitPattern: original)] { return Carrier(faulty) }
      let standard = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
      standard.initialize(to: original.pointee)
      let faulty = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
      faulty.initialize(to: original.pointee)
      faulty.pointee.xWrite = { file, bytes, count, offset in
        let answer = FaultyDisk.disk(of: file)?.writeResult.load(ordering: .sequentiallyConsistent) ?? SQLITE_OK
        guard answer == SQLITE_OK else { return answer }
        return FaultyDisk.originals.withLock { Carrier($0.methods) }.pointer.pointee.xWrite(file, bytes, count, offset)
      }
      faulty.pointee.xSync = { file, flags in
        if let disk = FaultyDisk.disk(of: file) {
          if disk.stalled.withLock({ $0 }) {
            disk.stalledSyncs.add(1, ordering: .sequentiallyConsistent)
            while disk.stalled.withLock({ $0 }) { usleep(500) }
            disk.stalledSyncs.subtract(1, ordering: .sequentiallyConsistent)
          }
          let answer = disk.syncResult.load(ordering: .sequentiallyConsistent)
          guard answer == SQLITE_OK else { return answer }
        }
        return FaultyDisk.originals.withLock { Carrier($0.methods) }.pointer.pointee.xSync(file, flags)
      }
      originals.methods = standard
      originals.faulty[UInt(bitPattern: original)] = faulty
      return Carrier(faulty)
    }.pointer
  }

  private struct Carrier: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<sqlite3_io_methods>
    init(_ pointer: UnsafeMutablePointer<sqlite3_io_methods>) { self.pointer = pointer }
  }
}
