import Core
import Engine

/// One room on this node: what has been delivered, who views it and how far each has come, who is present.
///
/// A viewer first catches up from the database, page by page, then goes live at a point where its copy and what has been delivered
/// meet exactly. A pure value: it returns what is to be done, in order, and whoever holds it does that before the next call.
struct RoomState {
  enum Action {
    /// To everybody who is live, but for one socket.
    case publish(SharedBuffer, except: SocketID?)
    case send(SharedBuffer, to: Socket)
    /// The last page, then the events it lacks, then all that follow, then who is present.
    case goLive(Socket, page: LastPage, missed: [SharedBuffer], presence: SharedBuffer)
    case stopLive(Socket)
    /// The viewer ended before its last page could go out.
    case abandon(LastPage)
    case request(RoomSequencer<RoomItem>.Request)
    /// To the other nodes.
    case announce(RoomPresence.Announcement)
    case announceEverybody([Present])
    /// Call `wokeForPresence` after this long.
    case wakeForPresence(PresenceWake, after: Duration)
  }

  /// Why presence is looked at again: there is something to tell, or somebody's grace is over.
  enum PresenceWake { case news, departure }

  /// A page that awaits its moment; `done` is told whether it went out.
  struct LastPage: Sendable {
    let frame: SharedBuffer
    let done: @Sendable (Bool) -> Void
  }

  enum Arrival: Equatable {
    /// The page is out or will be, without further doing.
    case settled
    /// More has happened than is remembered here: send the page as one of several and read on.
    case behind
    /// The viewer ended, or began anew.
    case over
  }

  private enum Phase {
    case catchingUp
    /// The page is ahead of what has been delivered: it goes out when delivery has come that far.
    case waiting(at: Int64, LastPage)
    case live
  }

  private struct Viewer {
    let socket: Socket
    let user: UserID
    /// Tells a catch-up from one that was begun anew on the same socket.
    var view: Int
    var phase: Phase
  }

  static let presenceDelay = Duration.milliseconds(200)

  let name: String
  /// How many events are remembered, at least, for those whose page was read just before.
  private let memory: Int
  private(set) var presence = RoomPresence()
  private var sequencer = RoomSequencer<RoomItem>()
  private var recent: [(sequence: Int64, item: RoomItem)] = []
  /// Everything delivered after this sequence is in `recent`.
  private var forgotten: Int64 = 0
  private var viewers: [SocketID: Viewer] = [:]
  /// Those in the phase of that name: who comes must not cost a look at everybody who is there.
  private var waiting: Set<SocketID> = []
  /// What those who come are told of who is present, for as long as that stays the same.
  private var online: (edition: Int, frame: SharedBuffer)?
  private var newsIsScheduled = false
  private var departureIsScheduled = false

  init(name: String, memory: Int = 64) {
    self.name = name
    self.memory = memory
  }

  /// Nobody views the room or is about to be gone from it.
  var isIdle: Bool { viewers.isEmpty && presence.isEmpty && presence.isToldOf }
  var isStarted: Bool { sequencer.last != nil }
  var lastDelivered: Int64? { sequencer.last }

  // MARK: Events

  /// The room's last sequence as the database has it, read after the first viewer was registered.
  mutating func start(at sequence: Int64) -> [Action] {
    if sequencer.last == nil { forgotten = sequence }
    return perform(sequencer.start(at: sequence))
  }

  mutating func received(_ sequence: Int64, _ item: RoomItem) -> [Action] { perform(sequencer.received(sequence, item)) }

  /// An event without a place in the order goes to whoever is live.
  func passed(_ item: RoomItem) -> [Action] { deliveries(of: item) }

  mutating func observed(latest: Int64) -> [Action] { perform(sequencer.observed(latest: latest)) }

  mutating func woke() -> [Action] { sequencer.woke().map { [.request($0)] } ?? [] }

  mutating func healed(_ changes: [(sequence: Int64, item: RoomItem)]) -> [Action] { perform(sequencer.healed(changes)) }

  mutating func healingFailed() -> [Action] { perform(sequencer.healingFailed()) }

  private mutating func perform(_ step: RoomSequencer<RoomItem>.Step) -> [Action] {
    var actions: [Action] = []
    for (sequence, item) in step.deliver {
      actions += deliveries(of: item)
      recent.append((sequence, item))
    }
    if !waiting.isEmpty { actions += attachWaiting() }
    forgetOld()
    if let request = step.request { actions.append(.request(request)) }
    return actions
  }

  private func deliveries(of item: RoomItem) -> [Action] {
    guard let personal = item.personal, let author = viewers[personal.socket], case .live = author.phase else {
      return [.publish(item.frame, except: nil)]
    }
    return [.publish(item.frame, except: personal.socket), .send(personal.frame, to: author.socket)]
  }

  private mutating func forgetOld() {
    guard recent.count > memory * 2 else { return }
    forgotten = recent[recent.count - memory - 1].sequence
    recent.removeFirst(recent.count - memory)
  }

  // MARK: Viewers

  /// Registers a socket before its history is read. A socket that views the room already begins anew.
  mutating func register(_ socket: Socket, user: UserID, json: [UInt8], view: Int) -> [Action] {
    var actions: [Action] = []
    if let viewer = viewers[socket.id] {
      actions = leavePhase(of: viewer)
    } else {
      presence.socketBegan(user, json: json)
    }
    viewers[socket.id] = Viewer(socket: socket, user: user, view: view, phase: .catchingUp)
    return actions + tellNews()
  }

  /// The catch-up of this view has read everything there was, up to `sequence`.
  mutating func arrived(_ socket: SocketID, view: Int, at sequence: Int64, page: LastPage) -> (Arrival, [Action]) {
    guard let viewer = viewers[socket], viewer.view == view, case .catchingUp = viewer.phase else { return (.over, []) }
    if let last = sequencer.last, sequence < last, sequence < forgotten { return (.behind, []) }
    viewers[socket]?.phase = .waiting(at: sequence, page)
    waiting.insert(socket)
    // When delivery is behind the page, the events between are on their way; were they lost, this has them healed.
    return (.settled, perform(sequencer.observed(latest: sequence)))
  }

  /// Ends viewing. `view` nil ends whichever view it is; else only that one, not one begun anew.
  mutating func remove(_ socket: SocketID, view: Int? = nil, now: Timestamp) -> [Action] {
    guard let viewer = viewers[socket], view == nil || viewer.view == view else { return [] }
    viewers[socket] = nil
    presence.socketEnded(viewer.user, now: now)
    return leavePhase(of: viewer) + scheduleDeparture(now: now)
  }

  /// The member may not view the room any longer: these views end, and presence with the last of them. One begun since, by somebody who
  /// was let in again, goes on.
  mutating func withdrawn(_ user: UserID, _ views: [(socket: SocketID, number: Int)], now: Timestamp) -> [Action] {
    var actions: [Action] = []
    for view in views { actions += remove(view.socket, view: view.number, now: now) }
    guard !viewers.values.contains(where: { $0.user == user }) else { return actions }
    return actions + left(user)
  }

  /// Presence of a member whose membership ended is over at once; their sockets are removed one by one.
  mutating func left(_ user: UserID) -> [Action] {
    presence.left(user)
    return tellNews()
  }

  /// Tells those who are live, but for the author, on whichever sockets.
  func typing(_ frame: SharedBuffer, by user: UserID) -> [Action] {
    let own = viewers.values.filter { $0.user == user }
    if own.count <= 1 { return [.publish(frame, except: own.first?.socket.id)] }
    return viewers.values.compactMap { viewer in
      guard case .live = viewer.phase, viewer.user != user else { return nil }
      return .send(frame, to: viewer.socket)
    }
  }

  private mutating func leavePhase(of viewer: Viewer) -> [Action] {
    switch viewer.phase {
    case .catchingUp: return []
    case .live: return [.stopLive(viewer.socket)]
    case .waiting(_, let page):
      waiting.remove(viewer.socket.id)
      return [.abandon(page)]
    }
  }

  private mutating func attachWaiting() -> [Action] {
    guard let last = sequencer.last else { return [] }
    var actions: [Action] = []
    for id in waiting {
      guard let viewer = viewers[id], case .waiting(let sequence, let page) = viewer.phase, sequence <= last else { continue }
      waiting.remove(id)
      viewers[id]?.phase = .live
      let missed = recent.filter { $0.sequence > sequence }.map { $0.item.frame(for: id) }
      actions.append(.goLive(viewer.socket, page: page, missed: missed, presence: onlineFrame(for: viewer.user)))
    }
    return actions
  }

  // MARK: Presence

  private mutating func onlineFrame(for user: UserID) -> SharedBuffer {
    guard presence.hasTold(of: user) else { return Frame.message("presence", presence.online(room: name, for: user)) }
    if let online, online.edition == presence.edition { return online.frame }
    let frame = Frame.message("presence", presence.online(room: name, for: user))
    online = (presence.edition, frame)
    return frame
  }

  /// What there is to tell, and when to look again.
  mutating func wokeForPresence(_ wake: PresenceWake, now: Timestamp) -> [Action] {
    switch wake {
    case .news: newsIsScheduled = false
    case .departure: departureIsScheduled = false
    }
    presence.expire(now: now)
    return tellNews() + scheduleDeparture(now: now)
  }

  /// Who is in the room on other nodes has changed, for these people.
  mutating func elsewhere(_ people: [(user: UserID, json: [UInt8]?)]) -> [Action] {
    for person in people { presence.elsewhere(person.user, json: person.json) }
    return tellNews()
  }

  mutating func seed(_ others: [Present]) { presence.seed(others) }

  mutating func announceEverybody() -> [Action] {
    let all = presence.everybodyHere()
    return all.isEmpty ? [] : [.announceEverybody(all)]
  }

  /// At once when nothing was told lately; else what comes meanwhile is told together. So in a quiet room somebody's coming is told
  /// before they are live, and they never hear of themselves.
  private mutating func tellNews() -> [Action] {
    guard !presence.isToldOf, !newsIsScheduled else { return [] }
    newsIsScheduled = true
    var actions = [Action.wakeForPresence(.news, after: Self.presenceDelay)]
    if let announcement = presence.announcement() { actions.append(.announce(announcement)) }
    guard let news = presence.news(room: name) else { return actions }
    let own = news.onlyJoined.map { user in viewers.values.filter { $0.user == user } } ?? []
    return [.publish(Frame.message("presence", news.json), except: own.count == 1 ? own[0].socket.id : nil)] + actions
  }

  /// One timer for the earliest; who leaves while it runs has later to go.
  private mutating func scheduleDeparture(now: Timestamp) -> [Action] {
    guard !departureIsScheduled, let departure = presence.nextDeparture else { return [] }
    departureIsScheduled = true
    return [.wakeForPresence(.departure, after: max(.milliseconds(1), departure - now))]
  }
}
