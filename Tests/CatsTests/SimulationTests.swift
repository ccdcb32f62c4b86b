import Core
import Foundation
import RandomTesting
import Testing

@testable import Cats

/// A community on assumed traffic, whose events the engine takes day after day. `NEOSPACE_SIMULATED_DAYS=30` prints what thirty days give.
@Suite("Simulated days")
struct SimulationTests {
  private static let days = ProcessInfo.processInfo.environment["NEOSPACE_SIMULATED_DAYS"].flatMap { Int($0) }

  @Test("moods come and go, and no axis sticks at its end", arguments: [20, 200, 2_000])
  func moodsComeAndGo(members: Int) {
    let days = Self.days ?? 2
    var simulation = Simulation(members: members, seed: UInt64(members))
    simulation.run(days: days)
    let perDay = Double(simulation.changes) / Double(12 * days)
    if Self.days != nil {
      let back = Double(simulation.flipsBack) / Double(12 * days)
      print(
        "\(members) members, \(days) days: \(simulation.events) events, \(simulation.seen.count) moods seen, "
          + "\(perDay.formatted(.number.precision(.fractionLength(2)))) changes a cat and day, "
          + "\(back.formatted(.number.precision(.fractionLength(2)))) of them back within 5 minutes, "
          + "furthest axis \((Double(simulation.furthest) / 1_000_000).formatted(.number.precision(.fractionLength(3))))")
    }
    #expect(simulation.furthest < 970_000)
    #expect(simulation.seen.count > (Self.days == nil ? 15 : 40))
    #expect((1...20).contains(perDay))
  }
}

private struct Simulation {
  /// How often a member does something on a day.
  private static let deeds: [(deed: Deed, perDay: Double)] = [
    (.loginSuccess, 1.6), (.loginAgain, 0.4), (.loginFailure, 0.15), (.formError, 0.4), (.timeout, 0.8), (.friendAdded, 0.05),
    (.postCreated, 0.25), (.stickerPlaced, 0.15), (.scriptForked, 0.03), (.verseCanon, 0.05), (.contentRemoved, 0.01),
    (.systemError, 0.005),
    (.pet, 0.2),
  ]
  /// Of a day's doings, from midnight UTC; together 24.
  private static let rhythm: [Double] = [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1.0, 1.1, 1.1, 1.1, 1.2, 1.2, 1.1, 1.1, 1.2, 1.4, 1.7, 2.0, 2.2, 2.1, 1.6, 0.8,
  ]

  private let clock = DayClock(dawn: 23_400_000)
  private let members: Int
  private var random: SeededRandom
  private var moods = Cat.allCases.map { CatMood($0) }
  private var shown: [MoodLabel]
  /// The label before the one that is shown, and when it went.
  private var former: [(label: MoodLabel, at: Int64)?]

  private(set) var events = 0
  private(set) var changes = 0
  private(set) var flipsBack = 0
  private(set) var furthest: Int64 = 0
  private(set) var seen: Set<MoodLabel> = []

  init(members: Int, seed: UInt64) {
    self.members = members
    random = SeededRandom(seed: seed)
    shown = Cat.allCases.map(\.labelAtHome)
    former = Cat.allCases.map { _ in nil }
  }

  private mutating func chance() -> Double { Double(random.next() >> 11) / Double(1 << 53) }

  mutating func run(days: Int) {
    let start: Int64 = 1_790_035_200_000
    for hour in 0..<Int64(days * 24) {
      let begin = start + hour * 3_600_000
      var due: [(at: Int64, deed: Deed)] = []
      for (deed, perDay) in Self.deeds {
        // Poisson: the pauses between two are exponential.
        let rate = perDay * Double(members) / 24 * Self.rhythm[Int(hour % 24)]
        var moment = -log(1 - chance()) / rate
        while moment < 1 {
          due.append((begin + Int64(moment * 3_600_000), deed))
          moment += -log(1 - chance()) / rate
        }
      }
      if due.isEmpty { due.append((begin + 3_599_999, .idle)) }
      due.sort { ($0.at, $0.deed.rawValue) < ($1.at, $1.deed.rawValue) }
      play(due, from: begin)
    }
  }

  private mutating func play(_ due: [(at: Int64, deed: Deed)], from begin: Int64) {
    var next = 0
    // Cats are looked at every minute, as the server looks at them every 20 seconds.
    for minute in 1...60 {
      let end = begin + Int64(minute) * 60_000
      while next < due.count, due[next].at < end {
        events += 1
        let (moment, deed) = due[next]
        let petted = deed == .pet ? Cat.allCases[Int(random.next() % 12)] : nil
        for cat in Cat.noticing(deed, petted: petted) {
          guard let row = moods[cat.position].take(deed, "e\(events)", at: moment, gain: cat.nature.gain, clock, petted: petted) else {
            continue
          }
          furthest = max(furthest, abs(row.after.pleasure), abs(row.after.arousal), abs(row.after.dominance))
          show(row.label, of: cat, at: moment)
        }
        next += 1
      }
      for cat in Cat.allCases { show(moods[cat.position].label(at: end, clock), of: cat, at: end) }
    }
  }

  private mutating func show(_ label: MoodLabel, of cat: Cat, at moment: Int64) {
    let index = cat.position
    seen.insert(label)
    guard label != shown[index] else { return }
    changes += 1
    if let former = former[index], former.label == label, moment - former.at <= 300_000 { flipsBack += 1 }
    former[index] = (shown[index], moment)
    shown[index] = label
  }
}
