import Core
import JSON

/// The story that comes with NeoSpace. The demo's people write it.
public struct StoryGallery: Sendable {
  let stories: StoryService
  let verses: VerseService
  let copying: StoryCopying
  let proposals: ProposalService

  /// Makes the story: kept by one member, written with another, with an open proposal by a third. All are scopes of its time.
  public func publish(by keeper: Scope, with writer: Scope, proposing reader: Scope) async throws {
    let story = try StoryImport(PackageResources.saltmarsh_twee).story
    let id = try await copying.take(keeper, story).id
    let made = try await stories.story(keeper, id).story
    let change = try StoryChange.of([
      "base_version": .int(made.version), "visibility": .string("public"), "canon": .string("vote"),
      "blurb": .string("A clock, a promise, and a tram that is on no timetable. Ten minutes to read, three ways to arrive."),
    ])
    _ = try await stories.change(keeper, id) { change }
    let username = try writer.requireMember().username
    _ = try await stories.addWriter(keeper, username, to: id)
    let names = try await verses.names(keeper, of: id)
    guard let seat = names.first(where: { $0.title == "A seat by the window" }) else { return }
    let proposal = try NewProposal.of([
      "from": .int(seat.id.rawValue), "label": .string("Ask the empty seat beside you"),
      "note": .string("Somebody has to be sitting there. It is still warm."),
      "verses": .array([.object(["title": .string("The warm seat"), "body": .string(Self.proposed)])]),
    ])
    _ = try await proposals.make(reader, in: id) { proposal }
  }

  private static let proposed = """
    "Thank you for asking," says the seat, in the voice of somebody who has waited for a long time. "Most people put their bag on me."

    It tells you about everybody who ever sat there. There was a baker, a thief of umbrellas, and once, for one stop, the sea.
    """
}

extension StoryChange {
  fileprivate static func of(_ json: [ShortName: JSONValue]) throws -> StoryChange {
    try Fields.read(Fields(json: .object(json))) { fields throws(AppError) in try StoryChange(reading: &fields) }
  }
}

extension NewProposal {
  fileprivate static func of(_ json: [ShortName: JSONValue]) throws -> NewProposal {
    try Fields.read(Fields(json: .object(json))) { NewProposal(reading: &$0) }
  }
}
