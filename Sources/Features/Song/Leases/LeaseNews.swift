import Core
import JSON
import Relations

/// What those who watch a story are told of its leases: always the difference to what they were told before.
///
/// Two signals of two members may be published in another order than their changes were committed, above all on two nodes, and watchers would
/// see a holder who has let go. So nodes are told only that something changed, and each looks for itself, one time after another.
struct LeaseNews: Sendable {
  private var told: [PlaceID: [VerseID: HeldLease]] = [:]

  /// Forgets places that nobody watches.
  mutating func keep(_ places: Set<PlaceID>) { told = told.filter { places.contains($0.key) } }

  /// - Parameters:
  ///   - held: the leases of the place now.
  ///   - isWelcome: whether somebody has begun to watch, who knows nothing yet.
  mutating func look(at place: PlaceID, _ held: [HeldLease], isWelcome: Bool) -> [Event] {
    let before = told[place] ?? [:]
    let now = Dictionary(uniqueKeysWithValues: held.map { ($0.verse, $0) })
    told[place] = now
    // The end comes before the next holder.
    let ended = before.values.filter { now[$0.verse]?.holder.id != $0.holder.id }.map(\.verse).sorted()
    let news = held.filter { lease in
      guard !isWelcome, let old = before[lease.verse] else { return true }
      return old.holder.id != lease.holder.id || old.until != lease.until
    }
    return ended.map { Self.end(of: $0, in: place) } + news.map { Self.news(of: $0, in: place) }
  }

  private static func news(of lease: HeldLease, in place: PlaceID) -> Event {
    Event(signal: "lease", in: place) { json in
      json.field("verse", lease.verse.rawValue)
      json.key("user")
      json.raw(lease.holder.json)
      json.field("until", lease.until.iso8601)
    }
  }

  private static func end(of verse: VerseID, in place: PlaceID) -> Event {
    Event(signal: "lease", in: place) { json in
      json.field("verse", verse.rawValue)
      json.field("user", nil as String?)
      json.field("until", nil as String?)
    }
  }
}
