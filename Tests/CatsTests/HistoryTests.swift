import Core
import RandomTesting
import Testing

@testable import Cats

/// Laws that hold for any history, over many random ones.
struct HistoryTests {
  private let clock = DayClock(dawn: 23_400_000)

  @Test func `Decay in two steps is decay in one`() {
    var random = SeededRandom(seed: 11)
    let halfLives: [Int64] = [5_400_000, 18_000_000, 36_000_000, 72_000_000, 21_600_000, Bond.halfLife]
    for _ in 0..<100_000 {
      let value = Int64.random(in: -2_000_000...2_000_000, using: &random)
      let halfLife = halfLives.randomElement(using: &random)!
      let (first, second) = (Int64.random(in: 0...halfLife * 8, using: &random), Int64.random(in: 0...halfLife * 8, using: &random))
      let steps = Decay.of(Decay.of(value, after: first, halfLife: halfLife), after: second, halfLife: halfLife)
      let once = Decay.of(value, after: first + second, halfLife: halfLife)
      #expect(abs(steps - once) <= 2, "\(value) \(halfLife) \(first) \(second)")
    }
  }

  /// 10⁵ histories: the state is home and what is left of all effects; nothing leaves ±1; the ledger, replayed, gives the same.
  @Test func `A mood is the sum of its causes`() {
    var random = SeededRandom(seed: 12)
    for _ in 0..<100_000 {
      let cat = Cat.allCases[Int(random.next() % 12)]
      var mood = CatMood(cat)
      var rows: [LedgerRow] = []
      var moment: Int64 = 1_790_000_000_000 + Int64(random.next() % 86_400_000)
      for step in 0..<4 {
        moment += Int64(random.next() % 7_200_000) - 60_000
        let deed = Deed.allCases[Int(random.next() % 14)]
        let gain = Int64(random.next() % 201)
        if let row = mood.take(deed, "e\(step)", at: moment, gain: gain, clock, petted: cat) { rows.append(row) }
      }
      let end = (rows.last?.at ?? moment) + Int64(random.next() % 86_400_000)
      let state = mood.state(at: end)
      var sum = cat.nature.home
      for row in rows { sum = sum + row.effect.decayed(after: end - row.at, cat.nature.halfLives) }
      let error = Int64(rows.count) + 2
      let off = state - sum
      let holds = abs(off.pleasure) <= error && abs(off.arousal) <= error && abs(off.dominance) <= error
      let bounded = rows.allSatisfy { $0.after == $0.after.cut } && state == state.cut
      let replayed = rows.isEmpty || CatMood(cat, last: mood.last).state(at: end) == state
      if !holds || !bounded || !replayed { Issue.record("\(cat) \(rows)") }
    }
  }

  @Test func `The ledger, replayed, gives the same rows`() {
    var random = SeededRandom(seed: 13)
    for cat in Cat.allCases {
      var (mood, again) = (CatMood(cat), CatMood(cat))
      var moment: Int64 = 1_790_000_000_000
      var rows: [LedgerRow] = []
      for step in 0..<500 {
        moment += Int64(random.next() % 3_600_000) - 600_000
        if step % 100 == 99 {
          rows.append(mood.reset("e\(step)", at: moment, gain: 100, clock))
        } else if let row = mood.take(
          Deed.allCases[Int(random.next() % 14)], "e\(step)", at: moment, gain: Int64(random.next() % 201), clock, petted: cat)
        {
          rows.append(row)
        }
      }
      #expect(rows.map(\.number) == Array(1...Int64(rows.count)))
      #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.at <= $1.at }, "at never goes back")
      for row in rows {
        switch row.cause {
        case .deed(let deed): #expect(again.take(deed, row.event, at: row.at, gain: row.gain, clock, petted: cat) == row)
        case .reset: #expect(again.reset(row.event, at: row.at, gain: row.gain, clock) == row)
        }
      }
      #expect(again.state(at: moment + 10_000_000) == mood.state(at: moment + 10_000_000))
    }
  }

  @Test func `Nothing saturates and a flood is one row a minute`() {
    var mood = CatMood(.beans)
    let start: Int64 = 1_790_000_000_000
    let rows = (0..<50).compactMap { mood.take(.loginSuccess, "e\($0)", at: start + $0, gain: 150, clock) }
    #expect(rows.count == 1)
    #expect(mood.take(.loginSuccess, "late", at: start + 59_999, gain: 150, clock) == nil)
    #expect(mood.take(.loginSuccess, "in time", at: start + 60_000, gain: 150, clock) != nil)
    var last = mood.last!.after
    for step in 2..<2_000 {
      guard let row = mood.take(.loginSuccess, "e\(step)", at: start + Int64(step) * 60_000, gain: 200, clock) else { continue }
      last = row.after
    }
    #expect(last.pleasure < 970_000)
    #expect(Deed.allCases.filter { $0 != .pet }.reduce(0) { $0 + Cat.noticing($1).count } == 84, "rows in a minute of everything")
  }

  @Test func `Every pool has its lines`() {
    for deed in Deed.allCases {
      #expect(Lines.pools[deed.rawValue]?.count ?? 0 >= 3)
      for mode in SpeechMode.allCases where mode != .own { #expect(Lines.pools["\(mode.rawValue).\(deed.rawValue)"]?.count ?? 0 >= 3) }
      for cat in deed.concerned {
        #expect(Lines.pools["\(cat.nature.faction.rawValue).\(deed.rawValue)"]?.count ?? 0 >= 2, "\(cat) \(deed)")
      }
    }
    let longest = String(repeating: "m", count: 40)
    for line in Lines.pools.values.joined() {
      let said = SpokenLine(pool: "", choice: 0, count: 1, text: line).filled(name: longest, mood: "curious-but-cautious").text
      #expect((1...132).contains(said.unicodeScalars.count), "\(said)")
      #expect(!said.contains("{") && !said.contains("}"))
    }
    #expect(SpokenLine(pool: "", choice: 0, count: 1, text: "Hi {name}.").filled(name: "{mood}", mood: "x").text == "Hi {mood}.")
  }
}
