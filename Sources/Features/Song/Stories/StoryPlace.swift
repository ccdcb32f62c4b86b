import Core
import JSON

/// The places `story:<id>`, for members who see the story. Its signals say who is writing which verse.
struct StoryPlace: PlaceSource {
  let stories: StoryRepository
  let leases: LeaseService
  let teller: LeaseTeller

  var kind: PlaceKind { .story }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard let id = StoryID(text: name), try await stories.visible(id, to: member.id) != nil else { return nil }
    return Place(.story(id), named: "\(PlaceKind.story):\(id)")
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await stories.ended(among: viewers) }

  /// A viewer gets no change that was made after the story was hidden from them.
  var checksEachChange: Bool { true }

  var signals: [PlaceSignal] {
    [
      PlaceSignal("claim") { fields in
        fields.id("verse", of: VerseEntity.self)
      } from: { sender, place, verse in
        let until = try await leases.claim(sender, verse, in: StoryID(place.number))
        var json = JSONWriter()
        json.object { json in json.field("until", until.iso8601) }
        return json.bytes
      },
      PlaceSignal("release") { fields in
        fields.id("verse", of: VerseEntity.self)
      } from: { sender, place, verse in
        try await leases.release(sender, verse, in: StoryID(place.number))
        return Array("{}".utf8)
      },
    ]
  }

  /// Nobody: it is for the node, which looks and tells what is new itself.
  func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] {
    if let story = try JSONValue(parsing: signal)["story"]?.int.map({ PlaceID.story(StoryID($0)) }), places.contains(story) {
      teller.changed(story)
    }
    return []
  }

  func viewBegan(of place: PlaceID) { teller.viewBegan(of: place) }

  func viewEnded(of place: PlaceID, on socket: String) { teller.viewEnded(of: place, on: socket) }
}
