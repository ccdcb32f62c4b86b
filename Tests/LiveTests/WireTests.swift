import Core
import Engine
import Foundation
import JSON
import RandomTesting
import Synchronization
import Testing

@testable import Live

/// The same folding as on the pure machines, over real connections: members write and edit at once, readers lose the network and
/// come back with their cursor.
@Suite(.serialized) struct FoldingOverRealSockets {
  /// A reader's copy, as a client keeps it.
  struct Copy {
    var messages: [Int64: Int64] = [:]
    var cursor: Int64?
    var stream: Int64 = -1
    var oldest = Int64.max
    var problems: [String] = []

    mutating func take(_ frame: JSONValue) {
      guard let data = frame["data"] else { return }
      switch frame["type"]?.string {
      case "new_message", "message_edited":
        let sequence = data["seq"]!.int!
        if sequence <= stream { problems.append("\(sequence) after \(stream)") }
        (stream, cursor) = (sequence, sequence)
        fold(data)
      case "backfill":
        for message in data["messages"]!.array! { fold(message) }
        if cursor == nil { oldest = data["messages"]!.array!.map { $0["id"]!.int! }.min() ?? 0 }
        let sequence = data["seq"]!.int!
        if sequence < stream { problems.append("page \(sequence) after \(stream)") }
        (stream, cursor) = (sequence, sequence)
      default: break
      }
    }

    private mutating func fold(_ message: JSONValue) {
      let id = message["id"]!.int!
      messages[id] = max(messages[id] ?? 0, message["seq"]!.int!)
    }
  }

  @Test func givesTheStateOfTheDatabase() async throws {
    let house = LiveHouse(starts: false)
    let members = Atomic<Int64>(0)
    var options = ServerOptions()
    options.addresses = [.tcp(host: "127.0.0.1", port: 0)]
    options.loops = 2
    let server = Server(options: options) { _ in
      let member = LiveHouse.member(members.wrappingAdd(1, ordering: .relaxed).newValue)
      let session = SessionID("s\(member.id)")
      house.sessions[session] = .success(Authenticated(member: member, session: session, expires: house.time.now + .days(1)))
      let scope = Scope(
        caller: .member(member), session: session, requestID: "r", now: house.time.now,
        random: RandomSource { [UInt8](repeating: 1, count: $0) }, outbox: Outbox())
      return Response(body: .upgrade(WebSocketUpgrade { house.live.connection(of: scope, on: $0) }))
    }
    guard case .tcp(_, let port) = try server.start()[0] else { return }
    house.live.start(on: server)
    // Blocking clients have threads of their own.
    let problems = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: (1...60).flatMap { Self.schedule(Int64($0), house, port) })
      }
    }
    #expect(problems.isEmpty, "\(problems.prefix(5))")
    await server.drain(deadline: .seconds(1))
  }

  static func schedule(_ room: Int64, _ house: LiveHouse, _ port: UInt16) -> [String] {
    house.open(room)
    let name = JSONValue.string("r\(room)")
    var random = SeededRandom(seed: UInt64(room))
    let writers = (0..<2).compactMap { _ in WireClient(port: port, path: "/ws") }
    guard writers.count == 2 else { return ["no connection"] }
    // Two threads write as fast as they are answered.
    let writing = Atomic<Int>(2)
    let seeds = [random.next(), random.next()]
    for (writer, seed) in zip(writers, seeds) {
      nonisolated(unsafe) let writer = writer
      let write: @Sendable () -> Void = {
        var random = SeededRandom(seed: seed)
        _ = writer.ask("join_room", ["room": name], id: "j")
        for step in 0..<40 {
          let isEdit = step > 3 && Bool.random(using: &random)
          let data: JSONValue = isEdit ? ["room": name, "id": .int(Int64.random(in: 1...4, using: &random))] : ["room": name]
          _ = writer.ask(isEdit ? "edit_message" : "post_message", data, id: "w\(step)")
        }
        writing.subtract(1, ordering: .releasing)
      }
      Thread.detachNewThread(write)
    }
    var copies = [Copy(), Copy(), Copy()]
    var readers: [WireClient?] = [nil, nil, nil]
    var round = 0
    func come(_ index: Int) {
      guard let reader = WireClient(port: port, path: "/ws") else { return copies[index].problems.append("no connection") }
      var join: [ShortName: JSONValue] = ["room": name]
      if let cursor = copies[index].cursor { join["epoch"] = "e1"; join["after_seq"] = .int(cursor) }
      copies[index].stream = copies[index].cursor ?? -1
      for frame in reader.ask("join_room", .object(join), id: "j") { copies[index].take(frame) }
      readers[index] = reader
    }
    func read(_ index: Int) {
      round += 1
      for frame in readers[index]?.ask("ping", ["ts": 1], id: "p\(round)") ?? [] { copies[index].take(frame) }
    }
    while writing.load(ordering: .acquiring) > 0 {
      let index = Int.random(in: 0..<3, using: &random)
      switch (readers[index], Int.random(in: 0..<4, using: &random)) {
      case (nil, _): come(index)
      case (_, 0): readers[index] = nil
      default: read(index)
      }
    }
    let (messages, last) = house.history.rooms.withLock { ($0[RoomID(room)]!.messages, $0[RoomID(room)]!.last) }
    for index in 0..<3 {
      if readers[index] == nil { come(index) }
      let deadline = ContinuousClock.now + .seconds(60)
      while copies[index].cursor ?? -1 < last, ContinuousClock.now < deadline { read(index) }
      if copies[index].cursor != last { copies[index].problems.append("at \(copies[index].cursor ?? -1) of \(last)") }
      for message in messages where message.id >= copies[index].oldest && copies[index].messages[message.id] != message.sequence {
        copies[index].problems.append("message \(message) is \(copies[index].messages[message.id] ?? -1)")
      }
    }
    return copies.flatMap(\.problems).map { "room \(room): \($0)" }
  }
}
