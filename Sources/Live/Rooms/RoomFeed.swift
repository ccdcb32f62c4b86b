import Core
import Engine
import Synchronization

/// One room on this node: holds its state, and does what the state says, in order, under one lock.
final class RoomFeed: Sendable {
  let room: RoomID
  private let topic: Topic
  private let broadcaster: any Broadcaster
  private let services: LiveServices
  private let exchange: PresenceExchange
  private let state: Mutex<RoomState>
  /// Called when nobody views the room any more and nobody is about to be gone.
  private let idle: @Sendable (RoomFeed) -> Void

  init(
    room: RoomID, name: String, broadcaster: any Broadcaster, services: LiveServices, exchange: PresenceExchange,
    idle: @escaping @Sendable (RoomFeed) -> Void
  ) {
    self.room = room
    self.broadcaster = broadcaster
    self.services = services
    self.exchange = exchange
    self.idle = idle
    topic = Topic(rawValue: UInt64(room.rawValue))
    var state = RoomState(name: name)
    state.seed(exchange.people(in: room))
    self.state = Mutex(state)
  }

  var isIdle: Bool { state.withLock { $0.isIdle } }

  /// Sockets viewing the room, by user.
  var viewing: [UserID: Int] { state.withLock { $0.presence.viewing } }

  // MARK: Events

  func received(_ sequence: Int64, _ item: RoomItem) { update { $0.received(sequence, item) } }
  func passed(_ item: RoomItem) { update { $0.passed(item) } }
  func observed(latest: Int64) { update { $0.observed(latest: latest) } }
  func typing(_ frame: SharedBuffer, by user: UserID) { update { $0.typing(frame, by: user) } }

  /// Reads where the room stands, once, after the first viewer was registered.
  func start() async throws {
    guard !state.withLock({ $0.isStarted }) else { return }
    let last = try await services.history.lastSequences(of: [room])[room] ?? 0
    update { $0.start(at: last) }
  }

  // MARK: Viewers

  func register(_ socket: Socket, user: UserID, json: [UInt8], view: Int) {
    update { $0.register(socket, user: user, json: json, view: view) }
  }

  /// Hands in the last page of a catch-up; returns when it is on the wire, or cannot be.
  func arrive(_ socket: SocketID, view: Int, at sequence: Int64, page: SharedBuffer) async -> RoomState.Arrival {
    await withCheckedContinuation { continuation in
      // `done` is called once if the page settles and never otherwise, so one of the two resumes.
      let last = RoomState.LastPage(frame: page) { _ in continuation.resume(returning: .settled) }
      var arrival = RoomState.Arrival.over
      update { state in
        let (result, actions) = state.arrived(socket, view: view, at: sequence, page: last)
        arrival = result
        return actions
      }
      if arrival != .settled { continuation.resume(returning: arrival) }
    }
  }

  func remove(_ socket: SocketID, view: Int? = nil) {
    let now = services.now()
    update { $0.remove(socket, view: view, now: now) }
    letGoIfIdle()
  }

  func withdrawn(_ user: UserID, _ views: [(socket: SocketID, number: Int)]) {
    let now = services.now()
    update { $0.withdrawn(user, views, now: now) }
    letGoIfIdle()
  }

  func left(_ user: UserID) {
    update { $0.left(user) }
  }

  // MARK: Other nodes

  /// What other nodes say of these people has changed: takes it as it is now.
  func elsewhere(_ users: Set<UserID>) {
    update { [exchange, room] state in state.elsewhere(users.sorted().map { ($0, exchange.json(of: $0, in: room)) }) }
  }

  /// Says everybody who is here; whether there was anybody.
  func announceEverybody() -> Bool {
    var isSomebody = false
    update { state in
      let actions = state.announceEverybody()
      isSomebody = !actions.isEmpty
      return actions
    }
    return isSomebody
  }

  // MARK: Doing

  private func update(_ change: (inout RoomState) -> [RoomState.Action]) {
    var later: [RoomState.Action] = []
    state.withLock { state in
      for action in change(&state) where !perform(action) { later.append(action) }
    }
    for action in later { schedule(action) }
  }

  /// What must happen in order, before the next change. False for what can wait until the lock is free.
  private func perform(_ action: RoomState.Action) -> Bool {
    switch action {
    case .publish(let frame, let except): broadcaster.publish(frame, to: topic, except: except)
    case .send(let frame, let socket): socket.send(frame)
    case .stopLive(let socket): socket.unsubscribe(topic)
    case .abandon(let page): page.done(false)
    case .goLive(let socket, let page, let missed, let presence):
      // Runs at once up to the point where the page is queued; all that follows is queued behind it.
      Task.immediate { page.done(await socket.write(page.frame)) }
      for frame in missed { socket.send(frame) }
      socket.subscribe(topic)
      socket.send(presence)
    case .announce(let news): exchange.say(.changed(room, joined: news.joined, left: news.left))
    case .announceEverybody(let people): exchange.say(.here(room, people))
    case .request, .wakeForPresence: return false
    }
    return true
  }

  private func schedule(_ action: RoomState.Action) {
    switch action {
    case .request(.wake(let wait)):
      services.after(wait) { self.update { $0.woke() } }
    case .request(.read(let sequence)):
      Task { await self.heal(after: sequence) }
    case .wakeForPresence(let wake, let wait):
      services.after(wait) {
        let now = self.services.now()
        self.update { $0.wokeForPresence(wake, now: now) }
        self.letGoIfIdle()
      }
    case .publish, .send, .stopLive, .abandon, .goLive, .announce, .announceEverybody:
      preconditionFailure("Done under the lock")
    }
  }

  private func heal(after sequence: Int64) async {
    do {
      let limit = RoomSequencer<RoomItem>.readLimit
      let changes = try await services.history.changes(in: room, after: sequence, limit: limit)
      let items = changes.map { ($0.sequence, RoomItem($0)) }
      update { $0.healed(items) }
    } catch {
      services.report("healing room \(room)", error)
      update { $0.healingFailed() }
    }
  }

  private func letGoIfIdle() {
    if isIdle { idle(self) }
  }
}
