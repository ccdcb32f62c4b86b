import Foundation
import Glibc
import MediaWork
import Telemetry
import Testing

/// A folder with one file `source` in it, removed with the value's owner.
final class Workplace: Sendable {
  let folder = FileManager.default.temporaryDirectory.appending(path: "neospace-media-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  /// From the folder on in which the workers run.
  var name: String { folder.lastPathComponent }
  var source: URL { folder.appending(path: "source") }
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
  func size(_ name: String) throws -> [Int] { try webPSize(bytes(name)) }

  /// Red, green and blue of a few of a picture's pixels: near the corners, and in the middle.
  func colours(_ name: String) throws -> [[UInt8]] {
    let raw = folder.appending(path: "raw")
    try run(
      "/usr/bin/ffmpeg",
      [
        "-v", "error", "-nostdin", "-y", "-i", "file:\(folder.appending(path: name).path)", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "file:\(raw.path)",
      ])
    let bytes = Array(try Data(contentsOf: raw)), side = try size(name)[0], edge = side / 16
    let places = [(edge, edge), (side - edge, edge), (edge, side - edge), (side - edge, side - edge), (side / 2, side / 2)]
    return places.map { x, y in Array(bytes[(y * side + x) * 3..<(y * side + x) * 3 + 3]) }
  }

  /// Makes `source` with ffmpeg.
  func make(_ arguments: String...) throws {
    try run("/usr/bin/ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments + ["file:\(source.path)"])
  }
}

func run(_ program: String, _ arguments: [String]) throws {
  let pointers = ([program] + arguments).map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  var pid = pid_t()
  try #require(posix_spawn(&pid, program, nil, nil, pointers + [nil], environ) == 0)
  var status: Int32 = 0
  waitpid(pid, &status, 0)
  try #require(status == 0, "\(program) failed")
}

/// Width and height from the first chunk of a WebP file.
func webPSize(_ data: Data) throws -> [Int] {
  let bytes = Array(data)
  try #require(bytes.count > 30 && bytes.starts(with: "RIFF".utf8) && bytes[8..<12].elementsEqual("WEBP".utf8))
  func number(_ place: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
  switch String(decoding: bytes[12..<16], as: UTF8.self) {
  case "VP8X": return [number(24, 3) + 1, number(27, 3) + 1]
  case "VP8L": return [number(21, 4) & 0x3FFF + 1, number(21, 4) >> 14 & 0x3FFF + 1]
  default: return [number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF]
  }
}

/// Workers for one test.
@discardableResult func withWorkers<Result>(
  _ change: (inout MediaWorkers.Settings) -> Void = { _ in }, _ body: (MediaWorkers) async throws -> Result
) async throws -> Result {
  var settings = MediaWorkers.Settings(executable: builtWorker, folder: FileManager.default.temporaryDirectory.path)
  settings.workers = 1
  change(&settings)
  let workers = try MediaWorkers(settings, log: .silent)
  defer { workers.stop() }
  return try await body(workers)
}

/// `swift build --build-tests` builds it with the tests.
let builtWorker: String = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  return root.appending(path: ".build/debug/neospace-media").path
}()
