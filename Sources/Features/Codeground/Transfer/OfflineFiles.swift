import Core
import Foundation

/// The files that a script needs to run without a server.
struct OfflineFiles: Sendable {
  /// The folder of static files.
  let folder: String

  /// A page that runs the script from a disk.
  func page(_ runtime: ScriptRuntime, titled title: String, code: String) async throws -> [UInt8] {
    try await LineWork.run {
      guard runtime != .html else { return OfflinePage.bytes(title: title, code: code) }
      let libraries = try Self.libraries(of: runtime).map { (name: $0, text: try text($0)) }
      return OfflinePage.bytes(
        runtime, title: title, code: code, style: try text("frame.css"), frame: try text("frame.js"), libraries: libraries)
    }
  }

  /// What `frame.js` looks for, by its names.
  private static func libraries(of runtime: ScriptRuntime) -> [String] {
    let own: [String] =
      switch runtime {
      case .sketch:
        [
          "kit", "numbers", "chance", "vector", "colour", "surface", "shapes", "vertices", "transforms", "text", "pixels", "images", "time",
          "input", "absent", "sketch",
        ].map { "sketch/\($0).js" }
      case .three: ["vendor/three/three.min.js", "three.js"]
      case .audio: ["audio.js", "speaker.js"]
      case .html: []
      }
    return ["worker.js"] + own
  }

  private func text(_ name: String) throws -> String {
    let path = name.utf8.starts(with: "vendor/".utf8) ? "\(folder)/\(name)" : "\(folder)/run/lib/\(name)"
    guard let bytes = FileManager.default.contents(atPath: path), let text = String(validating: bytes, as: UTF8.self) else {
      throw AppError(.unavailable, "The server has no file \(name), which an exported script needs", retryAfter: .seconds(60))
    }
    return text
  }
}
