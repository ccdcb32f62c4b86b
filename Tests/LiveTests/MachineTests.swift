import Core
import Engine
import JSON
import RandomTesting
import Testing

@testable import Live

typealias TextSequencer = Sequencer<String>

@Suite struct PuttingEventsInOrder {
  func items(_ step: TextSequencer.Step) -> [String] { step.deliver.map(\.item) }

  @Test func earlyOnesAreHeldAndRepeatedOnesDropped() {
    var sequencer = TextSequencer()
    expect(items(sequencer.start(at: 4)), is: [])
    expect(items(sequencer.received(6, "6")), is: [])
    expect(items(sequencer.received(7, "7")), is: [])
    expect(items(sequencer.received(5, "5")), is: ["5", "6", "7"])
    for old in [4, 5, 6, 7] as [Int64] { expect(items(sequencer.received(old, "again")), is: []) }
    #expect(sequencer.last == 7)
  }

  @Test func whatComesBeforeTheStartWaitsForIt() {
    var sequencer = TextSequencer()
    let step = sequencer.received(9, "9")
    #expect(step.request == nil && items(step).isEmpty)
    _ = sequencer.received(8, "8")
    expect(items(sequencer.start(at: 7)), is: ["8", "9"])
    expect(items(sequencer.start(at: 100)), is: [])
    #expect(sequencer.last == 9)
  }

  @Test func aGapIsReadFromTheDatabaseAfterAMoment() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 0)
    expect(sequencer.received(3, "3").request, is: .wake(after: .milliseconds(200)))
    expect(sequencer.received(4, "4").request, is: nil)
    expect(sequencer.woke(), is: .read(after: 0))
    expect(sequencer.woke(), is: nil)
    // 1 has been edited as 4 meanwhile: only 2 and 4 are left.
    let step = sequencer.healed([(2, "2"), (4, "4 from the database")])
    #expect(items(step) == ["2", "4 from the database"] && step.request == nil && sequencer.last == 4)
  }

  @Test func aGapThatClosesByItselfIsNotRead() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 0)
    _ = sequencer.received(2, "2")
    _ = sequencer.received(1, "1")
    expect(sequencer.woke(), is: nil)
    expect(sequencer.received(4, "4").request, is: .wake(after: .milliseconds(200)))
  }

  @Test func theLastEventsLossIsNoticedByLooking() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 5)
    expect(sequencer.observed(latest: 5).request, is: nil)
    expect(sequencer.observed(latest: 6).request, is: .wake(after: .milliseconds(200)))
    expect(sequencer.woke(), is: .read(after: 5))
    expect(items(sequencer.healed([(6, "6")])), is: ["6"])
  }

  @Test func aDatabaseThatCannotBeReadIsAskedLessAndLess() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 0)
    var waits: [Duration] = []
    var step = sequencer.received(2, "2")
    for _ in 0..<5 {
      guard case .wake(let wait)? = step.request else { break }
      waits.append(wait)
      expect(sequencer.woke(), is: .read(after: 0))
      step = sequencer.healingFailed()
    }
    #expect(waits == [200, 400, 800, 800, 800].map { .milliseconds($0) })
    expect(sequencer.woke(), is: .read(after: 0))
    expect(items(sequencer.healed([(1, "1")])), is: ["1", "2"])
  }

  @Test func aGapNobodyCanFillDoesNotStopThePlace() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 0)
    _ = sequencer.received(3, "3")
    for _ in 0..<2 {
      expect(sequencer.woke(), is: .read(after: 0))
      expect(items(sequencer.healed([])), is: [])
    }
    expect(sequencer.woke(), is: .read(after: 0))
    expect(items(sequencer.healed([])), is: ["3"])
    expect(items(sequencer.received(4, "4")), is: ["4"])
  }

  @Test(arguments: [.min, -1, 0, PlaceSequence.last + 1, .max - 1, .max] as [Int64])
  func sequencesNoPlaceCanHaveAreNothing(sequence: Int64) {
    for isStarted in [false, true] {
      var sequencer = TextSequencer()
      if isStarted { _ = sequencer.start(at: 4) }
      let step = sequencer.received(sequence, "forged")
      #expect(step.deliver.isEmpty && step.request == nil)
      _ = sequencer.start(at: 4)
      expect(items(sequencer.received(5, "5")), is: ["5"])
    }
    var last = TextSequencer()
    _ = last.start(at: PlaceSequence.last - 1)
    expect(items(last.received(PlaceSequence.last, "the last")), is: ["the last"])
    expect(items(last.received(PlaceSequence.last, "the last")), is: [])
  }

  /// Any numbers in any order, what the database says among them: nothing traps, what is delivered rises, and nothing forged is in it.
  @Test func anyNumbersInAnyOrderDoNotStopIt() async {
    for seed in 0..<10_000 as Range<UInt64> {
      if seed % 100 == 0 { await Task.yield() }
      var chance = SeededRandom(seed: seed)
      var sequencer = TextSequencer()
      var delivered: [Int64] = []
      let extremes: [Int64] = [.min, -1, 0, 1, 2, 3, PlaceSequence.last - 1, PlaceSequence.last, PlaceSequence.last + 1, .max - 1, .max]
      for _ in 0..<30 {
        let number = Bool.random(using: &chance) ? Int64.random(in: 1...12, using: &chance) : extremes.randomElement(using: &chance)!
        var step = TextSequencer.Step()
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: step = sequencer.start(at: Int64.random(in: 0...3, using: &chance))
        case 1: step = sequencer.observed(latest: Int64.random(in: 0...12, using: &chance))
        case 2: _ = sequencer.woke()
        case 3: step = sequencer.healed([])
        case 4: step = sequencer.healingFailed()
        default: step = sequencer.received(number, "\(number)")
        }
        delivered += step.deliver.map(\.sequence)
      }
      #expect(zip(delivered, delivered.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
      #expect(delivered.allSatisfy { (1...PlaceSequence.last).contains($0) })
    }
  }

  @Test func whatIsHeldIsBounded() {
    var sequencer = TextSequencer()
    _ = sequencer.start(at: 0)
    for sequence in 2...5_000 as ClosedRange<Int64> { _ = sequencer.received(sequence, "\(sequence)") }
    expect(sequencer.woke(), is: .read(after: 0))
    var delivered = 0
    var from: Int64 = 0
    while sequencer.last! < 5_000 {
      let changes = (from + 1...min(from + 200, 5_000)).map { (sequence: $0, item: "\($0)") }
      let step = sequencer.healed(changes)
      delivered += step.deliver.count
      from = sequencer.last!
      guard step.request != nil else { break }
      _ = sequencer.woke()
    }
    #expect(delivered == 5_000 && sequencer.last == 5_000)
  }
}

@Suite struct WhoIsPresent {
  let start = Timestamp(microseconds: 0)

  func user(_ id: Int64) -> [UInt8] { Array("{\"id\":\(id)}".utf8) }

  func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func joinersAreToldWhoIsThereAndTheOthersOfThem() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    expect(text(presence.online(room: "r", for: UserID(1))), is: #"{"room":"r","online":[{"id":1}]}"#)
    expect(text(presence.news(room: "r")?.json), is: #"{"room":"r","joined":[{"id":1}],"left":[]}"#)
    presence.socketBegan(UserID(2), json: user(2))
    expect(text(presence.online(room: "r", for: UserID(2))), is: #"{"room":"r","online":[{"id":1},{"id":2}]}"#)
    expect(text(presence.news(room: "r")?.json), is: #"{"room":"r","joined":[{"id":2}],"left":[]}"#)
    expect(presence.news(room: "r")?.json, is: nil)
    expect(text(presence.online(room: "r", for: UserID(2))), is: #"{"room":"r","online":[{"id":1},{"id":2}]}"#)
  }

  @Test func whatJoinersAreToldHasANumberThatChangesWithIt() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    expect(presence.hasTold(of: UserID(1)), is: false)
    _ = presence.news(room: "r")
    let edition = presence.edition
    presence.socketBegan(UserID(1), json: user(1))
    presence.socketBegan(UserID(2), json: user(2))
    _ = presence.online(room: "r", for: UserID(2))
    expect(presence.hasTold(of: UserID(1)) && presence.edition == edition, is: true)
    _ = presence.news(room: "r")
    expect(presence.edition == edition, is: false)
  }

  @Test func severalTabsAreOnePersonUntilTheLastIsGoneFor30Seconds() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    presence.socketBegan(UserID(1), json: user(1))
    _ = presence.news(room: "r")
    presence.socketEnded(UserID(1), now: start)
    #expect(presence.nextDeparture == nil && presence.viewing == [UserID(1): 1])
    presence.socketEnded(UserID(1), now: start)
    #expect(presence.nextDeparture == start + .seconds(30) && presence.viewing.isEmpty && !presence.isEmpty)
    presence.expire(now: start + .seconds(30) - .microseconds(1))
    #expect(!presence.hasNews)
    presence.expire(now: start + .seconds(30))
    expect(text(presence.news(room: "r")?.json), is: #"{"room":"r","joined":[],"left":[{"id":1}]}"#)
    #expect(presence.isEmpty)
  }

  @Test func comingBackInTimeIsNotNews() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    _ = presence.news(room: "r")
    presence.socketEnded(UserID(1), now: start)
    presence.socketBegan(UserID(1), json: user(1))
    presence.expire(now: start + .hours(1))
    expect(presence.news(room: "r")?.json, is: nil)
    #expect(presence.nextDeparture == nil)
  }

  @Test func leavingIsAtOnceWhateverSocketsThereAre() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    presence.socketBegan(UserID(1), json: user(1))
    _ = presence.news(room: "r")
    presence.left(UserID(1))
    presence.socketEnded(UserID(1), now: start)
    expect(text(presence.news(room: "r")?.json), is: #"{"room":"r","joined":[],"left":[{"id":1}]}"#)
    #expect(presence.isEmpty && presence.nextDeparture == nil)
  }

  @Test func whoComesAndGoesBetweenTwoBatchesWasNeverThere() {
    var presence = RoomPresence()
    presence.socketBegan(UserID(1), json: user(1))
    presence.left(UserID(1))
    #expect(presence.hasNews)
    expect(presence.news(room: "r")?.json, is: nil)
    #expect(!presence.hasNews)
  }

  @Test func foldingWhatIsToldGivesWhoIsThere() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<300 {
      var presence = RoomPresence()
      var now = start
      var online: Set<Int64> = []
      var sockets: [Int64: Int] = [:]
      func fold() throws {
        guard let news = presence.news(room: "r")?.json else { return }
        let told = try JSONValue(parsing: news)
        for user in told["joined"]!.array! { #expect(online.insert(user["id"]!.int!).inserted) }
        for user in told["left"]!.array! { #expect(online.remove(user["id"]!.int!) != nil) }
      }
      for _ in 0..<60 {
        let id = Int64.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
          presence.socketBegan(UserID(id), json: user(id))
          sockets[id, default: 0] += 1
          let list = try JSONValue(parsing: presence.online(room: "r", for: UserID(id)))["online"]!.array!.map { $0["id"]!.int! }
          #expect(Set(list) == online.union([id]) && list.count == Set(list).count)
        case 2:
          guard sockets[id, default: 0] > 0 else { continue }
          presence.socketEnded(UserID(id), now: now)
          sockets[id]! -= 1
        case 3:
          presence.left(UserID(id))
          sockets[id] = 0
        case 4:
          now = now + .seconds(Int.random(in: 0...40, using: &random))
          presence.expire(now: now)
        default: try fold()
        }
      }
      presence.expire(now: now + .seconds(31))
      try fold()
      #expect(online == Set(sockets.filter { $0.value > 0 }.keys))
    }
  }
}

@Suite struct TellingUnreadInBatches {
  let start = Timestamp(microseconds: 0)

  @Test func aRoomIsToldAtMostFourTimesASecondHoweverMuchHappens() {
    var batch = UnreadBatch()
    var told: [Timestamp] = []
    var begun = 0
    for millisecond in 0..<2_000 {
      let now = start + .milliseconds(millisecond)
      if batch.changed(RoomID(1), now: now) { begun += 1 }
      if case .tell = batch.next(now: now) { told.append(now) }
    }
    #expect(told.count <= 9 && told.count >= 7)
    for (one, next) in zip(told, told.dropFirst()) { #expect(next - one >= .milliseconds(250)) }
    #expect(begun >= 1)
  }

  @Test func oneWorkerIsAskedForUntilItIsDone() {
    var batch = UnreadBatch()
    expect(batch.changed(RoomID(1), now: start), is: true)
    expect(batch.changed(RoomID(1), now: start), is: false)
    expect(batch.changed(RoomID(2), now: start), is: false)
    expect(batch.next(now: start), is: .wait(.milliseconds(50)))
    let later = start + .milliseconds(50)
    expect(batch.next(now: later), is: .tell(RoomID(1)))
    expect(batch.changed(RoomID(3), now: later), is: false)
    expect(batch.next(now: later), is: .tell(RoomID(2)))
    expect(batch.next(now: later + .milliseconds(50)), is: .tell(RoomID(3)))
    expect(batch.next(now: later), is: .done)
    expect(batch.changed(RoomID(1), now: later), is: true)
    expect(batch.next(now: later), is: .wait(.milliseconds(250)))
  }
}

@Suite struct CatchingUp {
  func page(_ sequence: Int64, complete: Bool, messages: String = "[{}]") -> HistoryPage {
    HistoryPage(epoch: "e", objects: Array(messages.utf8), sequence: sequence, isComplete: complete, hasOlder: false)
  }

  @Test func readsOnFromEachPageUntilTheLast() {
    var subscription = Subscription(from: HistoryCursor(epoch: "e", sequence: 5))
    #expect(subscription.begin() == .read(after: HistoryCursor(epoch: "e", sequence: 5)))
    expect(subscription.read(.page(page(9, complete: false))), is: .write(page(9, complete: false)))
    expect(subscription.written(true), is: .read(after: HistoryCursor(epoch: "e", sequence: 9)))
    expect(subscription.read(.page(page(12, complete: true))), is: .arrive(page(12, complete: true)))
    expect(subscription.arrived(.settled), is: .end)
    #expect(subscription.resume == .backfilled)
  }

  @Test func goesOnWhenTheRoomHasMovedTooFar() {
    var subscription = Subscription(from: nil)
    #expect(subscription.begin() == .readNewest)
    expect(subscription.read(.page(page(50, complete: true))), is: .arrive(page(50, complete: true)))
    expect(subscription.arrived(.behind), is: .write(page(50, complete: true)))
    expect(subscription.written(true), is: .read(after: HistoryCursor(epoch: "e", sequence: 50)))
    #expect(subscription.resume == nil)
  }

  @Test func saysWhatComingBackTook() {
    var nothingMissed = Subscription(from: HistoryCursor(epoch: "e", sequence: 5))
    _ = nothingMissed.read(.page(page(5, complete: true, messages: "[]")))
    #expect(nothingMissed.resume == .lossless)
    var otherHistory = Subscription(from: HistoryCursor(epoch: "old", sequence: 5))
    expect(otherHistory.read(.reset(epoch: "new")), is: .reset(epoch: "new"))
    #expect(otherHistory.resume == .reset)
  }

  @Test func endsWithTheSocketAndGivesUpOnADatabaseThatStaysAway() {
    var subscription = Subscription(from: nil)
    _ = subscription.read(.page(page(9, complete: false)))
    expect(subscription.written(false), is: .end)
    var unlucky = Subscription(from: nil)
    for wait in [500, 1_000, 2_000] { expect(unlucky.failed(), is: .wait(.milliseconds(wait))) }
    expect(unlucky.failed(), is: .giveUp)
    var circling = Subscription(from: HistoryCursor(epoch: "e", sequence: 5))
    expect(circling.read(.page(page(5, complete: false))), is: .giveUp)
  }
}
