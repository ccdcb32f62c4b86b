import Core
import JSON

/// What a cat says to the member whose deed it noticed.
struct Toast: Sendable {
  /// Between two toasts to one member, and how long one waits for a socket. Milliseconds.
  static let pause: Int64 = 60_000
  /// How many characters of a name a cat says.
  private static let longestName = 40
  /// From here on, in thousandths, affinity is heard.
  private static let strong: Int64 = 20_000

  let cat: Cat
  let event: String
  let label: MoodLabel
  let line: String
  let voice: Voice
  let pleasure: Int64
  /// The member wants to hear it.
  let sounds: Bool

  /// - Parameter affinity: With the memory of this deed.
  init(_ row: LedgerRow, shown mood: ShownMood, said: SpokenLine, to name: String, affinity: Int64, sounds: Bool) {
    cat = row.cat
    event = row.event
    label = row.label
    voice = mood.voice
    pleasure = mood.pad.pleasure
    self.sounds = sounds
    let words = said.filled(name: String(name.prefix(Self.longestName)), mood: row.label.word).text
    line = affinity < -Self.strong ? "Hsss! " + words : affinity > Self.strong ? words + " ♥" : words
  }

  /// The signal `cat_spoke` of the member's own place.
  func signal(to member: UserID) -> Event {
    Event(signal: "cat_spoke", in: .me(member)) { json in
      json.field("cat", cat.name)
      json.field("event", event)
      json.field("label", label.name)
      json.field("line", line)
      json.field("face", CatPath.face(cat, label))
      json.key("voice")
      voice.write(to: &json)
      json.field("html", String(decoding: ToastView(toast: self).bytes, as: UTF8.self))
    }
  }
}
