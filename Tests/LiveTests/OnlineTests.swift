import Bus
import Core
import JSON
import RandomTesting
import Testing

@testable import Live

@Suite("Who is online") struct OnlineTests {
  let ada = UserID(1)
  let bob = UserID(2)
  let start = Timestamp(microseconds: 1_000_000_000)

  private func online(_ rooms: Int64..., since: Timestamp? = nil, elsewhere: Bool = false) -> OnlineMember {
    OnlineMember(since: since ?? start, rooms: rooms.map { RoomID($0) }, isElsewhere: elsewhere)
  }

  @Test func staysFor30SecondsAfterTheLastOfSeveralSockets() {
    var roster = Roster()
    #expect(roster.socketBegan(ada, now: start) == [ada: online()])
    #expect(roster.socketBegan(ada, now: start).isEmpty)
    #expect(roster.socketEnded(ada, now: start).isEmpty && roster.nextDeparture == nil)
    #expect(roster.socketEnded(ada, now: start).isEmpty && roster.nextDeparture == start + .seconds(30))
    #expect(roster.expire(now: start + .milliseconds(29_999)).isEmpty)
    #expect(roster.expire(now: start + .seconds(30)) == [ada: nil])
    #expect(roster.nextDeparture == nil)
  }

  @Test func whoComesBackInTimeNeverLeft() {
    var roster = Roster()
    _ = roster.socketBegan(ada, now: start)
    #expect(roster.announcement()?.here == [ada: []])
    _ = roster.socketEnded(ada, now: start)
    #expect(roster.socketBegan(ada, now: start + .seconds(5)).isEmpty)
    #expect(roster.expire(now: start + .seconds(60)).isEmpty)
    #expect(roster.announcement() == nil)
  }

  @Test func isOnlineAsLongAsAnyNodeSaysSo() {
    var roster = Roster()
    #expect(roster.elsewhere([ada: [RoomID(7)]], now: start) == [ada: online(7, elsewhere: true)])
    // Other nodes hear only of those who are here.
    #expect(roster.announcement() == nil && roster.everybodyHere().isEmpty)
    #expect(roster.socketBegan(ada, now: start + .seconds(1)).isEmpty)
    #expect(roster.elsewhere([ada: [RoomID]?.none], now: start) == [ada: online()])
    _ = roster.socketEnded(ada, now: start)
    #expect(roster.elsewhere([ada: []], now: start) == [ada: online(elsewhere: true)])
    #expect(roster.expire(now: start + .seconds(30)).isEmpty)
    #expect(roster.elsewhere([ada: [RoomID]?.none], now: start) == [ada: nil])
  }

  @Test func viewsTheRoomEnteredLastFirst() {
    var roster = Roster()
    _ = roster.socketBegan(ada, now: start)
    let (den, hall) = (RoomID(3), RoomID(4))
    #expect(roster.entered(den, ada, isNew: true, now: start) == [ada: online(3)])
    #expect(roster.entered(hall, ada, isNew: true, now: start) == [ada: online(4, 3)])
    #expect(roster.entered(den, ada, isNew: false, now: start) == [ada: online(3, 4)])
    #expect(roster.entered(den, ada, isNew: true, now: start).isEmpty)
    #expect(roster.left(den, ada, now: start).isEmpty)
    #expect(roster.left(den, ada, now: start) == [ada: online(4)])
    #expect(roster.announcement()?.here == [ada: [hall]])
    #expect(roster.elsewhere([ada: [den, hall]], now: start) == [ada: online(4, 3, elsewhere: true)])
  }

  /// Whatever happens: each change is told once, and the last one says how it is.
  @Test(arguments: 0..<100)
  func tellsEachChangeOnce(seed: UInt64) {
    var chance = SeededRandom(seed: seed)
    var roster = Roster(), sockets: [UserID: Int] = [:], isThere: [UserID: Bool] = [:], online: [UserID: OnlineMember] = [:]
    var told: Set<UserID> = [], now = start
    func take(_ changes: Roster.Changes) {
      for (user, member) in changes {
        #expect(online[user] != member)
        online[user] = member
      }
    }
    for _ in 0..<200 {
      let (user, room) = (UserID(Int64.random(in: 1...3, using: &chance)), RoomID(Int64.random(in: 1...2, using: &chance)))
      switch Int.random(in: 0..<7, using: &chance) {
      case 0:
        take(roster.socketBegan(user, now: now))
        sockets[user, default: 0] += 1
      case 1 where sockets[user, default: 0] > 0:
        take(roster.socketEnded(user, now: now))
        sockets[user]! -= 1
      case 2:
        isThere[user] = Bool.random(using: &chance)
        let rooms: [RoomID]? = isThere[user]! ? [room] : nil
        take(roster.elsewhere([user: rooms], now: now))
      case 3:
        now = now + .seconds(Int.random(in: 1...20, using: &chance))
        take(roster.expire(now: now))
      case 4 where sockets[user, default: 0] > 0: take(roster.entered(room, user, isNew: true, now: now))
      case 5 where sockets[user, default: 0] > 0: take(roster.left(room, user, now: now))
      default:
        let news = roster.announcement() ?? Roster.Announcement()
        #expect(told.isSuperset(of: news.left))
        told.formUnion(news.here.keys)
        told.subtract(news.left)
      }
    }
    take(roster.expire(now: now + .seconds(31)))
    let here = Set(sockets.filter { $0.value > 0 }.keys)
    #expect(Set(online.keys) == here.union(isThere.filter(\.value).keys))
    #expect(Set(roster.everybodyHere().keys) == here)
  }

  @Test func isKnownOnAllNodes() async throws {
    let exchange = LocalExchange(), time = TestTime()
    let here = LiveHouse(exchange: exchange, node: "n1", time: time), there = LiveHouse(exchange: exchange, node: "n2", time: time)
    let socket = try await here.socket(1)
    #expect(here.online.isOnline(ada) && !here.online.isOnline(bob))
    await there.pass(until: "the other node knows") { there.online.isOnline(self.ada) }
    socket.leave()
    #expect(here.online.isOnline(ada))
    let passed = await there.pass(until: "both nodes know", step: .seconds(1)) { here.online.all.isEmpty && there.online.all.isEmpty }
    #expect((.seconds(29) ... .seconds(40)).contains(passed))
  }

  @Test func roomsAreKnownOnAllNodes() async throws {
    let exchange = LocalExchange(), time = TestTime(), history = TestHistory()
    let here = LiveHouse(exchange: exchange, node: "n1", time: time, history: history)
    let there = LiveHouse(exchange: exchange, node: "n2", time: time, history: history)
    for room in [1, 2] as [Int64] { here.open(room) }
    let socket = try await here.socket(1)
    for room in ["r1", "r2"] { await socket.join(room) }
    await there.pass(until: "the other node knows both") { there.online.all[self.ada]?.rooms == [RoomID(2), RoomID(1)] }
    await socket.say("close_room", ["room": "r2"])
    await there.pass(until: "one is left") { there.online.all[self.ada]?.rooms == [RoomID(1)] }
    socket.leave()
    await there.pass(until: "the member stays for a while, in no room") { there.online.all[self.ada]?.rooms == [] }
  }

  @Test func aNodeThatStartsLaterIsTold() async throws {
    let exchange = LocalExchange(), time = TestTime()
    let here = LiveHouse(exchange: exchange, node: "n1", time: time)
    _ = try await here.socket(1)
    let there = LiveHouse(exchange: exchange, node: "n2", time: time)
    await there.pass(until: "it knows") { there.online.isOnline(self.ada) }
  }
}
