import Core
import Testing

@testable import Downloads

@Suite("The ledger of a download") struct LedgerTests {
  private static let size: Int64 = 100 << 20

  private static func part(_ range: Range<Int64>, of size: Int64? = size, state: String = "a") -> FilePart {
    FilePart(state: state, range: range, size: size)
  }

  @Test("lets it go on where it stopped, and a little further back")
  func goesOn() {
    var ledger = DownloadLedger()
    #expect(ledger.grant(Self.part(0..<Self.size)) == true)
    ledger.settle(Self.part(0..<Self.size), sent: 40 << 20)
    #expect(ledger.charged == 40 << 20 && ledger.reached == 40 << 20)
    for start in [40 << 20, (40 << 20) - DownloadLedger.slack, 40 << 20 + 1] as [Int64] {
      var next = ledger
      #expect(next.grant(Self.part(start..<Self.size)) == true, "\(start)")
    }
    for start in [0, (40 << 20) - DownloadLedger.slack - 1] as [Int64] {
      var next = ledger
      #expect(!next.grant(Self.part(start..<Self.size)) && next == ledger, "\(start)")
    }
  }

  @Test("lets nothing be passed over that was not promised")
  func passedOver() {
    var ledger = DownloadLedger()
    #expect(ledger.grant(Self.part(0..<1_000)) == true)
    #expect(ledger.grant(Self.part(5_000..<Self.size)) == false)
    #expect(ledger.grant(Self.part(1_000..<Self.size)) == true)
  }

  @Test("lets twice the size out and no more, however it is asked")
  func twice() {
    let size: Int64 = 5_000
    var ledger = DownloadLedger()
    var sent: Int64 = 0
    for _ in 0..<20 where ledger.grant(Self.part(0..<size, of: size)) {
      ledger.settle(Self.part(0..<size, of: size), sent: size)
      sent += size
    }
    #expect(sent == 2 * size)
    // Whatever is asked by whom, ends when and how: never more than twice.
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var ledger = DownloadLedger()
      var going: [FilePart] = []
      var total: Int64 = 0
      for _ in 0..<60 {
        let first = Int64.random(in: 0..<size, using: &random)
        let part = Self.part(first..<Int64.random(in: first + 1...size, using: &random), of: size)
        if ledger.grant(part) { going.append(part) }
        if let last = going.popLast(), Bool.random(using: &random) {
          let sent = Int64.random(in: 0...Int64(last.range.count), using: &random)
          ledger.settle(last, sent: sent)
          total += sent
        }
      }
      #expect(total <= 2 * size && total <= ledger.charged && ledger.charged <= 2 * size)
    }
  }

  @Test("gives back what did not go, so that many breaks do not end a download")
  func breaks() {
    var ledger = DownloadLedger()
    var position: Int64 = 0
    while position < Self.size {
      let part = Self.part(position..<Self.size)
      #expect(ledger.grant(part) == true)
      ledger.settle(part, sent: min(1 << 20, Self.size - position))
      position += 1 << 20
    }
    #expect(ledger.charged == Self.size)
  }

  @Test("survives a crash in which nothing could be given back")
  func crash() {
    var ledger = DownloadLedger()
    #expect(ledger.grant(Self.part(0..<Self.size)) == true)
    #expect(ledger.grant(Self.part(1..<Self.size)) == true)
    #expect(ledger.grant(Self.part(2..<Self.size)) == false)
  }

  @Test("starts over with another state of the file, and ignores a late end of the old one")
  func replaced() {
    var ledger = DownloadLedger()
    #expect(ledger.grant(Self.part(0..<Self.size)) == true)
    ledger.settle(Self.part(0..<Self.size), sent: Self.size)
    #expect(ledger.grant(Self.part(0..<Self.size)) == false)
    #expect(ledger.grant(Self.part(0..<10, of: 10, state: "b")) == true)
    ledger.settle(Self.part(0..<Self.size), sent: Self.size)
    #expect(ledger.charged == 10 && ledger.reached == 0 && ledger.state == "b")
  }

  @Test("counts what goes of a file whose size nobody says")
  func unknownSize() {
    var ledger = DownloadLedger()
    let whole = Self.part(0..<0, of: nil)
    #expect(ledger.grant(whole) == true)
    ledger.settle(whole, sent: 700)
    #expect(ledger.charged == 700 && ledger.reached == 700)
    #expect(ledger.grant(Self.part(400..<1_000, of: nil)) == true)
    ledger.settle(Self.part(400..<1_000, of: nil), sent: 600)
    #expect(ledger.grant(whole) == false, "another whole would be more than twice")
  }

  @Test("is told by a transfer of what may have gone, and at its end once")
  func transfer() {
    let told = Told()
    do {
      let transfer = DownloadTransfer(TokenID(1), Self.part(0..<100)) { _, _, sent in told.add(sent) }
      #expect(transfer.begin(40) && transfer.sent == 40)
      transfer.complete()
      #expect(transfer.begin(40) && transfer.stop() == 80)
      #expect(!transfer.begin(10) && transfer.sent == 80)
    }
    #expect(told.all == [80])
    do {
      let transfer = DownloadTransfer(TokenID(1), Self.part(0..<100)) { _, _, sent in told.add(sent) }
      #expect(transfer.claim() && !transfer.claim(), "its bytes are given back once")
    }
    #expect(told.all == [80])
    do {
      let transfer = DownloadTransfer(TokenID(1), Self.part(0..<100)) { _, _, sent in told.add(sent) }
      #expect(transfer.claim() && transfer.begin(30))
      transfer.release()
    }
    #expect(told.all == [80, 30])
  }
}

private final class Told: @unchecked Sendable {
  private(set) var all: [Int64] = []
  func add(_ sent: Int64) { all.append(sent) }
}
