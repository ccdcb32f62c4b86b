import Bus
import Core
import Engine
import Synchronization

/// One place on this node: holds its state, and does what the state says, in order, under one lock.
final class Feed: Sendable {
  let place: Place
  let history: any PlaceHistory
  private let topic: Topic
  private let broadcaster: any Broadcaster
  private let services: LiveServices
  private let exchange: PresenceExchange
  private let state: Mutex<State>
  private let gate = Mutex(ChangeGate<Event>())
  /// Ends the views of those who may no longer view the place.
  private let check: @Sendable (Feed) async throws -> Void
  /// Called when the last viewer has left and no departure is pending.
  private let idle: @Sendable (Feed) -> Void

  private struct State {
    var feed = FeedState()
    /// Rooms have presence.
    var presence: PresenceState?
    /// Viewers who are not seen here are not told who is.
    var unseen: Set<UserID> = []

    var isIdle: Bool { feed.isEmpty && presence?.isIdle ?? true }
  }

  /// What can wait until the lock is free.
  private enum Later {
    case sequencer(Sequencer<FeedItem>.Request)
    case presence(PresenceState.Wake, after: Duration)
  }

  init(
    _ place: Place, topic: Topic, history: any PlaceHistory, broadcaster: any Broadcaster, services: LiveServices,
    exchange: PresenceExchange, check: @escaping @Sendable (Feed) async throws -> Void, idle: @escaping @Sendable (Feed) -> Void
  ) {
    self.place = place
    self.topic = topic
    self.history = history
    self.broadcaster = broadcaster
    self.services = services
    self.exchange = exchange
    self.check = check
    self.idle = idle
    var state = State()
    if let room = place.id.room {
      var presence = PresenceState(room: place.name)
      presence.seed(exchange.people(in: room))
      state.presence = presence
    }
    self.state = Mutex(state)
  }

  var isIdle: Bool { state.withLock { $0.isIdle } }

  /// Everybody who views the place here.
  var viewers: Set<UserID> { state.withLock { $0.feed.viewers } }

  /// Every view of the place here, and the names under which views have begun.
  var watchers: (views: [FeedState.Watcher], names: [String]) { state.withLock { ($0.feed.watchers(), $0.feed.names) } }

  /// Sockets viewing the room, by user. Empty for places without presence.
  var viewing: [UserID: Int] { state.withLock { $0.presence?.presence.viewing ?? [:] } }

  /// Up to which sequence the socket has the place. Nil while it catches up.
  func delivered(to socket: SocketID) -> Int64? { state.withLock { $0.feed.delivered(to: socket) } }

  // MARK: Events

  func received(_ event: Event) {
    guard history.checksEachChange else { return deliver(event) }
    if gate.withLock({ $0.received(event) }) { Task { await self.deliverChecked() } }
  }

  private func deliverChecked() async {
    var again = true
    while again {
      do { try await check(self) } catch {
        services.report("checking who may view \(place.id)", error)
        return gate.withLock { $0.failed() }
      }
      let passed = gate.withLock { $0.passed() }
      for event in passed.changes { deliver(event) }
      again = passed.again
    }
  }

  private func deliver(_ event: Event) {
    let item = FeedItem(event, in: place, node: services.bus.node)
    update { state in
      perform(event.sequence.map { state.feed.received($0, item) } ?? state.feed.passed(item), &state)
    }
  }

  func observed(latest: Int64) { update { perform($0.feed.observed(latest: latest), &$0) } }

  func typing(_ frame: SharedBuffer, by user: UserID) {
    update { state in perform(FeedState.Outcome(actions: state.feed.tell(frame, except: user)), &state) }
  }

  /// Reads where the place stands, once, after the first viewer was registered.
  func start() async throws {
    guard !state.withLock({ $0.feed.isStarted }) else { return }
    let last = try await history.lastSequences(of: [place.id])[place.id] ?? 0
    update { perform($0.feed.start(at: last), &$0) }
  }

  // MARK: Viewers

  /// - Parameter isSeen: Whether it counts for presence. If not, the member is gone at once for the others.
  func register(_ socket: Socket, user: UserID, json: [UInt8], view: Int, under name: String, isSeen: Bool = true) {
    update { state in
      if !isSeen { state.unseen.insert(user) } else if !state.unseen.isEmpty { state.unseen.remove(user) }
      let (isNew, actions) = state.feed.register(socket, user: user, view: view, under: name)
      var later = perform(FeedState.Outcome(actions: actions), &state)
      later += withPresence(&state) { presence, sockets in
        guard isSeen else { return presence.left(user, sockets) }
        return isNew ? presence.socketBegan(user, json: json, sockets) : presence.tellNews(sockets)
      }
      return later
    }
  }

  /// Hands in the last page of a catch-up; returns when it is on the wire, or cannot be.
  func arrive(_ socket: SocketID, view: Int, at sequence: Int64, page: SharedBuffer) async -> FeedState.Arrival {
    await withCheckedContinuation { continuation in
      // `done` is called once if the page settles and never otherwise, so one of the two resumes.
      let last = FeedState.LastPage(frame: page) { _ in continuation.resume(returning: .settled) }
      var arrival = FeedState.Arrival.over
      update { state in
        let (result, outcome) = state.feed.arrived(socket, view: view, at: sequence, page: last)
        arrival = result
        return perform(outcome, &state)
      }
      if arrival != .settled { continuation.resume(returning: arrival) }
    }
  }

  func remove(_ socket: SocketID, view: Int? = nil) {
    let now = services.now()
    update { remove(socket, view: view, now: now, &$0) }
    letGoIfIdle()
  }

  /// The member may not view the place any longer: these views end, and presence with the last of them. A view that started since, after
  /// the member was let in again, goes on.
  func withdrawn(_ user: UserID, _ views: [(socket: SocketID, number: Int)]) {
    let now = services.now()
    update { state in
      var later: [Later] = []
      for view in views { later += remove(view.socket, view: view.number, now: now, &state) }
      guard state.presence != nil, state.feed.sockets(of: user).isEmpty else { return later }
      return later + withPresence(&state) { $0.left(user, $1) }
    }
    letGoIfIdle()
  }

  /// The membership ended: presence is over at once. The sockets are removed one by one.
  func left(_ user: UserID) { update { withPresence(&$0) { $0.left(user, $1) } } }

  private func remove(_ socket: SocketID, view: Int?, now: Timestamp, _ state: inout State) -> [Later] {
    guard let (user, actions) = state.feed.remove(socket, view: view) else { return [] }
    history.viewEnded(of: place.id, on: services.nameOf(socket))
    return perform(FeedState.Outcome(actions: actions), &state)
      + withPresence(&state) { presence, _ in
        presence.socketEnded(user, now: now)
      }
  }

  // MARK: Other nodes

  /// What other nodes say of these people has changed: takes it as it is now.
  func elsewhere(_ users: Set<UserID>) {
    guard let room = place.id.room else { return }
    update { state in
      withPresence(&state) { presence, sockets in
        presence.elsewhere(users.sorted().map { ($0, exchange.json(of: $0, in: room)) }, sockets)
      }
    }
  }

  /// Tells the other nodes everybody who is here; whether there was anybody.
  func announceEverybody() -> Bool {
    var isSomebody = false
    update { state in
      withPresence(&state) { presence, _ in
        let outcome = presence.announceEverybody()
        isSomebody = !outcome.actions.isEmpty
        return outcome
      }
    }
    return isSomebody
  }

  // MARK: Doing

  private func update(_ change: (inout State) -> [Later]) {
    for later in state.withLock({ change(&$0) }) { schedule(later) }
  }

  private func withPresence(
    _ state: inout State, _ change: (inout PresenceState, PresenceState.Sockets) -> PresenceState.Outcome
  ) -> [Later] {
    guard var presence = state.presence else { return [] }
    // Taken out while it changes, so that it is not copied.
    state.presence = nil
    let outcome = change(&presence, state.feed.sockets)
    state.presence = presence
    for action in outcome.actions { perform(action) }
    return outcome.wakes.map { .presence($0.wake, after: $0.after) }
  }

  private func perform(_ outcome: FeedState.Outcome, _ state: inout State) -> [Later] {
    for action in outcome.actions { perform(action, &state) }
    return outcome.request.map { [.sequencer($0)] } ?? []
  }

  private func perform(_ action: FeedState.Action, _ state: inout State) {
    switch action {
    case .publish(let frame, let except, let hidden):
      // Each loop does these in order, so the ones left out miss exactly this frame.
      for socket in hidden { socket.unsubscribe(topic) }
      broadcaster.publish(frame, to: topic, except: except)
      for socket in hidden { socket.subscribe(topic) }
    case .send(let frame, let socket): socket.send(frame)
    case .stopLive(let socket): socket.unsubscribe(topic)
    case .abandon(let page): page.done(false)
    case .goLive(let socket, let user, let page, let missed):
      // Runs at once up to the point where the page is queued; all that follows is queued behind it.
      Task.immediate { page.done(await socket.write(page.frame)) }
      for frame in missed { socket.send(frame) }
      socket.subscribe(topic)
      if !state.unseen.contains(user), let frame = state.presence?.onlineFrame(for: user) { socket.send(frame) }
    }
  }

  private func perform(_ action: PresenceState.Action) {
    guard let room = place.id.room else { return }
    switch action {
    case .publish(let frame, let except): broadcaster.publish(frame, to: topic, except: except)
    case .announce(let news): exchange.say(.changed(room, joined: news.joined, left: news.left))
    case .announceEverybody(let people): exchange.say(.here(room, people))
    }
  }

  private func schedule(_ later: Later) {
    switch later {
    case .sequencer(.wake(let wait)):
      services.after(wait) { self.update { self.perform($0.feed.woke(), &$0) } }
    case .sequencer(.read(let sequence)):
      Task { await self.heal(after: sequence) }
    case .presence(let wake, let wait):
      services.after(wait) {
        let now = self.services.now()
        self.update { self.withPresence(&$0) { $0.woke(wake, now: now, $1) } }
        self.letGoIfIdle()
      }
    }
  }

  private func heal(after sequence: Int64) async {
    do {
      let changes = try await history.changes(in: place.id, after: sequence, limit: Sequencer<FeedItem>.readLimit)
      let items = changes.map { ($0.sequence, FeedItem($0, in: place)) }
      if history.checksEachChange { try await check(self) }
      update { perform($0.feed.healed(items), &$0) }
    } catch {
      services.report("reading what \(place.id) missed", error)
      update { perform($0.feed.healingFailed(), &$0) }
    }
  }

  private func letGoIfIdle() {
    if isIdle { idle(self) }
  }
}

extension PlaceID {
  /// The room, for places that are rooms.
  var room: RoomID? { kind == .room ? RoomID(number) : nil }
}
