import Core
import JSON
import Walls

/// Lets the demo's people build their walls, through the same services as everybody.
struct DemoWalls {
  let walls: WallsFeature
  /// The scope of a member, at the moment of the call.
  let scope: (String) throws -> Scope

  func build() async throws {
    for script in DemoWallScript.all { try await build(script) }
  }

  private func build(_ script: DemoWallScript) async throws {
    let profile = try Fields.read(fields(script.profile)) { fields throws(AppError) in try ProfileChange.patch(reading: &fields) }
    _ = try await walls.walls.change(scope(script.owner), by: profile)
    let greeting = try await walls.walls.wall(scope(script.owner), of: script.owner).arrangement.first
    // Each new module comes first.
    for json in script.modules.reversed() {
      _ = try await walls.modules.create(scope(script.owner), Fields.read(fields(json)) { ModuleDraft(reading: &$0) })
    }
    if let greeting { _ = try await walls.modules.remove(scope(script.owner), greeting) }
    for sticker in script.stickers {
      let draft = try Fields.read(fields(sticker.json)) { StickerDraft(reading: &$0) }
      _ = try await walls.stickers.place(scope(sticker.by), on: script.owner) { draft }
    }
    for entry in script.entries {
      _ = try await walls.guestbook.sign(scope(entry.by), script.owner) { entry.text }
    }
  }

  private func fields(_ json: String) throws -> Fields { try Fields(json: JSONValue(parsing: Array(json.utf8))) }
}
