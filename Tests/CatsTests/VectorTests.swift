import Core
import Crypto
import Foundation
import Testing

@testable import Cats

/// The worked examples of Tests/Fixtures/cats-vectors.json, to the last digit.
struct VectorTests {
  static let clock = DayClock(dawn: 23_400_000)
  let vectors: Vectors

  init() throws {
    let file = URL(filePath: #filePath).appending(path: "../../Fixtures/cats-vectors.json").standardized
    vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
  }

  @Test func `The table of powers has the digest of the page`() {
    let text = Decay.table.map(String.init).joined(separator: "\n")
    let digest = SHA256.digest(of: Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
    #expect(digest == "5df8ac56ccf46ff0b330ebf6a70d2ba92816dd44bf520ebf3166384ea37214f4")
    #expect(Decay.table[1] == 1_073_015_252)
    #expect(Decay.table[512] == 759_250_125)
  }

  @Test func `The cats are those of the table`() {
    #expect(vectors.tables.cats.map(\.name) == Cat.allCases.map(\.name))
    for (cat, table) in zip(Cat.allCases, vectors.tables.cats) {
      let nature = cat.nature
      #expect(nature.faction.name == table.faction)
      #expect(nature.isObserver == table.observer)
      #expect(nature.home.all == table.home)
      #expect([nature.gain, nature.priority, nature.silence] == [table.gain, table.priority, table.silence])
      #expect(nature.halfLives.all == table.halfLives)
      for deed in Deed.allCases {
        let notice = Notice(of: deed, by: cat, petted: deed == .pet ? cat : nil)
        let feeling = Feeling.of(deed, for: nature.faction)
        #expect(table.felt[deed.rawValue] == notice.map { [$0.rawValue] + feeling.change.all + [feeling.opinion] }, "\(cat) \(deed)")
      }
    }
  }

  @Test func `Clock and moods are those of the tables`() throws {
    #expect(DayClock.levels == vectors.tables.clockTable)
    #expect(vectors.tables.centroids.count == MoodLabel.all.count)
    for label in MoodLabel.all { #expect(vectors.tables.centroids[label.name] == label.centroid.all) }
    for pair in Cat.allCases.flatMap({ one in Cat.allCases.map { (one, $0) } }) where pair.0 != pair.1 {
      #expect(Gossip.liking(of: pair.0, for: pair.1) == vectors.tables.liking["\(pair.0.name)->\(pair.1.name)"] ?? -10)
    }
  }

  @Test func `Decay, clock, labels and draws`() throws {
    for example in vectors.decay { #expect(Decay.of(example[0], after: example[1], halfLife: example[2]) == example[3]) }
    for example in vectors.clock { #expect(Self.clock.arousal(at: milliseconds(example.first)) == example.second) }
    for example in vectors.label {
      let pad = Levels(example.pad[0], example.pad[1], example.pad[2])
      #expect(MoodLabel(name: example.previous)?.next(showing: pad).name == example.answer)
    }
    for example in vectors.draws {
      let cat = try #require(Cat(rawValue: example.cat))
      let draws = Draws(HMACSHA256(key: Array(example.key.utf8)), event: example.event, cat: cat)
      #expect([draws.tilt, draws.percentile, Int64(draws.pick)] == example.numbers)
    }
  }

  @Test(arguments: 0..<4) func `Rehearsals are the same to the last digit`(number: Int) throws {
    let example = vectors.rehearsals[number]
    var rehearsal = Rehearsal(
      seed: example.seed, gains: Dictionary(uniqueKeysWithValues: Cat.allCases.map { ($0, $0.nature.gain) }), clock: Self.clock)
    for event in example.events {
      let deed = try #require(Deed(rawValue: event.deed))
      rehearsal.play(
        Rehearsal.Event(
          id: event.id, deed: deed, at: milliseconds(event.at), member: event.member, petted: event.cat.flatMap(Cat.init(rawValue:))))
    }
    let rows = rehearsal.rows.map { row, opinion in
      Vectors.Row(
        cat: row.cat.name, n: row.number, at: Timestamp(milliseconds: row.at).iso8601, deed: row.cause.name, event: row.event,
        gain: row.gain,
        r: row.habit, e: row.effect.all, after: row.after.all, label: row.label.name, o: opinion)
    }
    #expect(rows == example.answer.rows)
    #expect(rehearsal.lines.map { Vectors.Line(event: $0.event, cat: $0.cat.name, pick: $0.pick) } == example.answer.lines)
    let gossip = rehearsal.rumours.map {
      Vectors.Gossip(event: $0.event, from: $0.from.name, to: $0.to.name, member: $0.member, o: $0.opinion)
    }
    #expect(gossip == example.answer.gossip)
    let ends = rehearsal.ends.map { end in
      Vectors.End(
        name: end.cat.name, state: end.state.all, clock: end.clock, pad: end.pad.all, label: end.label.name,
        octant: Octant(end.pad).rawValue,
        why: end.why.map { Vectors.Why(n: $0.row.number, left: $0.left.all) })
    }
    #expect(ends == example.answer.cats)
    let affinities = rehearsal.affinities.map {
      Vectors.Affinity(cat: $0.cat.name, member: $0.member, affinity: $0.affinity.value, status: $0.affinity.status.rawValue)
    }
    #expect(affinities == example.answer.affinities)
  }

  private func milliseconds(_ text: String) -> Int64 {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    // A file of ours: a time that cannot be read ends the test.
    return Int64((try! style.parse(text).timeIntervalSince1970 * 1_000).rounded())
  }
}

struct Vectors: Decodable {
  struct Tables: Decodable {
    struct Cat: Decodable {
      let name: String, faction: String, observer: Bool, home: [Int64], gain: Int64, priority: Int64, silence: Int64, halfLives: [Int64]
      let felt: [String: [Int64]]

      private enum CodingKeys: String, CodingKey {
        case name, faction, observer, home, gain, priority, silence, felt
        case halfLives = "half_lives_ms"
      }
    }
    let cats: [Cat]
    let clockTable: [Int64]
    let centroids: [String: [Int64]]
    let liking: [String: Int64]

    private enum CodingKeys: String, CodingKey {
      case cats, centroids, liking
      case clockTable = "clock_table"
    }
  }
  struct Clock: Decodable {
    let first: String, second: Int64
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      (first, second) = (try list.decode(String.self), try list.decode(Int64.self))
    }
  }
  struct Label: Decodable {
    let previous: String, pad: [Int64], answer: String
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      (previous, pad, answer) = (try list.decode(String.self), try list.decode([Int64].self), try list.decode(String.self))
    }
  }
  struct Draw: Decodable {
    let key: String, event: String, cat: String, numbers: [Int64]
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      (key, event, cat) = (try list.decode(String.self), try list.decode(String.self), try list.decode(String.self))
      numbers = [try list.decode(Int64.self), try list.decode(Int64.self), try list.decode(Int64.self)]
    }
  }
  struct Event: Decodable { let id: String, deed: String, at: String, member: String?, cat: String? }
  struct Row: Decodable, Equatable {
    let cat: String, n: Int64, at: String, deed: String, event: String, gain: Int64, r: Int64, e: [Int64], after: [Int64], label: String
    let o: Int64
  }
  struct Line: Decodable, Equatable { let event: String, cat: String, pick: UInt32 }
  struct Gossip: Decodable, Equatable { let event: String, from: String, to: String, member: String, o: Int64 }
  struct Why: Decodable, Equatable { let n: Int64, left: [Int64] }
  struct End: Decodable, Equatable {
    let name: String, state: [Int64], clock: Int64, pad: [Int64], label: String, octant: String, why: [Why]
  }
  struct Affinity: Decodable, Equatable { let cat: String, member: String, affinity: Int64, status: String }
  struct Answer: Decodable { let rows: [Row], lines: [Line], gossip: [Gossip], cats: [End], affinities: [Affinity] }
  struct Rehearsal: Decodable { let seed: String, events: [Event], answer: Answer }

  let tables: Tables
  let decay: [[Int64]]
  let clock: [Clock]
  let label: [Label]
  let draws: [Draw]
  let rehearsals: [Rehearsal]
}
