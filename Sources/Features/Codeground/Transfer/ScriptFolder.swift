import Core

/// Writes a script as a folder of files: what is said of it, its draft, its revisions, and a page that runs the newest of them.
struct ScriptFolder: Sendable {
  let personal: ScriptPersonalRepository
  let offline: OfflineFiles

  /// - Parameter add: gets each file with its name in the folder.
  func write(_ script: PortableScript, to add: (String, [UInt8]) async throws -> Void) async throws {
    try await add("script.json", script.json)
    var newest = try await personal.code(of: script.id, nil) ?? ""
    try await add(script.draftFile, Array(newest.utf8))
    for revision in script.revisions {
      // One that was withdrawn a moment ago is left out.
      guard let code = try await personal.code(of: script.id, revision.number) else { continue }
      newest = code
      try await add(script.file(of: revision.number), Array(code.utf8))
    }
    try await add("index.html", try await offline.page(script.runtime, titled: script.details.title, code: newest))
  }
}
