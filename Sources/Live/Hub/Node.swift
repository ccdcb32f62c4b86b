import Bus
import Core
import Engine
import Synchronization
import Telemetry

/// The sockets and places of one node. Delivers events to them.
final class Node: Sendable {
  let services: LiveServices
  let messages: MessageTable
  let metrics: LiveMetrics
  let hub = Hub()
  let feeds: Feeds
  private let memberMessages: MemberMessages
  let online: OnlineExchange
  private let signals: SignalJudge
  private let presence: PresenceExchange
  private let unread: UnreadTeller
  private let roomLists: RoomListTeller
  private let conversations: ConversationTeller
  private let site: SiteTeller
  private let inquiries: SocketInquiries
  private let requests = Atomic<UInt64>(0)

  init(services: LiveServices, messages: MessageTable, metrics: LiveMetrics, broadcaster: any Broadcaster) {
    self.services = services
    self.messages = messages
    self.metrics = metrics
    presence = PresenceExchange(bus: services.bus)
    online = OnlineExchange(services: services, exchange: presence)
    feeds = Feeds(services: services, broadcaster: broadcaster, exchange: presence, hub: hub)
    signals = SignalJudge(feeds: feeds, services: services)
    unread = UnreadTeller(services: services, hub: hub, feeds: feeds)
    site = SiteTeller(services.site.settings)
    inquiries = SocketInquiries(services: services)
    memberMessages = MemberMessages(services.limits[.memberMessages])
    roomLists = RoomListTeller(services: services, hub: hub)
    conversations = ConversationTeller(services: services, hub: hub)
  }

  /// A name for one message in the logs.
  func nextRequestID() -> String {
    "ws-\(services.bus.node)-\(requests.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  // MARK: Out

  func publish(_ events: [Event]) {
    for event in events { tell(.event(event)) }
  }

  func publishHere(_ events: [Event]) {
    for event in events { deliver(event, isOurs: true) }
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
    case .socketsAsked(let user, let number): send(.socketsTold(socketsHere(of: user), number: number, node: services.bus.node))
    case .socketsTold(let sockets, let number, let node): inquiries.told(sockets, by: node, number: number)
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
    case .watchers(let kind): signals.received(event, for: kind)
    case .nodes:
      guard let event = event.nodeEvent else { return }
      if isOurs { obey(event) } else { Task { await self.lookInto(event) } }
    }
  }

  /// Acts on a change that a service of this node has committed.
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
      checkPlaces(of: user)
      conversations.changed(for: user)
    case .memberChanged(let user):
      services.authenticator.forget(user: user)
      let sockets = hub[user]
      // The member may have lost a permission that a view needs.
      if !sockets.isEmpty { Task { await self.checkSessions(of: sockets) } }
      checkPlaces(of: user)
      conversations.changed(for: user)
    case .membershipEnded(let room, let user):
      conversations.withdrawn()
      endPresence(of: user, in: room)
      for connection in hub[user] { connection.endViewing(.room(room)) }
    case .presenceEnded(let room, let user): endPresence(of: user, in: room)
    case .roomsChanged(let user, let room):
      if !hub[user].isEmpty { Task { await roomLists.tell(user, except: room) } }
    case .conversationChanged(let room): conversations.changed(room)
    case .roomRemoved(let room, let name): Task { await close(room, named: name) }
    case .placeChanged(let place): Task { await checkViewers(of: place) }
    case .placeReset(let place): Task { await reset(place) }
    case .viewsReset(let user, let places):
      conversations.withdrawn()
      Task { await reset(places, for: user) }
    case .siteChanged: tellSite()
    }
  }

  private func endPresence(of user: UserID, in room: RoomID) {
    presence.forget(user, in: room)
    feeds[room]?.left(user)
  }

  private func close(_ room: RoomID, named name: String) async {
    let viewers = hub.all.filter { $0.isViewing(room) }
    let frame = Frame.roomRemoved(name)
    for connection in viewers {
      connection.socket.send(frame)
      endPresence(of: connection.user, in: room)
      connection.endViewing(.room(room))
    }
    await roomLists.tellRemoval(of: room, frame, except: Set(viewers.map(\.socket.id)))
  }

  /// Acts on a change that another node reports, as far as the database confirms it. A report can be late, so that the change has been undone
  /// since, or it can be replayed.
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
      checkPlaces(of: user)
      conversations.changed(for: user)
    case .membershipEnded(let room, let user):
      conversations.withdrawn()
      do {
        try await feeds.rights.run(over: hub[user], and: [Viewer(user, of: .room(room))])
      } catch {
        services.report("looking up who left room \(room)", error)
      }
    // Played again, it does no harm: nodes say every few seconds who looks at what.
    case .presenceEnded(let room, let user): endPresence(of: user, in: room)
    case .roomsChanged(let user, let room):
      if !hub[user].isEmpty { await roomLists.tell(user, except: room) }
    case .conversationChanged(let room): conversations.changed(room)
    case .roomRemoved(let room, let name):
      // A removed room stays removed, so a late or repeated report is still true.
      await close(room, named: name)
    case .placeChanged(let place): await checkViewers(of: place)
    // It does no harm to a client to start over.
    case .placeReset(let place): await reset(place)
    case .viewsReset(let user, let places):
      conversations.withdrawn()
      await reset(places, for: user)
    case .siteChanged: await lookAtSite()
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

  /// Reports how many messages members have sent here since the last report.
  func tellSpent() {
    let counts = memberMessages.due()
    if !counts.isEmpty { send(.spent(counts)) }
  }

  // MARK: Sockets

  /// The member's sockets on all nodes.
  func sockets(of user: UserID) async -> [SocketFacts] {
    let others = services.bus.reachesOthers ? presence.nodes : []
    return socketsHere(of: user) + (await inquiries.ask(others, for: user, send: send))
  }

  private func socketsHere(of user: UserID) -> [SocketFacts] { hub[user].map(\.facts) }

  // MARK: Presence

  /// Reports who is here, room by room, and drops the reports of nodes that have become silent.
  func exchangePresence() {
    announceEverybody()
    refresh(presence.expire(now: services.now()))
  }

  /// Reports how many sockets each member has here.
  func tellSeats() async {
    guard services.limits[.socketsPerUser] < .max, let seats = services.seats else { return }
    await seats.tell(hub.seats(now: services.now()))
  }

  private func announceEverybody() {
    guard services.bus.reachesOthers else { return }
    presence.say(.allSaid(rooms: feeds.all.reduce(online.announceEverybody() ? 1 : 0) { $0 + ($1.announceEverybody() ? 1 : 0) }))
  }

  private func refresh(_ people: [RoomID: Set<UserID>]) {
    for (room, users) in people {
      if room == OnlineExchange.everybody { online.elsewhere(users) } else { feeds[room]?.elsewhere(users) }
    }
  }

  /// This node has begun to listen to the others, or begun again. Messages from before were missed.
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

  // MARK: Site

  /// Reads the site's settings if the database has newer ones, and acts on them.
  func lookAtSite() async {
    do { try await services.site.refresh() } catch { services.report("reading the settings of the site", error) }
    tellSite()
  }

  /// Acts on settings that are newer than what the sockets here were told.
  private func tellSite() {
    guard let news = site.news(in: services.site.settings) else { return }
    if news.changesPermissions { services.authenticator.forgetEverything() }
    let connections = hub.all
    if news.isVisible {
      let frame = Frame.site(news.settings)
      for connection in connections { connection.socket.send(frame) }
    }
    if !news.settings.off.isEmpty { for connection in connections { connection.endViews(switchedOff: news.settings.off) } }
    if news.settings.mode == .maintenance || news.changesPermissions { Task { await checkSessions() } }
  }

  // MARK: Care

  /// Compares what has been delivered with the database. This finds a lost event that no later event followed.
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

  /// Ends views whose member has lost the right to see the place without this node having been told.
  func checkViewers() async {
    let connections = hub.all
    guard !connections.isEmpty else { return }
    do { try await feeds.rights.run(over: connections) } catch { services.report("checking who may view what", error) }
  }

  /// The same for one place.
  private func checkViewers(of place: PlaceID) async {
    let connections = hub.all.filter { $0.isViewing(place) }
    guard !connections.isEmpty else { return }
    do { try await feeds.rights.run(over: connections, in: place) } catch { services.report("checking who may view \(place)", error) }
  }

  /// The same for the places whose name or visibility depends on the member.
  private func checkPlaces(of user: UserID) {
    for place in services.histories.values.flatMap({ $0.places(of: user) }) where feeds[place] != nil {
      Task { await checkViewers(of: place) }
    }
  }

  /// Tells all viewers of the place to start over.
  private func reset(_ place: PlaceID) async {
    if let feed = feeds[place] { await reset(feed, for: feed.viewers) }
  }

  /// Tells one member to start over, where they view one of these places.
  private func reset(_ places: [PlaceID], for user: UserID) async {
    let viewed = Set(hub[user].flatMap { $0.views.keys }).intersection(places)
    for place in viewed { if let feed = feeds[place] { await reset(feed, for: [user]) } }
  }

  private func reset(_ feed: Feed, for viewers: Set<UserID>) async {
    let place = feed.place.id
    do {
      let epoch = try await feed.history.head(of: place).epoch
      let frame = Frame.page(.reset(epoch: epoch), of: place.kind, named: feed.place.name, complete: true, requestID: nil)
      for user in viewers {
        for connection in hub[user] where connection.isViewing(place) {
          connection.endViewing(place)
          connection.socket.send(frame)
        }
      }
    } catch {
      services.report("telling viewers of \(place) to start over", error)
    }
  }

  /// Ends sockets whose session is over and views that are no longer permitted, in cases where this node was not told.
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
