import Core
import Foundation

/// What a keeper wants to be rehearsed.
struct RehearsalPlan: Sendable {
  static let events = 1...200
  static let ids = 1...100
  static let members = 1...20
  static let seeds = 1...64

  let seed: String
  let mode: SpeechMode
  let events: [Rehearsal.Event]

  init(reading fields: inout Fields) {
    seed = fields.text("seed", Self.seeds)
    mode = fields.optionalChoice("mode") ?? .own
    let read = fields.optionalList("events", Self.events) { event -> Rehearsal.Event in
      let id = event.text("id", Self.ids)
      let deed: Deed = event.choice("deed")
      let at = event.parsed("at", "must be a moment such as 2026-11-20T10:00:00.000Z", placeholder: 0, upTo: 32) { Self.moment($0) }
      let member = event.optionalText("member", Self.members)
      let cat: Cat? = event.optionalChoice("cat")
      if (deed == .pet) != (cat != nil) { event.refuse("cat", deed == .pet ? "is needed for a pet" : "is for a pet only") }
      return Rehearsal.Event(id: id, deed: deed, at: at, member: member, petted: cat)
    }
    events = read ?? []
    if read == nil { fields.refuse("events", "must be a list of 1 to 200 objects") }
    if zip(events, events.dropFirst()).contains(where: { $0.at > $1.at }) { fields.refuse("events", "must not go back in time") }
  }

  /// Milliseconds of an ISO 8601 moment in UTC.
  private static func moment(_ text: String) -> Int64? {
    guard text.utf8.last == UInt8(ascii: "Z") else { return nil }
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.utf8.contains(UInt8(ascii: ".")))
    guard let date = try? style.parse(text), (0...4_102_444_800).contains(date.timeIntervalSince1970) else { return nil }
    return Int64((date.timeIntervalSince1970 * 1_000).rounded())
  }
}
