import Core

/// The places `pattern:<id>`, for members who see the pattern.
struct PatternPlace: PlaceSource {
  let patterns: PatternRepository

  var kind: PlaceKind { .pattern }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard let id = PatternID(text: name), try await patterns.visible(id, to: member.id) != nil else { return nil }
    return Place(.pattern(id), named: "\(PlaceKind.pattern):\(id)")
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await patterns.ended(among: viewers) }

  /// A viewer gets no change that was made after the pattern was hidden from them.
  var checksEachChange: Bool { true }
}
