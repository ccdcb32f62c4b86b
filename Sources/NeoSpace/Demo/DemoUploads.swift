import Core
import Media

/// Uploads the files of the demo's people, as everybody uploads theirs.
actor DemoUploads {
  private let uploads: UploadService
  private var ids: [String: [DemoFile: MediaID]] = [:]
  /// Why the first of the files that are missing was refused.
  private(set) var refusal: AppError?

  init(_ uploads: UploadService) { self.uploads = uploads }

  /// Several people upload at once, each one file after another.
  func upload(_ files: [(owner: String, scope: Scope, files: [DemoFile])]) async {
    await withTaskGroup { group in
      for person in files {
        group.addTask { for file in person.files { await self.upload(file, of: person.owner, person.scope) } }
      }
    }
  }

  private func upload(_ file: DemoFile, of owner: String, _ scope: Scope) async {
    // Without a worker every attempt takes its time.
    if refusal?.code == .unavailable { return }
    do {
      ids[owner, default: [:]][file] = try await uploads.upload(scope, file.bytes).id
    } catch {
      refusal = refusal ?? AppError(answering: error)
    }
  }

  /// The JSON with ids in the place of names; nil if a file is missing.
  func filled(_ json: String, of owner: String) -> String? {
    var filled = json
    for file in DemoFile.named(in: json) {
      guard let id = ids[owner]?[file] else { return nil }
      filled.replace("\"@\(file.rawValue)\"", with: "\"\(id.rawValue)\"")
    }
    return filled
  }
}
