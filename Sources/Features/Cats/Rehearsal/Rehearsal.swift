import Core
import Crypto

/// Plays events through the whole engine and keeps nothing: what the cats would notice, say, tell each other and think of members.
struct Rehearsal: Sendable {
  struct Event: Hashable, Sendable {
    let id: String
    let deed: Deed
    /// Milliseconds since 1970.
    let at: Int64
    /// Any label; nil for a deed that is nobody's.
    var member: String?
    /// With a pet.
    var petted: Cat?
  }

  struct Line: Hashable, Sendable {
    let event: String
    let cat: Cat
    let pick: UInt32
    let said: SpokenLine
  }

  struct Rumour: Hashable, Sendable {
    let event: String
    let from: Cat
    let to: Cat
    let member: String
    let opinion: Int64
  }

  private let clock: DayClock
  private let key: HMACSHA256
  private let gains: [Cat: Int64]
  private let mode: SpeechMode
  private(set) var moods: [Cat: CatMood]
  private var memories: [Cat: [(member: String, memory: Memory)]] = [:]
  private var familiarity: [Cat: [String: Int64]] = [:]
  private var pauses = RoomPauses()
  private var made: Int64 = 0
  private var last: Int64 = 0

  /// With the memory that each made, in thousandths.
  private(set) var rows: [(row: LedgerRow, opinion: Int64)] = []
  private(set) var lines: [Line] = []
  private(set) var rumours: [Rumour] = []

  /// - Parameter gains: Those of the cats that are awake.
  init(seed: String, mode: SpeechMode = .own, gains: [Cat: Int64], clock: DayClock) {
    key = HMACSHA256(key: Array(seed.utf8))
    self.gains = gains
    self.mode = mode
    self.clock = clock
    moods = Dictionary(uniqueKeysWithValues: Cat.allCases.map { ($0, CatMood($0)) })
  }

  /// Events do not go back in time. One that was played before changes nothing.
  mutating func play(_ event: Event) {
    last = event.at
    var candidates: [Candidate] = []
    for cat in Cat.noticing(event.deed, petted: event.petted) {
      guard let gain = gains[cat], !played.contains(PlayedRow(event: event.id, cat: cat)),
        let row = moods[cat]!.take(event.deed, event.id, at: event.at, gain: gain, clock, petted: event.petted)
      else { continue }
      played.insert(PlayedRow(event: event.id, cat: cat))
      let opinion = event.member.map { remember(event, of: $0, by: row) } ?? 0
      rows.append((row, opinion))
      history[cat, default: []].append(row)
      candidates.append(Candidate(row: row, familiarity: event.member.flatMap { familiarity[cat]?[$0] } ?? 0))
      if let member = event.member { familiarity[cat, default: [:]][member, default: 0] += 1 }
    }
    speak(about: event, candidates)
  }

  private struct PlayedRow: Hashable {
    let event: String
    let cat: Cat
  }

  private var played: Set<PlayedRow> = []
  private var history: [Cat: [LedgerRow]] = [:]

  private mutating func remember(_ event: Event, of member: String, by row: LedgerRow) -> Int64 {
    guard let notice = Notice(of: event.deed, by: row.cat, petted: event.petted) else { return 0 }
    let opinion = Memory.opinion(of: event.deed, by: row.cat, notice)
    let alike = memories[row.cat, default: []].count {
      $0.member == member && $0.memory.deed == event.deed && $0.memory.isFirstHand && $0.memory.isLiving(at: row.at)
    }
    guard opinion != 0, alike < Memory.most else { return 0 }
    keep(event.deed, event.id, at: row.at, opinion, of: member, by: row.cat, heardFrom: nil)
    return opinion
  }

  private mutating func keep(
    _ deed: Deed, _ event: String, at: Int64, _ opinion: Int64, of member: String, by cat: Cat, heardFrom: Cat?
  ) {
    made += 1
    let memory = Memory(number: made, deed: deed, event: event, at: at, opinion: opinion, heardFrom: heardFrom)
    memories[cat, default: []].append((member, memory))
  }

  private mutating func speak(about event: Event, _ candidates: [Candidate]) {
    guard pauses.isOpen(at: event.at) else { return }
    let free = candidates.filter { pauses.allows($0.row.cat, at: event.at) }
    guard let (candidate, draws) = Candidate.speaker(among: free, event: event.id, key) else { return }
    let row = candidate.row
    let said = Lines.line(of: row.cat, about: event.deed, in: mode, pick: draws.pick).filled(name: "someone", mood: row.label.word)
    lines.append(Line(event: event.id, cat: row.cat, pick: draws.pick, said: said))
    pauses.spoke(row.cat, at: event.at)
    gossip(after: event, by: row.cat)
  }

  private mutating func gossip(after event: Event, by speaker: Cat) {
    guard let hearer = Gossip.hearer(of: speaker, among: Array(gains.keys)) else { return }
    let known = memories[hearer, default: []]
    let news = memories[speaker, default: []].filter { told in
      told.memory.isLiving(at: event.at) && !known.contains { $0.member == told.member && $0.memory.event == told.memory.event }
    }
    guard let (memory, member) = Gossip.strongest(news.map { ($0.memory, $0.member) }) else { return }
    let opinion = Gossip.passedOn(memory.opinion, from: speaker, to: hearer)
    keep(memory.deed, memory.event, at: memory.at, opinion, of: member, by: hearer, heardFrom: speaker)
    rumours.append(Rumour(event: event.id, from: speaker, to: hearer, member: member, opinion: opinion))
  }

  // MARK: How it ends

  struct End: Sendable {
    let cat: Cat
    let state: Levels
    let clock: Int64
    let pad: Levels
    let label: MoodLabel
    let why: [Reason]
  }

  /// How each cat is at the time of the last event, in table order.
  var ends: [End] {
    Cat.allCases.map { cat in
      let mood = moods[cat]!
      let state = mood.state(at: last)
      return End(
        cat: cat, state: state, clock: clock.arousal(at: last), pad: clock.shown(state, at: last), label: mood.label(at: last, clock),
        why: Reason.of(cat, in: state, at: last, from: history[cat, default: []].suffix(Reason.rows)))
    }
  }

  /// What cats think of members by then, by member, then in table order. Strangers are left out.
  var affinities: [(cat: Cat, member: String, affinity: Affinity)] {
    let members = Set(memories.values.joined().map(\.member)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return members.flatMap { member in
      Cat.allCases.compactMap { cat in
        let known = memories[cat, default: []].filter { $0.member == member }.map(\.memory)
        let affinity = Affinity(known, .none, at: last)
        return affinity.status == .stranger ? nil : (cat, member, affinity)
      }
    }
  }
}
