import Crypto
import Testing

@testable import Bus

@Suite struct SealedMessages {
  private let key = KeyedHash(key: Array(0..<32))
  private let channel = Array("neospace:c:bus:0:live".utf8)

  private func sealed(_ content: [UInt8] = [1, 2, 3], as number: UInt64 = 9) -> [UInt8] {
    SealedMessage.seal(content, from: Array("n1".utf8), as: number, on: channel, with: key)
  }

  @Test func comeOutAsTheyWentIn() {
    for content in [[], [0], [UInt8](repeating: 255, count: 70_000)] as [[UInt8]] {
      for number in [0, 1, 1 << 40, .max] as [UInt64] {
        let message = SealedMessage(sealed(content, as: number), on: channel, with: key)
        #expect(message?.content == content && message?.number == number && message?.sender == Array("n1".utf8))
      }
    }
  }

  @Test func areOpenedByNobodyElseOnNoOtherChannelAndWithNoBitChanged() {
    let bytes = sealed()
    #expect(SealedMessage(bytes, on: channel, with: KeyedHash(key: Array(1..<33))) == nil)
    #expect(SealedMessage(bytes, on: Array("neospace:c:bus:0:live2".utf8), with: key) == nil)
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(SealedMessage(flipped, on: channel, with: key) == nil, "bit \(bit)")
    }
    for length in 0..<bytes.count { #expect(SealedMessage(Array(bytes.prefix(length)), on: channel, with: key) == nil) }
    #expect(SealedMessage(bytes + [0], on: channel, with: key) == nil)
  }

  /// What has the right code and is nonsense under it: as a later version might send.
  @Test func ofAnotherShapeAreNone() {
    for body in [[], [1], [2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 65, 1, 66], [1, 0, 0, 0, 0, 0, 0, 0, 0, 255, 65], [1, 0, 0, 0, 0, 0, 0, 0, 0]]
      as [[UInt8]]
    { #expect(SealedMessage(key.code(of: body) + body, on: channel, with: key) == nil) }
  }

  @Test func ofTheNodeItselfAreKnownByTheirSender() {
    #expect(SealedMessage.claims(Array("n1".utf8), sealed()))
    for other in ["n", "n12", "n2"] { #expect(!SealedMessage.claims(Array(other.utf8), sealed())) }
    for length in 0..<27 { #expect(!SealedMessage.claims(Array("n1".utf8), Array(sealed().prefix(length)))) }
  }

  @Test func theInboxTellsOfRefusalsOnceAnInterval() {
    let inbox = Inbox(own: Array("n2".utf8), authenticator: key)
    #expect(inbox.open(sealed(as: 5), on: channel) == .message([1, 2, 3]))
    #expect(inbox.open(sealed(as: 5), on: channel) == .refused(news: 1))
    for number in 0...5 as ClosedRange<UInt64> { #expect(inbox.open(sealed(as: number), on: channel) == .refused(news: nil)) }
    #expect(inbox.open(sealed(as: 6), on: channel) == .message([1, 2, 3]))
    #expect(inbox.open([], on: channel) == .refused(news: nil))
    let impatient = Inbox(own: [65], authenticator: key, interval: .zero)
    for _ in 0..<3 { #expect(impatient.open([1], on: channel) == .refused(news: 1)) }
  }
}

@Suite struct NumbersHeardOfEachSender {
  /// Against a model that keeps everything: a number counts when it is above all that came before from that sender.
  @Test func countOnceAndOnlyUpwards() {
    for seed in 0..<10_000 {
      var chance = SystemChance(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
      var heard = HeardNumbers()
      var model: [UInt8: UInt64] = [:]
      for _ in 0..<40 {
        let sender = UInt8(chance.next() % 4)
        let number = [0, chance.next() % 8, .max, .max - 1][Int(chance.next() % 4)]
        let isNew = model[sender].map { number > $0 } ?? true
        if isNew { model[sender] = number }
        #expect(heard.isNew(number, of: [sender]) == isNew)
      }
    }
  }

  @Test func areRememberedOfSoManySendersAndNoMore() {
    var heard = HeardNumbers()
    let isEachNew = (0..<10_000).allSatisfy { heard.isNew(1, of: Array("\($0)".utf8)) }
    #expect(isEachNew && heard.count == HeardNumbers.capacity)
    let isLastNewAgain = heard.isNew(1, of: Array("9999".utf8))
    #expect(!isLastNewAgain)
  }

  private struct SystemChance {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
