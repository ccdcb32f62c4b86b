import Core
import JSON
import Walls

/// Lets the demo's people build their walls, through the same services as everybody.
struct DemoWalls {
  let walls: WallsFeature
  let uploads: DemoUploads
  /// The scope of a member, so long ago.
  let scope: (String, Duration) throws -> Scope

  func build() async throws {
    var files: [String: [DemoFile]] = [:]
    for script in DemoWallScript.all {
      for json in [script.pictures] + script.modules { files[script.owner, default: []] += DemoFile.named(in: json) }
      for sticker in script.stickers { files[sticker.by, default: []] += DemoFile.named(in: sticker.json) }
    }
    await uploads.upload(try files.sorted { $0.key < $1.key }.map { ($0.key, try scope($0.key, .zero), $0.value) })
    for script in DemoWallScript.all { try await build(script) }
  }

  /// What mentions files that are missing is left out.
  private func build(_ script: DemoWallScript) async throws {
    for json in [script.profile, script.pictures] {
      guard let json = await uploads.filled(json, of: script.owner) else { continue }
      let change = try Fields.read(fields(json)) { fields throws(AppError) in try ProfileChange.patch(reading: &fields) }
      _ = try await walls.walls.change(scope(script.owner, .zero), by: change)
    }
    let greeting = try await walls.walls.wall(scope(script.owner, .zero), of: script.owner).arrangement.first
    // Each new module comes first.
    for json in script.modules.reversed() {
      guard let json = await uploads.filled(json, of: script.owner) else { continue }
      _ = try await walls.modules.create(scope(script.owner, .zero), Fields.read(fields(json)) { ModuleDraft(reading: &$0) })
    }
    if let greeting { _ = try await walls.modules.remove(scope(script.owner, .zero), greeting) }
    for sticker in script.stickers {
      guard let json = await uploads.filled(sticker.json, of: sticker.by) else { continue }
      let draft = try Fields.read(fields(json)) { StickerDraft(reading: &$0) }
      _ = try await walls.stickers.place(scope(sticker.by, .zero), on: script.owner) { draft }
    }
    for (index, entry) in script.entries.enumerated() {
      // Over the last day, the last of them newest.
      let ago = Duration.seconds(7_940 * (script.entries.count - index) - 2_300)
      _ = try await walls.guestbook.sign(scope(entry.by, ago), script.owner) { entry.text }
    }
    try await walls.firstSteps.hide(scope(script.owner, .zero))
  }

  private func fields(_ json: String) throws -> Fields { try Fields(json: JSONValue(parsing: Array(json.utf8))) }
}
