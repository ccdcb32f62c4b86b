import Core
import JSON
import RandomTesting
import Testing

@testable import Live

@Suite struct ReadingEnvelopes {
  func read(_ text: String) -> Envelope.Reading { Envelope.read(Array(text.utf8)) }

  @Test(arguments: [
    "", "{", "[]", "\"ping\"", "null", "7", "{}", #"{"v":1}"#, #"{"type":"x","data":{}}"#, #"{"v":1,"data":{}}"#, #"{"v":1,"type":"x"}"#,
    #"{"v":"1","type":"x","data":{}}"#, #"{"v":null,"type":"x","data":{}}"#, #"{"v":1,"type":7,"data":{}}"#,
    #"{"v":1,"type":"x","data":[]}"#,
    #"{"v":1,"type":"x","data":null}"#, #"{"v":1,"type":"x","data":{},"meta":7}"#, #"{"v":1,"type":"x","data":{}} {}"#,
    #"{"v":1,"type":"x","data":{"a":"\ud800"}}"#, #"{"v":1,"v":1,"type":"x","data":{}}"#,
    "{\"v\":1,\"type\":\"x\",\"data\":{\"a\":\"\u{1}\"}}",
  ])
  func whatIsNoneIsMalformed(text: String) {
    #expect(read(text) == .malformed)
  }

  @Test func otherVersionsAreToldSoWithTheirRequestID() {
    for version in ["0", "2", "1.5", "-1", "99999999999999999999"] {
      guard
        case .refused(let error, let type, let requestID) = read(
          "{\"v\":\(version),\"type\":\"x\",\"data\":{},\"meta\":{\"request_id\":\"r\"}}")
      else {
        Issue.record("\(version) passes")
        continue
      }
      #expect(error.code == .unsupportedVersion && type == "x" && requestID == "r")
    }
  }

  @Test func requestIDsAre1To64Characters() {
    for good in ["x", String(repeating: "ü", count: 64), "👩‍👩‍👧"] {
      guard case .envelope(let envelope) = read("{\"v\":1,\"type\":\"x\",\"data\":{},\"meta\":{\"request_id\":\"\(good)\"}}") else {
        Issue.record("\(good) is refused")
        continue
      }
      #expect(envelope.requestID == good)
    }
    for bad in ["\"\"", "\"\(String(repeating: "x", count: 65))\"", "7", "null", "{}", "[]", "\"a\\u0000\"", "\"a\\rb\""] {
      guard case .refused(let error, _, let requestID) = read("{\"v\":1,\"type\":\"x\",\"data\":{},\"meta\":{\"request_id\":\(bad)}}")
      else {
        Issue.record("\(bad) passes")
        continue
      }
      #expect(error.code == .validation && error.details["request_id"] != nil && requestID == nil)
    }
  }

  @Test func metaMayBeLeftOut() {
    for meta in ["", #","meta":null"#, #","meta":{}"#] {
      #expect(read("{\"v\":1,\"type\":\"x\",\"data\":{\"a\":1}\(meta)}") == .envelope(Envelope(type: "x", data: ["a": 1], requestID: nil)))
    }
  }

  @Test func namesThatAreTooLongAreNoFields() {
    let long = "a" + String(repeating: "\u{301}", count: 10_000) + String(repeating: "\u{316}", count: 10_000)
    for text in [
      "{\"v\":1,\"type\":\"x\",\"data\":{},\"meta\":{\"request_id\":\"r\"},\"\(long)\":1}",
      "{\"v\":1,\"type\":\"x\",\"data\":{},\"meta\":{\"request_id\":\"r\",\"\(long)\":1}}",
    ] {
      guard case .refused(let error, _, let requestID) = read(text) else {
        Issue.record("a long name passes")
        continue
      }
      #expect(error.code == .validation && requestID == "r" && error.details.keys.allSatisfy { $0.utf8.count < 100 })
    }
    #expect(MessageTable([])[long] == nil)
  }

  @Test func unknownFieldsAreRefusedByName() {
    for (text, field) in [
      (#"{"v":1,"type":"x","data":{},"to":1,"meta":{"request_id":"r"}}"#, "to"),
      (#"{"v":1,"type":"x","data":{},"meta":{"request_id":"r","trace":1}}"#, "trace"),
    ] {
      guard case .refused(let error, _, let requestID) = read(text) else {
        Issue.record("\(text) passes")
        continue
      }
      #expect(error.code == .validation && error.details[field] != nil && requestID == "r")
    }
  }

  @Test func theDigestTellsTypesAndDataApartButNotTheirSpelling() {
    func digest(_ text: String) -> [UInt8]? {
      guard case .envelope(let envelope) = read(text) else { return nil }
      return envelope.replayKey?.digest
    }
    let meta = #""meta":{"request_id":"r"}"#
    let one = digest("{\"v\":1,\"type\":\"x\",\"data\":{\"a\":1,\"b\":\"é\"},\(meta)}")
    #expect(one?.count == 32)
    #expect(digest("{\"type\":\"x\", \"v\":1, \"data\":{\"b\":\"\\u00e9\", \"a\":1},\(meta)}") == one)
    #expect(digest("{\"v\":1,\"type\":\"y\",\"data\":{\"a\":1,\"b\":\"é\"},\(meta)}") != one)
    #expect(digest("{\"v\":1,\"type\":\"x\",\"data\":{\"a\":2,\"b\":\"é\"},\(meta)}") != one)
    #expect(digest("{\"v\":1,\"type\":\"x\",\"data\":{}}") == nil)
  }
}

@Suite struct MessagesBetweenNodes {
  @Test func comeBackAsTheyWere() {
    let data = Array(#"{"text":"é\t"}"#.utf8)
    let messages: [NodeMessage] = [
      .event(Event(type: "new_message", audience: .room(RoomID(7)), sequence: 9, data: data)),
      .event(Event(type: "presence", audience: .room(RoomID(.max)), data: [])),
      .event(Event(type: "notification", audience: .user(UserID(1)), data: data)), .event(Event(node: .banned(UserID(5)))),
      .typing(room: RoomID(1), user: UserID(2), data: data), .spent([]),
      .spent([.init(user: UserID(1), messages: 1), .init(user: UserID(.max), messages: 1_000_000)]),
      .event(Event(type: "new_message", audience: .room(RoomID(7)), sequence: PlaceSequence.last, data: data)),
      .event(
        Event(
          type: "changed", audience: .place(PlaceID(PlaceKind("notes"), 3)), sequence: 1, data: data, hiddenFrom: [UserID(4), UserID(9)])),
      .event(Event(type: "signal", audience: .place(.me(UserID(3))), data: data)), .socketsAsked(UserID(3), number: .max),
      .socketsTold([], number: 1, node: "n-1"), .socketsTold([Self.socket], number: 2, node: "n-1"),
    ]
    for message in messages { #expect(NodeMessage(message.encoded) == message) }
  }

  @Test func nonsenseIsNoMessage() {
    let good = NodeMessage.typing(room: RoomID(1), user: UserID(2), data: [1, 2, 3]).encoded
    for length in 0..<good.count { #expect(NodeMessage(Array(good.prefix(length))) == nil) }
    #expect(NodeMessage(good + [0]) == nil)
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      _ = NodeMessage((0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }

  /// Sequences, ids and counts no node says; each once trapped or was believed.
  @Test(arguments: [.min, -2, 0, PlaceSequence.last + 1, .max - 1, .max] as [Int64])
  func numbersBeyondBoundsAreNoMessage(number: Int64) {
    let event = NodeMessage.event(Event(type: "new_message", audience: .room(RoomID(7)), sequence: number, data: []))
    #expect(NodeMessage(event.encoded) == nil)
    for id in [.min, -1, 0] as [Int64] {
      for message in [
        NodeMessage.event(Event(type: "x", audience: .room(RoomID(id)), data: [])),
        .event(Event(type: "x", audience: .user(UserID(id)), data: [])), .typing(room: RoomID(id), user: UserID(1), data: []),
        .typing(room: RoomID(1), user: UserID(id), data: []), .presence(.here(RoomID(id), []), node: "n"),
        .presence(.here(RoomID(1), [Present(user: UserID(id), json: [])]), node: "n"),
        .presence(.changed(RoomID(1), joined: [], left: [UserID(id)]), node: "n"), .spent([.init(user: UserID(id), messages: 1)]),
      ] { #expect(NodeMessage(message.encoded) == nil) }
    }
    for count in [-1, 0, 1_000_001, .max] {
      #expect(NodeMessage(NodeMessage.spent([.init(user: UserID(1), messages: count)]).encoded) == nil)
    }
    for rooms in [-1, 1 << 31, .max] { #expect(NodeMessage(NodeMessage.presence(.allSaid(rooms: rooms), node: "n").encoded) == nil) }
    for node in ["", "n\n", "é", String(repeating: "n", count: 256)] {
      #expect(NodeMessage(NodeMessage.presence(.asked, node: node).encoded) == nil)
    }
    for type in ["", "new message", "ü", String(repeating: "t", count: 65)] {
      #expect(NodeMessage(NodeMessage.event(Event(type: type, audience: .nodes, data: [])).encoded) == nil)
    }
  }

  private static let socket = SocketFacts(
    id: "n-1-7", node: "n-1", since: Timestamp(microseconds: 5), received: 1, sent: 2, waitingBytes: 3, rooms: ["general", "dm:4"])

  /// Good messages with bytes changed: nothing traps, and what is taken for a message is one that could have been sent.
  @Test func changedMessagesAreNoneOrSaySomethingElse() async {
    var random = SeededRandom(seed: 4)
    let messages: [NodeMessage] = [
      .event(Event(type: "new_message", audience: .room(RoomID(7)), sequence: 9, data: Array("{}".utf8))),
      .event(Event(node: .sessionsRevoked(UserID(5), except: SessionID("s"), reason: "x"))),
      .typing(room: RoomID(1), user: UserID(2), data: [1]), .spent([.init(user: UserID(1), messages: 3)]),
      .presence(.changed(RoomID(1), joined: [Present(user: UserID(3), json: [1])], left: [UserID(4)]), node: "n"),
      .socketsAsked(UserID(3), number: 9), .socketsTold([Self.socket], number: 2, node: "n-1"),
    ]
    var elsewhere = Elsewhere()
    let counts = MemberMessages(.memberMessages)
    for round in 0..<10_000 {
      if round % 100 == 0 { await Task.yield() }
      var bytes = messages.randomElement(using: &random)!.encoded
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random)!
      }
      guard let message = NodeMessage(bytes) else { continue }
      #expect(message.encoded == bytes)
      switch message {
      case .event(let event): _ = event.nodeEvent
      case .presence(let word, let node): _ = elsewhere.heard(word, from: node, now: Timestamp(microseconds: Int64(round)))
      case .spent(let spent): counts.heard(spent, now: Timestamp(microseconds: Int64(round)))
      case .typing, .socketsAsked, .socketsTold: break
      }
    }
  }

  @Test func theOriginStaysOnItsNode() {
    let event = Event(
      type: "x", audience: .room(RoomID(1)), sequence: 1, data: [0x7B, 0x7D], origin: Event.Origin(socket: 1, node: "a", requestID: "r"))
    guard case .event(let other)? = NodeMessage(NodeMessage.event(event).encoded) else {
      Issue.record("does not come back")
      return
    }
    #expect(other.origin == nil)
  }
}
