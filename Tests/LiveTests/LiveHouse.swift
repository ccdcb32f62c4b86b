import Bus
import Core
import Engine
import JSON
import Synchronization
import Testing

@testable import Live

extension Limit {
  static let postMessage = Limit("post_message", .minute(60), .seconds(5, 20), meaning: "Posts per member")
}

/// Time that goes on when told to.
final class TestTime: Sendable {
  private struct State {
    var now = Timestamp(microseconds: 1_800_000_000_000_000)
    var sleepers: [(until: Timestamp, wake: CheckedContinuation<Void, Never>)] = []
  }
  private let state = Mutex(State())

  var now: Timestamp { state.withLock { $0.now } }
  var sleeping: Int { state.withLock { $0.sleepers.count } }

  func sleep(_ duration: Duration) async {
    await withCheckedContinuation { continuation in
      state.withLock { $0.sleepers.append(($0.now + duration, continuation)) }
    }
  }

  func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now + duration
      let due = state.sleepers.filter { $0.until <= state.now }
      state.sleepers.removeAll { $0.until <= state.now }
      return due
    }
    for sleeper in woken { sleeper.wake.resume() }
  }
}

/// A room's messages in memory.
final class TestHistory: PlaceHistory, UnreadCounter {
  struct Room {
    var epoch = "e1"
    var last: Int64 = 0
    var messages: [(id: Int64, sequence: Int64)] = []
    var members: Set<UserID> = []
  }
  let rooms = Mutex<[RoomID: Room]>([:])
  let failures = Mutex<Int>(0)
  let pageSize = 3

  private func room(_ id: RoomID) throws -> Room {
    let fails = failures.withLock { left in
      defer { left = max(0, left - 1) }
      return left > 0
    }
    if fails { throw AppError(.unavailable, "The disk is gone") }
    guard let room = rooms.withLock({ $0[id] }) else { throw AppError.notFound() }
    return room
  }

  static func data(_ id: Int64, _ sequence: Int64) -> [UInt8] { Array("{\"id\":\(id),\"seq\":\(sequence)}".utf8) }

  private func page(_ room: Room, _ messages: some Sequence<(id: Int64, sequence: Int64)>, at sequence: Int64, isComplete: Bool)
    -> HistoryPage
  {
    var writer = JSONWriter()
    writer.array { writer in
      for message in messages { writer.raw(Self.data(message.id, message.sequence)) }
    }
    return HistoryPage(epoch: room.epoch, objects: writer.bytes, sequence: sequence, isComplete: isComplete, hasOlder: false)
  }

  var kind: PlaceKind { .room }

  func head(of place: PlaceID) async throws -> PlaceHead {
    let room = try room(RoomID(place.number))
    return PlaceHead(epoch: room.epoch, sequence: room.last)
  }

  func newest(in place: PlaceID, for viewer: UserID) async throws -> [HistoryPage] {
    let room = try room(RoomID(place.number))
    return [page(room, room.messages.suffix(pageSize), at: room.last, isComplete: true)]
  }

  func page(in place: PlaceID, after cursor: HistoryCursor, for viewer: UserID) async throws -> HistoryRead {
    let room = try room(RoomID(place.number))
    guard cursor.epoch == room.epoch, cursor.sequence <= room.last else { return .reset(epoch: room.epoch) }
    let changed = room.messages.filter { $0.sequence > cursor.sequence }.sorted { $0.sequence < $1.sequence }
    let isComplete = changed.count <= pageSize
    let shown = changed.prefix(pageSize)
    return .page(page(room, shown, at: isComplete ? room.last : shown.last!.sequence, isComplete: isComplete))
  }

  func lastSequences(of places: [PlaceID]) async throws -> [PlaceID: Int64] {
    var found: [PlaceID: Int64] = [:]
    for place in places { found[place] = try room(RoomID(place.number)).last }
    return found
  }

  func changes(in place: PlaceID, after sequence: Int64, limit: Int) async throws -> [PlaceChange] {
    try room(RoomID(place.number)).messages.filter { $0.sequence > sequence }.sorted { $0.sequence < $1.sequence }.prefix(limit)
      .map { PlaceChange(type: "new_message", sequence: $0.sequence, data: Self.data($0.id, $0.sequence)) }
  }

  func admits(_ user: UserID, to place: PlaceID) async throws -> Bool {
    try room(RoomID(place.number)).members.contains(user)
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    try viewers.filter { try !room(RoomID($0.place.number)).members.contains($0.user) }.map { EndedView($0, because: .private) }
  }

  func unread(in id: RoomID, for users: [UserID]) async throws -> [UserID: UnreadCount] {
    let room = try room(id)
    return Dictionary(
      uniqueKeysWithValues: users.filter(room.members.contains).map {
        ($0, UnreadCount(room: "r\(id)", count: room.messages.count, mentions: 0))
      })
  }

  func unread(for user: UserID) async throws -> [UnreadCount] {
    rooms.withLock { rooms in
      rooms.filter { $0.value.members.contains(user) && !$0.value.messages.isEmpty }
        .map { UnreadCount(room: "r\($0.key)", count: $0.value.messages.count, mentions: 0) }
    }
  }
}

/// Sessions that are what the test says they are.
final class TestSessions: Authenticator {
  private let sessions = Mutex<[SessionID: Result<Authenticated, AppError>]>([:])
  let forgotten = Mutex<[String]>([])

  subscript(session: SessionID) -> Result<Authenticated, AppError>? {
    get { sessions.withLock { $0[session] } }
    set { sessions.withLock { $0[session] = newValue } }
  }

  func authenticate(token: String, now: Timestamp) async throws -> Authenticated {
    try await authenticate(session: SessionID(token), now: now)
  }
  func authenticate(session: SessionID, now: Timestamp) async throws -> Authenticated {
    guard let found = self[session] else { throw AppError.unauthorized }
    return try found.get()
  }
  func authenticate(sessions: Set<SessionID>, now: Timestamp) async throws -> [SessionID: Result<Authenticated, AppError>] {
    sessions.reduce(into: [:]) { $0[$1] = self[$1] ?? .failure(.unauthorized) }
  }
  func forgetEverything() { forgotten.withLock { $0.append("everything") } }
  func forget(session: SessionID) { forgotten.withLock { $0.append("\(session)") } }
  func forget(user: UserID) { forgotten.withLock { $0.append("\(user)") } }
}

/// Hands what is published to the probes that are subscribed.
final class TestBroadcaster: Broadcaster {
  let probes = Mutex<[SocketProbe]>([])

  func publish(_ buffer: SharedBuffer, to topic: Topic, except: SocketID?) {
    for probe in probes.withLock({ $0 }) where probe.id != except {
      let changes = probe.events.filter { $0 == .subscribed(topic) || $0 == .unsubscribed(topic) }
      if changes.last == .subscribed(topic) { probe.socket.send(buffer) }
    }
  }
}

/// A node with rooms in memory and sockets that are probes.
final class LiveHouse: Sendable {
  let live: Live
  let time: TestTime
  let history: TestHistory
  let sessions: TestSessions
  let broadcaster = TestBroadcaster()
  let online = OnlineMembers()
  /// Calls of the `post` message, by content.
  let posted = Mutex<[String]>([])

  init(
    limits: Limits = .lifted, exchange: LocalExchange = LocalExchange(), node: String = "n1", time: TestTime = TestTime(),
    history: TestHistory = TestHistory(), places: [any PlaceHistory] = [], sessions: TestSessions = TestSessions(), bus: (any Bus)? = nil,
    starts: Bool = true
  ) {
    self.time = time
    self.history = history
    self.sessions = sessions
    let messages = Self.messages(history)
    live = Live(
      services: LiveServices(
        authenticator: sessions, limiter: LocalRateLimiter(), limits: limits, places: [history] + places, unread: history, online: online,
        bus: bus ?? LocalBus(node: node, exchange: exchange), random: RandomSource { [UInt8](repeating: 1, count: $0) },
        now: { time.now }, sleep: { await time.sleep($0) }),
      messages: messages)
    if starts { live.start(on: broadcaster) }
  }

  /// What a feature would declare, on rooms called `r<id>`.
  private static func messages(_ history: TestHistory) -> [SocketMessage] {
    @Sendable func room(_ name: String) throws -> RoomID {
      guard let id = RoomID(text: name.dropFirst()) else { throw AppError.notFound("The room") }
      return id
    }
    return [
      SocketMessage("join_room", .permission(.readRoom), effect: .read) { fields throws(AppError) in
        (
          room: fields.text("room", 1...32), epoch: fields.optionalText("epoch", 1...32),
          after: fields.optionalInteger("after_seq", 0...Int64.max)
        )
      } answer: { call, join in
        let id = try room(join.room)
        let cursor = join.epoch.flatMap { epoch in join.after.map { HistoryCursor(epoch: epoch, sequence: $0) } }
        try call.view(Place(.room(id), named: join.room), from: cursor)
        guard history.rooms.withLock({ $0[id] != nil }) else { throw AppError.notFound("The room") }
        _ = history.rooms.withLock { $0[id]!.members.insert(call.scope.member!.id) }
        return .message(type: "room_joined", data: Array("{\"room\":\"\(join.room)\"}".utf8))
      },
      SocketMessage("close_room", .member, effect: .read) { fields throws(AppError) in
        fields.text("room", 1...32)
      } answer: { call, name in
        call.endViewing(.room(try room(name)))
        return .ack()
      },
      SocketMessage("leave_room", .member) { fields throws(AppError) in
        fields.text("room", 1...32)
      } answer: { call, name in
        let id = try room(name)
        let user = call.scope.member!.id
        _ = history.rooms.withLock { $0[id]?.members.remove(user) }
        call.scope.outbox.add(Event(node: .membershipEnded(id, user)))
        return .ack()
      },
      SocketMessage("post_message", .permission(.postMessage), limit: .postMessage) { fields throws(AppError) in
        fields.text("room", 1...32)
      } answer: { call, name in
        let event = post(in: try room(name), history)
        call.scope.outbox.add(event)
        return .ack(event.data)
      },
      SocketMessage("edit_message", .permission(.postMessage)) { fields throws(AppError) in
        (room: fields.text("room", 1...32), id: fields.id("id", of: MessageEntity.self))
      } answer: { call, edit in
        guard let event = Self.edit(edit.id.rawValue, in: try room(edit.room), history) else { throw AppError.notFound("The message") }
        call.scope.outbox.add(event)
        return .ack(event.data)
      },
      SocketMessage("whoami", .permission(.moderate), effect: .read) { _ throws(AppError) in
      } answer: { call, _ in
        .message(type: "you", data: Array("{\"replay\":\(call.scope.replay != nil)}".utf8))
      },
      SocketMessage("break", .member, effect: .read) { _ throws(AppError) in
      } answer: { _, _ in
        throw CancellationError()
      },
    ]
  }

  /// Commits a message and gives its event, which nobody has been told yet.
  @discardableResult
  static func post(in room: RoomID, _ history: TestHistory) -> Event {
    let (id, sequence) = history.rooms.withLock { rooms in
      rooms[room]!.last += 1
      let id = Int64(rooms[room]!.messages.count + 1)
      rooms[room]!.messages.append((id, rooms[room]!.last))
      return (id, rooms[room]!.last)
    }
    return Event(type: "new_message", audience: .room(room), sequence: sequence, data: TestHistory.data(id, sequence))
  }

  /// Commits a change of a message and gives its event.
  static func edit(_ id: Int64, in room: RoomID, _ history: TestHistory) -> Event? {
    let sequence = history.rooms.withLock { rooms -> Int64? in
      guard let index = rooms[room]?.messages.firstIndex(where: { $0.id == id }) else { return nil }
      rooms[room]!.last += 1
      rooms[room]!.messages[index].sequence = rooms[room]!.last
      return rooms[room]!.last
    }
    return sequence.map { Event(type: "message_edited", audience: .room(room), sequence: $0, data: TestHistory.data(id, $0)) }
  }

  func open(_ room: Int64) { history.rooms.withLock { $0[RoomID(room)] = TestHistory.Room() } }

  static func member(_ id: Int64, permissions: PermissionSet = Role.member.permissions) -> Member {
    Member(
      id: UserID(id), uuid: "u\(id)", username: "m\(id)", displayName: "Member \(id)", email: "\(id)@example.org", color: 3, role: .member,
      permissions: permissions)
  }

  /// Lets time pass, a little at a time, until something has happened; says how much it took.
  @discardableResult
  func pass(
    until what: String, step: Duration = .milliseconds(50), at location: SourceLocation = #_sourceLocation, _ happened: () -> Bool
  ) async -> Duration {
    let start = time.now
    await eventually(what, at: location) {
      if happened() { return true }
      time.advance(by: step)
      return false
    }
    return time.now - start
  }

  /// Opens a socket of the member, in a session of its own unless named.
  func socket(_ user: Int64, session: String? = nil, permissions: PermissionSet = Role.member.permissions) async throws -> TestSocket {
    let probe = SocketProbe()
    let session = SessionID(session ?? "s\(user)-\(probe.id.rawValue)")
    let member = Self.member(user, permissions: permissions)
    if sessions[session] == nil {
      sessions[session] = .success(Authenticated(member: member, session: session, expires: time.now + .days(7)))
    }
    try await live.admit(member.id)
    let scope = Scope(
      caller: .member(member), session: session, address: "127.0.0.1", requestID: "r", now: time.now,
      random: RandomSource { [UInt8](repeating: 1, count: $0) }, outbox: Outbox())
    let handler = live.connection(of: scope, on: probe.socket)
    broadcaster.probes.withLock { $0.append(probe) }
    let socket = TestSocket(probe: probe, handler: handler, session: session)
    await handler.opened(probe.socket)
    return socket
  }
}

/// A client at the other end of a probe.
final class TestSocket: Sendable {
  let probe: SocketProbe
  let handler: any SocketHandler
  let session: SessionID

  init(probe: SocketProbe, handler: any SocketHandler, session: SessionID) {
    self.probe = probe
    self.handler = handler
    self.session = session
  }

  func say(_ text: String) async { await handler.received(text: Array(text.utf8)) }

  func say(_ type: String, _ data: JSONValue = [:], id: String? = nil) async {
    var envelope: [ShortName: JSONValue] = ["v": 1, "type": .string(type), "data": data]
    if let id { envelope["meta"] = ["request_id": .string(id)] }
    await handler.received(text: JSONValue.object(envelope).bytes)
  }

  func leave() { handler.closed(code: 1005, reason: "") }

  var frames: [JSONValue] { probe.texts.map { try! JSONValue(parsing: $0) } }
  var types: [String] { frames.map { $0["type"]!.string! } }
  func frames(_ type: String) -> [JSONValue] { frames.filter { $0["type"]?.string == type } }
  /// The last frame's data.
  var last: JSONValue? { frames.last?["data"] }

  /// Whether `presence` has said that the user `joined` or `left`.
  func wasTold(_ change: String, of user: Int64) -> Bool {
    frames("presence").contains { frame in
      frame["data"]?[change]?.array?.contains { $0["id"]?.int == user } ?? false
    }
  }

  var close: (code: UInt16, reason: String)? {
    for case .closed(let code, let reason) in probe.events { return (code, reason) }
    return nil
  }

  /// Waits for what happens in the background.
  func until(_ what: String, at location: SourceLocation = #_sourceLocation, _ happened: (TestSocket) -> Bool) async {
    await eventually(what, at: location) { happened(self) }
  }

  func join(
    _ room: String, after cursor: Int64? = nil, epoch: String = "e1", id: String? = nil, at location: SourceLocation = #_sourceLocation
  ) async {
    let before = frames("presence").filter { $0["data"]?["online"] != nil }.count
    var data: [ShortName: JSONValue] = ["room": .string(room)]
    if let cursor {
      data["epoch"] = .string(epoch)
      data["after_seq"] = .int(cursor)
    }
    await say("join_room", .object(data), id: id)
    await until("going live in \(room)", at: location) { $0.frames("presence").filter { $0["data"]?["online"] != nil }.count > before }
  }
}

/// Waits until something that other tasks do has happened.
func eventually(_ what: String, at location: SourceLocation = #_sourceLocation, _ happened: () -> Bool) async {
  let deadline = ContinuousClock.now + .seconds(60)
  while !happened() {
    guard ContinuousClock.now < deadline else {
      Issue.record("never: \(what)", sourceLocation: location)
      return
    }
    try? await Task.sleep(for: .milliseconds(1))
  }
}
