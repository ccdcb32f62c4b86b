import Core

/// The places `story:<id>`, for members who see the story.
struct StoryPlace: PlaceSource {
  let stories: StoryRepository

  var kind: PlaceKind { .story }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard let id = StoryID(text: name), try await stories.visible(id, to: member.id) != nil else { return nil }
    return Place(.story(id), named: "\(PlaceKind.story):\(id)")
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await stories.ended(among: viewers) }

  /// Nobody gets a change from after the story was hidden from them.
  var checksEachChange: Bool { true }
}
