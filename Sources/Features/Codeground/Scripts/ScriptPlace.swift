import Core

/// The places `script:<id>`, for whoever may see the script.
struct ScriptPlace: PlaceSource {
  let scripts: ScriptRepository
  /// Called when a socket has begun to watch one of them.
  var began: @Sendable (PlaceID) -> Void = { _ in }

  var kind: PlaceKind { .script }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard let id = ScriptID(text: name), let row = try await scripts.visible(id, to: member.id), row.isVisible,
      row.seen.script.deletedAt == nil
    else { return nil }
    return Place(.script(id), named: "\(PlaceKind.script):\(id)")
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await scripts.ended(among: viewers) }

  /// Nobody gets a change from after the script was hidden from them.
  var checksEachChange: Bool { true }

  func viewBegan(of place: PlaceID) { began(place) }

  /// Only owner and hands get the draft and its numbers.
  func shown(of place: PlaceID, to viewer: UserID, at snapshot: Snapshot) async throws -> Int64? {
    try await scripts.shown(ScriptID(place.number), to: viewer, at: snapshot)
  }
}
