import Bus
import Core
import Engine
import Synchronization
import Telemetry

/// One node's live side: its sockets and places, and how an event finds them.
final class Node: Sendable {
  let services: LiveServices
  let messages: MessageTable
  let metrics: LiveMetrics
  let hub = Hub()
  let feeds: Feeds
  private let rights: RightsCheck
  private let memberMessages: MemberMessages
  private let presence: PresenceExchange
  private let unread: UnreadTeller
  private let roomLists: RoomListTeller
  private let requests = Atomic<UInt64>(0)

  init(services: LiveServices, messages: MessageTable, metrics: LiveMetrics, broadcaster: any Broadcaster) {
    self.services = services
    self.messages = messages
    self.metrics = metrics
    presence = PresenceExchange(bus: services.bus)
    feeds = Feeds(services: services, broadcaster: broadcaster, exchange: presence)
    unread = UnreadTeller(services: services, hub: hub, feeds: feeds)
    rights = RightsCheck(histories: services.histories, feeds: feeds, exchange: presence)
    memberMessages = MemberMessages(services.limits[.memberMessages])
    roomLists = RoomListTeller(services: services, hub: hub)
  }

  /// A name for one message in the logs.
  func nextRequestID() -> String {
    "ws-\(services.bus.node)-\(requests.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  // MARK: Out

  func publish(_ events: [Event]) {
    for event in events { tell(.event(event)) }
  }

  /// To the sockets here, and to the other nodes.
  func tell(_ message: NodeMessage) {
    deliver(message, isOurs: true)
    send(message)
  }

  private func send(_ message: NodeMessage) {
    if services.bus.reachesOthers { services.bus.publish(message.encoded, to: NodeMessage.channel) }
  }

  // MARK: In

  func received(_ bytes: [UInt8]) {
    guard let message = NodeMessage(bytes) else { return }
    deliver(message, isOurs: false)
  }

  private func deliver(_ message: NodeMessage, isOurs: Bool) {
    switch message {
    case .event(let event): deliver(event, isOurs: isOurs)
    case .typing(let room, let user, let data): feeds[room]?.typing(Frame.message("typing", data), by: user)
    case .presence(let word, let node):
      refresh(presence.heard(word, from: node, now: services.now()))
      if word == .asked { announceEverybody() }
    case .spent(let counts): memberMessages.heard(counts, now: services.now())
    }
  }

  private func deliver(_ event: Event, isOurs: Bool) {
    metrics.events.increment()
    let began = ContinuousClock.now
    defer { metrics.fanOut.observe(ContinuousClock.now - began) }
    switch event.audience {
    case .place(let place):
      feeds[place]?.received(event)
      if let room = place.room, MessageEvent(rawValue: event.type)?.changesUnread == true { unread.changed(room) }
    case .user(let user):
      let connections = hub[user]
      guard !connections.isEmpty else { return }
      let item = FeedItem(event, node: services.bus.node)
      for connection in connections { connection.socket.send(item.frame(for: connection.socket.id)) }
    case .nodes:
      guard let event = event.nodeEvent else { return }
      if isOurs { obey(event) } else { Task { await self.lookInto(event) } }
    }
  }

  /// What a service of this node has just committed.
  private func obey(_ event: NodeEvent) {
    switch event {
    case .sessionRevoked(let session, let reason):
      services.authenticator.forget(session: session)
      for connection in hub.all where connection.session == session { connection.endSession(reason: reason) }
    case .sessionsRevoked(let user, let kept, let reason):
      services.authenticator.forget(user: user)
      for connection in hub[user] where connection.session != kept { connection.endSession(reason: reason) }
    case .banned(let user):
      services.authenticator.forget(user: user)
      for connection in hub[user] { connection.end(.banned) }
    case .memberChanged(let user):
      services.authenticator.forget(user: user)
      let sockets = hub[user]
      // Permissions that views rest on may be gone.
      if !sockets.isEmpty { Task { await self.checkSessions(of: sockets) } }
    case .membershipEnded(let room, let user):
      presence.forget(user, in: room)
      feeds[room]?.left(user)
      for connection in hub[user] { connection.endViewing(.room(room)) }
    case .roomsChanged(let user, let room):
      if !hub[user].isEmpty { Task { await roomLists.tell(user, except: room) } }
    case .roomRemoved(let room, let name): Task { await close(room, named: name) }
    case .placeChanged(let place): Task { await checkViewers(of: place) }
    }
  }

  private func close(_ room: RoomID, named name: String) async {
    let viewers = hub.all.filter { $0.isViewing(room) }
    let frame = Frame.roomRemoved(name)
    for connection in viewers {
      connection.socket.send(frame)
      presence.forget(connection.user, in: room)
      feeds[room]?.left(connection.user)
      connection.endViewing(.room(room))
    }
    await roomLists.tellRemoval(of: room, frame, except: Set(viewers.map(\.socket.id)))
  }

  /// What another node says has happened. The database decides whether it has: words can be late, when the change has been taken back
  /// since, or played again.
  private func lookInto(_ event: NodeEvent) async {
    switch event {
    case .sessionRevoked(let session, let reason):
      services.authenticator.forget(session: session)
      await checkSessions(of: hub.all.filter { $0.session == session }, reason: reason)
    case .sessionsRevoked(let user, let kept, let reason):
      services.authenticator.forget(user: user)
      await checkSessions(of: hub[user].filter { $0.session != kept }, reason: reason)
    case .banned(let user), .memberChanged(let user):
      services.authenticator.forget(user: user)
      await checkSessions(of: hub[user])
    case .membershipEnded(let room, let user):
      do {
        try await rights.run(over: hub[user], and: [Viewer(user, of: .room(room))])
      } catch {
        services.report("looking up who left room \(room)", error)
      }
    case .roomsChanged(let user, let room):
      if !hub[user].isEmpty { await roomLists.tell(user, except: room) }
    case .roomRemoved(let room, let name):
      // A removed room stays removed: a message that comes late or again says nothing untrue.
      await close(room, named: name)
    case .placeChanged(let place): await checkViewers(of: place)
    }
  }

  // MARK: Limits

  /// Counts one more message of the member, on all nodes.
  func admit(_ user: UserID, now: Timestamp) -> Admission {
    switch memberMessages.admit(user, now: now) {
    case .allowed: return .allowed
    case .allowedAndDue(let count):
      send(.spent([count]))
      return .allowed
    case .refused(let retryAfter): return .refused(retryAfter: retryAfter)
    }
  }

  /// Says what members have said here since the last time.
  func tellSpent() {
    let counts = memberMessages.due()
    if !counts.isEmpty { send(.spent(counts)) }
  }

  // MARK: Presence

  /// Says who is here, room by room, and lets go what a node that fell silent had said.
  func exchangePresence() {
    announceEverybody()
    refresh(presence.expire(now: services.now()))
  }

  /// Says how many sockets each member has here.
  func tellSeats() async {
    guard services.limits[.socketsPerUser] < .max, let seats = services.seats else { return }
    await seats.tell(hub.seats(now: services.now()))
  }

  private func announceEverybody() {
    guard services.bus.reachesOthers else { return }
    presence.say(.allSaid(rooms: feeds.all.reduce(0) { $0 + ($1.announceEverybody() ? 1 : 0) }))
  }

  private func refresh(_ people: [RoomID: Set<UserID>]) {
    for (room, users) in people { feeds[room]?.elsewhere(users) }
  }

  /// Listening to other nodes has begun, or begun again: what was said meanwhile has been missed.
  func listens() {
    services.authenticator.forgetEverything()
    presence.say(.asked)
    announceEverybody()
    Task { [weak self] in
      await self?.checkSessions()
      await self?.checkViewers()
      await self?.checkPlaces()
    }
  }

  // MARK: Care

  /// Compares what has been delivered with what the database has: this notices a lost event that none followed.
  func checkPlaces() async {
    for (kind, feeds) in Dictionary(grouping: feeds.all, by: \.place.id.kind) {
      guard let history = services.histories[kind] else { continue }
      for start in stride(from: 0, to: feeds.count, by: 500) {
        let some = feeds[start..<min(start + 500, feeds.count)]
        do {
          let last = try await history.lastSequences(of: some.map(\.place.id))
          for feed in some { if let last = last[feed.place.id] { feed.observed(latest: last) } }
        } catch {
          services.report("checking places of kind \(kind) for lost events", error)
        }
      }
    }
  }

  /// Compares who views what with who may: ends views whose right has ended without this node having heard.
  func checkViewers() async {
    let connections = hub.all
    guard !connections.isEmpty else { return }
    do { try await rights.run(over: connections) } catch { services.report("checking who may view what", error) }
  }

  /// The same for one place.
  private func checkViewers(of place: PlaceID) async {
    let connections = hub.all.filter { $0.isViewing(place) }
    guard !connections.isEmpty else { return }
    do { try await rights.run(over: connections, in: place) } catch { services.report("checking who may view \(place)", error) }
  }

  /// Ends sockets whose session is over, and views whose permission is, without this node having heard: expired, or the message was lost.
  func checkSessions(of some: [Connection]? = nil, reason: String = "ended") async {
    let connections = some ?? hub.all
    for start in stride(from: 0, to: connections.count, by: 500) {
      let some = connections[start..<min(start + 500, connections.count)]
      do {
        let sessions = try await services.authenticator.authenticate(sessions: Set(some.map(\.session)), now: services.now())
        for connection in some { if let session = sessions[connection.session] { connection.take(session, reason: reason) } }
      } catch {
        services.report("checking sessions", error)
      }
    }
  }
}
