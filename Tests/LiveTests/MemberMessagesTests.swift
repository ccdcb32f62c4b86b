import Core
import RandomTesting
import Testing

@testable import Live

@Suite struct MessagesOfOneMemberOnSeveralNodes {
  private let start = Timestamp(microseconds: 1_000_000_000)

  /// Nodes that hear each other late. Whatever the order, in any minute no more pass than the limit and what was under way meanwhile; and
  /// when all has been heard, not one more.
  @Test func areNoMoreThanTheLimitAndWhatWasUnderWay() async {
    for seed in 0..<10_000 as Range<UInt64> {
      if seed % 50 == 0 { await Task.yield() }
      var chance = SeededRandom(seed: seed)
      let most = Int.random(in: 1...60, using: &chance)
      let limit = Limit("m", .minute(most), meaning: "Tests")
      let nodes = (0..<Int.random(in: 1...3, using: &chance)).map { _ in MemberMessages(limit) }
      var ways: [(to: Int, counts: [MemberMessages.Count])] = []
      var passed: [Timestamp] = []
      var now = start
      func tell(_ counts: [MemberMessages.Count], from node: Int) {
        for other in nodes.indices where other != node && !counts.isEmpty { ways.append((other, counts)) }
      }
      func deliver(_ index: Int) {
        let way = ways.remove(at: index)
        nodes[way.to].heard(way.counts, now: now)
      }
      var underWay = 0
      for _ in 0..<80 {
        let node = Int.random(in: nodes.indices, using: &chance)
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: now = now + .milliseconds(Int.random(in: 0...9_000, using: &chance))
        case 1: tell(nodes[node].due(), from: node)
        case 2, 3: if !ways.isEmpty { deliver(Int.random(in: ways.indices, using: &chance)) }
        default:
          switch nodes[node].admit(UserID(1), now: now) {
          case .allowed: passed.append(now)
          case .allowedAndDue(let count):
            passed.append(now)
            tell([count], from: node)
          case .refused(let wait): #expect(wait > .zero && wait <= .seconds(60))
          }
        }
        underWay = max(underWay, ways.reduce(0) { $0 + $1.counts.reduce(0) { $0 + $1.messages } })
        let inTheMinute = passed.count { now - $0 < .seconds(60) }
        let untold = (nodes.count - 1) * max(1, most / 8)
        #expect(inTheMinute <= most + underWay + untold, "seed \(seed)")
      }
      for node in nodes.indices { tell(nodes[node].due(), from: node) }
      while !ways.isEmpty { deliver(0) }
      let left = max(0, most - passed.count { now - $0 < .seconds(60) })
      let extra = (0..<most + 1).count { _ in
        switch nodes[0].admit(UserID(1), now: now) {
        case .refused: false
        default: true
        }
      }
      #expect(extra <= left, "seed \(seed)")
    }
  }

  @Test func areExactWhenOneNodeHearsBeforeTheNextMessage() {
    let nodes = [MemberMessages(.memberMessages), MemberMessages(.memberMessages)]
    var passed = 0
    var told = 0
    for number in 0..<1_000 {
      switch nodes[number % 2].admit(UserID(1), now: start) {
      case .allowed: passed += 1
      case .allowedAndDue(let count):
        passed += 1
        told += 1
        nodes[1 - number % 2].heard([count], now: start)
      case .refused: break
      }
    }
    #expect(passed == 600)
    #expect(told < 100, "a message between nodes for every six")
    #expect(nodes[0].admit(UserID(2), now: start) == .allowed)
  }

  @Test func areForgottenWhenTheirTimeIsOver() {
    let messages = MemberMessages(.memberMessages)
    for user in 1...5_000 as ClosedRange<Int64> {
      _ = messages.admit(UserID(user), now: start + .seconds(user))
      _ = messages.due()
    }
    #expect(messages.count < 600)
  }

  @Test func areNotCountedWhereNothingIsLimited() {
    let messages = MemberMessages(Limit.memberMessages.lifted)
    for _ in 0..<2_000 { #expect(messages.admit(UserID(1), now: start) == .allowed) }
    messages.heard([.init(user: UserID(1), messages: 5)], now: start)
    #expect(messages.count == 0 && messages.due().isEmpty)
  }
}
