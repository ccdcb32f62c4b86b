import Bus
import Core
import Engine
import Synchronization
import Telemetry

/// One socket of a member: answers its messages and sends it the changes of the places it views.
final class Connection: SocketHandler {
  let socket: Socket
  let user: UserID
  let session: SessionID
  private let address: String
  private let node: Node
  private let state = Mutex(ConnectionState())
  private let catchUps = Mutex<CatchUps?>(nil)
  private let since: Timestamp
  private let receivedMessages = Atomic<Int>(0)

  /// The socket's catch-ups run one after another, so at most one page is being sent to it.
  private struct CatchUps {
    var queue: [CatchUp]
  }

  init(socket: Socket, user: UserID, session: SessionID, address: String, node: Node) {
    self.socket = socket
    self.user = user
    self.session = session
    self.address = address
    self.node = node
    since = node.services.now()
  }

  /// What its member may know of it.
  var facts: SocketFacts {
    SocketFacts(
      id: "\(node.services.bus.node)-\(socket.id.rawValue)", node: node.services.bus.node, since: since,
      received: receivedMessages.load(ordering: .relaxed), sent: socket.sentMessages, waitingBytes: socket.queuedBytes,
      rooms: views.filter { $0.key.kind == .room }.map(\.value.name).sorted())
  }

  /// The rooms it views.
  var viewedRooms: [ViewedRoom] {
    views.compactMap { place, view in
      place.room.map { ViewedRoom(room: $0, name: view.name, delivered: node.feeds[place]?.delivered(to: socket.id) ?? 0) }
    }.sorted { $0.name < $1.name }
  }

  func opened(_ socket: Socket) async {
    do {
      guard let who = try await memberIfWelcome() else { return }
      socket.send(Frame.connected(who.member, now: node.services.now()))
      node.hub.add(self)
      node.online.began(user)
      // From here on, revocations reach this socket. One that came during the handshake did not, so the session is checked again.
      guard try await memberIfWelcome() != nil else { return }
      let settings = node.services.site.settings
      if settings.gate != .open { socket.send(Frame.site(settings)) }
      for unread in try await node.services.unread.unread(for: user) where !settings.off.contains(FeatureSwitch(ofRoomNamed: unread.room)) {
        socket.send(Frame.unread(unread))
      }
    } catch {
      node.services.report("opening a socket", error)
      end(.internalError)
    }
  }

  func received(text: [UInt8]) async {
    node.metrics.messagesIn.increment()
    receivedMessages.wrappingAdd(1, ordering: .relaxed)
    let now = node.services.now()
    let reading = Envelope.read(text)
    let action = state.withLock { state in
      state.received(reading, limits: node.services.limits, now: now, memberAdmission: { node.admit(user, now: now) }) { node.messages[$0] }
    }
    switch action {
    case .answer(let envelope, let message): await answer(envelope, by: message, now: now)
    case .refuse(let error, let requestID): refuse(error, requestID)
    case .refuseAndClose(let error, let requestID, let close):
      refuse(error, requestID)
      socket.close(code: close.code, reason: close.reason)
    case .close(let close): socket.close(code: close.code, reason: close.reason)
    case .ignore: break
    }
  }

  func received(binary: [UInt8]) async {
    if case .close(let close) = state.withLock({ $0.receivedBinary() }) { socket.close(code: close.code, reason: close.reason) }
  }

  func closed(code: UInt16, reason: String) {
    if node.hub.remove(self) { node.online.ended(user) }
    node.services.seats?.give(user)
    if code == 1001, reason.utf8.elementsEqual("silence".utf8) {
      node.services.deeds.raise([RaisedDeed(.timeout, by: user, at: node.services.now())])
    }
    let views = state.withLock { state in
      _ = state.close()
      defer { for place in state.views.keys { _ = state.endView(of: place) } }
      return state.views
    }
    for place in views.keys {
      node.feeds[place]?.remove(socket.id)
      if let room = place.room { node.online.left(room, user) }
    }
  }

  // MARK: Answering

  private func answer(_ envelope: Envelope, by message: SocketMessage, now: Timestamp) async {
    let outbox = Outbox()
    var replied = false
    do {
      guard let who = try await memberIfWelcome() else { return }
      let gate = node.services.site.gate
      if message.effect == .change { try gate.requireChanges() }
      try message.switching.require(gate, envelope.data)
      guard message.policy.allows(who.member) else { throw AppError.forbidden() }
      let scope = Scope(
        caller: .member(who.member), session: session, address: address, requestID: node.nextRequestID(), now: now,
        random: node.services.random, replay: message.effect == .change ? envelope.replayKey : nil, outbox: outbox, gate: gate)
      let viewing = PendingViews(connection: self)
      let admit: @Sendable (Limit) async throws -> Void = { [node, user] limit in
        try await node.services.limiter.require(node.services.limits[limit], for: .user(user), now: now)
      }
      let call = SocketMessage.AnyCall(call: SocketCall(scope: scope, viewing: viewing), admit: admit)
      let reply = try await message.answer(try Fields(json: envelope.data), call)
      replied = true
      await send(reply, envelope.requestID)
      for view in viewing.take() { begin(view, by: who.member, message.policy, requestID: envelope.requestID) }
    } catch {
      failed(error, envelope, message, now: now)
    }
    // Also after an error: the events in the outbox have been committed.
    publish(outbox, requestID: replied ? envelope.requestID : nil)
  }

  private func send(_ reply: Reply, _ requestID: String?) async {
    switch reply {
    case .ack(let data): socket.send(Frame.message("ack", data, requestID: requestID))
    case .message(let type, let data): socket.send(Frame.message(type, data, requestID: requestID))
    case .page(let read, let kind, let name):
      var complete = true
      if case .page(let page) = read { complete = page.isComplete }
      _ = await socket.write(Frame.page(read, of: kind, named: name, complete: complete, requestID: requestID))
    case .none: break
    }
  }

  private func failed(_ error: any Error, _ envelope: Envelope, _ message: SocketMessage, now: Timestamp) {
    let answer = AppError(answering: error)
    if !(error is AppError) || answer.code.status >= 500 && answer != .readOnly { node.services.report("answering \(message.type)", error) }
    guard message.isAnswered else { return }
    refuse(answer, envelope.requestID)
    // A failure of the server does not count as flooding: the client may try again.
    guard answer.code.status < 500 else { return }
    if let close = state.withLock({ $0.wasRefused(limits: node.services.limits, now: now) }) {
      socket.close(code: close.code, reason: close.reason)
    }
  }

  private func refuse(_ error: AppError, _ requestID: String?) {
    node.metrics.messagesRefused.increment()
    socket.send(Frame.error(error, requestID: requestID))
  }

  private func publish(_ outbox: Outbox, requestID: String?) {
    node.services.deeds.raise(outbox.deeds())
    var events = outbox.take()
    guard !events.isEmpty else { return }
    let origin = Event.Origin(socket: socket.id.rawValue, node: node.services.bus.node, requestID: requestID)
    for index in events.indices where events[index].audience != .nodes { events[index].origin = origin }
    node.publish(events)
  }

  // MARK: Session

  /// The member in their present state. Nil if the session is over or the member is banned; then the socket has been closed. Throws if that
  /// cannot be found out; then the message must not be carried out.
  private func memberIfWelcome() async throws -> Authenticated? {
    do {
      let who = try await node.services.authenticator.authenticate(session: session, now: node.services.now())
      if who.isBanned {
        end(.banned)
      } else if node.services.site.gate.mode == .maintenance, !who.member.isStaff {
        end(.maintenance)
      } else {
        return who
      }
    } catch let error as AppError where error.endsSession {
      endSession()
    }
    return nil
  }

  /// Applies the session's present state: closes the socket if the session is over, and ends views that are no longer permitted.
  func take(_ session: Result<Authenticated, AppError>, reason: String) {
    switch session {
    case .failure(let error): if error.endsSession { endSession(reason: reason) }
    case .success(let who) where who.isBanned: end(.banned)
    case .success(let who) where node.services.site.gate.mode == .maintenance && !who.member.isStaff: end(.maintenance)
    case .success(let who):
      let lost = state.withLock { state in state.views.filter { !$0.value.policy.allows(who.member) } }
      for (place, view) in lost { endViewing(place, number: view.number, because: .private) }
    }
  }

  /// Tells the client that its session is over, and closes the socket.
  func endSession(reason: String = "ended") {
    guard state.withLock({ $0.close() }) else { return }
    socket.send(Frame.sessionEnded(reason: reason))
    socket.close(code: SocketClose.sessionEnded.code, reason: SocketClose.sessionEnded.reason)
  }

  func end(_ close: SocketClose) {
    guard state.withLock({ $0.close() }) else { return }
    socket.close(code: close.code, reason: close.reason)
  }

  // MARK: Places

  var histories: [PlaceKind: any PlaceHistory] { node.services.histories }

  func canView(_ place: PlaceID, besides others: Int) throws(AppError) {
    try state.withLock { state throws(AppError) in try state.requireRoom(for: place, besides: others, limits: node.services.limits) }
  }

  /// Names the socket among those of all nodes.
  var name: String { node.services.nameOf(socket.id) }

  func isViewing(_ place: PlaceID) -> Bool { state.withLock { $0.views[place] != nil } }
  func isViewing(_ room: RoomID) -> Bool { isViewing(.room(room)) }

  var views: [PlaceID: ConnectionState.View] { state.withLock { $0.views } }

  /// Ends a view. With a reason the client is told, unless the place is a room: rooms have messages of their own for that.
  func endViewing(_ place: PlaceID, number: Int? = nil, because reason: ClosedReason? = nil) {
    guard let view = forgetView(of: place, number: number) else { return }
    node.feeds[place]?.remove(socket.id, view: view.number)
    if let reason { say(view, of: place, hasEndedBecause: reason) }
  }

  /// Ends the views of places whose feature is switched off.
  func endViews(switchedOff off: SwitchSet) {
    for (place, view) in views {
      let feature = place.kind == .room ? FeatureSwitch(ofRoomNamed: view.name) : histories[place.kind]?.feature
      if let feature, off.contains(feature) { endViewing(place, number: view.number, because: .off) }
    }
  }

  /// Ends the view on this socket only; the caller tells the feed. Nil if there was no such view.
  func forgetView(of place: PlaceID, number: Int? = nil) -> ConnectionState.View? {
    let view = state.withLock { $0.endView(of: place, number: number) }
    if view != nil, let room = place.room { node.online.left(room, user) }
    return view
  }

  /// Call it when the feed has stopped sending to this socket: nothing of the place may come after it.
  func say(_ view: ConnectionState.View, of place: PlaceID, hasEndedBecause reason: ClosedReason) {
    if place.kind != .room { socket.send(Frame.placeClosed(view.name, because: reason)) }
  }

  /// Writes a page of a view, unless the view has ended: then false. Returns when the page is on the wire.
  func write(_ page: SharedBuffer, asPartOf place: PlaceID, number: Int) async -> Bool {
    await withCheckedContinuation { continuation in
      // Queued under the lock, so that the message that ends the view comes after it.
      let isQueued = state.withLock { state in
        guard state.views[place]?.number == number else { return false }
        Task.immediate { continuation.resume(returning: await socket.write(page)) }
        return true
      }
      if !isQueued { continuation.resume(returning: false) }
    }
  }

  /// Whether the member still belongs to the room. A view can outlive the membership by a few seconds.
  func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws {
    guard let room = state.withLock({ $0.room(named: name) }), let history = histories[.room] else { return }
    guard try await history.admitsTyping(of: member, in: Place(.room(room), named: name)) else { return }
    node.tell(.typing(room: room, user: user, data: Frame.typing(room: name, member: member, isOn: isOn)))
  }

  private func begin(_ wanted: PendingViews.Wanted, by member: Member, _ policy: SocketPolicy, requestID: String?) {
    guard let history = histories[wanted.place.id.kind] else { return }
    let policy = history.permission.map(SocketPolicy.permission) ?? policy
    let (isNew, started) = state.withLock { ($0.views[wanted.place.id] == nil, $0.view(wanted.place, policy: policy)) }
    guard let view = started else { return }
    if let room = wanted.place.id.room { node.online.entered(room, user, isNew: isNew) }
    let feed = node.feeds.register(
      socket, user: user, json: member.json, in: wanted.place, history, view: view.number, isSeen: wanted.isSeen)
    // The view was ended before it was registered, so the feed was not told.
    guard state.withLock({ $0.views[wanted.place.id]?.number == view.number }) else {
      feed.remove(socket.id, view: view.number)
      return
    }
    // Switched off since the message was admitted: then this socket was not among those that viewed the place.
    let off = node.services.site.gate.off
    if !off.isEmpty { endViews(switchedOff: off) }
    let catchUp = CatchUp(
      connection: self, feed: feed, view: view, cursor: wanted.cursor, requestID: requestID, services: node.services,
      metrics: node.metrics)
    let isFirst = catchUps.withLock { running in
      guard running == nil else {
        running?.queue.append(catchUp)
        return false
      }
      running = CatchUps(queue: [])
      return true
    }
    if isFirst { Task { await self.run(catchUp) } }
  }

  private func run(_ first: CatchUp) async {
    var next: CatchUp? = first
    while let catchUp = next {
      await catchUp.run()
      next = catchUps.withLock { running in
        guard let queued = running, !queued.queue.isEmpty else {
          running = nil
          return nil
        }
        return running?.queue.removeFirst()
      }
    }
  }
}

extension AppError {
  /// Whether the session behind a socket is over.
  var endsSession: Bool { code == .unauthorized || code == .authInvalid }
}
