import Core
import Engine

/// One place on this node: what has been delivered, who views it, and how far each viewer has come.
///
/// A viewer first catches up from the database, page by page. Then it goes live, at a point where its copy and what has been delivered
/// meet exactly. A pure value: each call returns what is to be done.
struct FeedState {
  /// Done in order, before the next call.
  enum Action {
    /// To all live viewers, except one socket and the sockets of those who may not see it.
    case publish(SharedBuffer, except: SocketID?, hiddenFrom: [Socket])
    case send(SharedBuffer, to: Socket)
    /// The last page, then the events it lacks, then all that follow.
    case goLive(Socket, UserID, page: LastPage, missed: [SharedBuffer])
    case stopLive(Socket)
    /// The viewer ended before its last page could go out.
    case abandon(LastPage)
  }

  struct Outcome {
    var actions: [Action] = []
    /// May be done later, in any order.
    var request: Sequencer<FeedItem>.Request?
  }

  /// A page that waits for its moment; `done` is told whether it went out.
  struct LastPage: Sendable {
    let frame: SharedBuffer
    let done: @Sendable (Bool) -> Void
  }

  enum Arrival: Equatable {
    /// The page is out, or goes out without another call.
    case settled
    /// More has happened than is remembered here: send the page as one of several and read on.
    case behind
    /// The view ended, or was started over.
    case over
  }

  private enum Phase {
    case catchingUp
    /// The page is ahead of what has been delivered: it goes out when delivery has come that far.
    case waiting(at: Int64, LastPage)
    case live
  }

  private struct View {
    let socket: Socket
    let user: UserID
    /// Tells a catch-up from a later one on the same socket.
    var number: Int
    var phase: Phase

    var isArriving: Bool {
      if case .live = phase { false } else { true }
    }
  }

  /// A view of the place.
  struct Watcher {
    let user: UserID
    let socket: SocketID
    let view: Int
  }

  /// How many events are remembered, at least, for viewers whose page was read just before.
  private let memory: Int
  private var sequencer = Sequencer<FeedItem>()
  private var recent: [(sequence: Int64, item: FeedItem)] = []
  /// Everything delivered after this sequence is in `recent`.
  private var forgotten: Int64 = 0
  private var views: [SocketID: View] = [:]
  /// All views, until one comes or goes: places that check each change ask for them each time.
  private var listed: [Watcher]?
  /// Under which views have begun: more than one only after the place was renamed.
  private(set) var names: [String] = []
  /// Views in the phase of that name: a new viewer must not cost a look at all the others.
  private var waiting: Set<SocketID> = []
  /// Views that are not live yet: only they need to be told of what was delivered meanwhile.
  private var arriving = 0

  init(memory: Int = 64) { self.memory = memory }

  var isEmpty: Bool { views.isEmpty }
  var viewers: Set<UserID> { Set(views.values.lazy.map(\.user)) }

  /// All views, in any order.
  mutating func watchers() -> [Watcher] {
    if let listed { return listed }
    let watchers = views.map { Watcher(user: $1.user, socket: $0, view: $1.number) }
    listed = watchers
    return watchers
  }

  var isStarted: Bool { sequencer.last != nil }
  var lastDelivered: Int64? { sequencer.last }

  /// Up to which sequence the socket has the place. Nil while it catches up.
  func delivered(to socket: SocketID) -> Int64? {
    guard let view = views[socket], case .live = view.phase else { return nil }
    return sequencer.last
  }

  /// The user's sockets that view the place.
  func sockets(of user: UserID) -> [SocketID] { views.values.lazy.filter { $0.user == user }.map(\.socket.id) }

  // MARK: Events

  /// The place's last sequence in the database, read after the first viewer was registered.
  mutating func start(at sequence: Int64) -> Outcome {
    if sequencer.last == nil { forgotten = sequence }
    return take(sequencer.start(at: sequence))
  }

  mutating func received(_ sequence: Int64, _ item: FeedItem) -> Outcome { take(sequencer.received(sequence, item)) }

  /// An event without a place in the order goes to all live viewers.
  func passed(_ item: FeedItem) -> Outcome {
    var outcome = Outcome()
    deliver(item, &outcome)
    return outcome
  }

  mutating func observed(latest: Int64) -> Outcome { take(sequencer.observed(latest: latest)) }

  mutating func woke() -> Outcome { Outcome(request: sequencer.woke()) }

  mutating func healed(_ changes: [(sequence: Int64, item: FeedItem)]) -> Outcome { take(sequencer.healed(changes)) }

  mutating func healingFailed() -> Outcome { take(sequencer.healingFailed()) }

  private mutating func take(_ step: Sequencer<FeedItem>.Step) -> Outcome {
    var outcome = Outcome(request: step.request)
    for (sequence, item) in step.deliver {
      deliver(item, &outcome)
      if arriving > 0 { recent.append((sequence, item)) }
    }
    if !waiting.isEmpty { attachWaiting(&outcome) }
    forgetOld()
    return outcome
  }

  private func deliver(_ item: FeedItem, _ outcome: inout Outcome) {
    if item.shownTo != nil {
      // Few get it: one frame each.
      outcome.actions += live { item.isShown(to: $0) }.map { .send(item.frame(for: $0.id), to: $0) }
      return
    }
    let hiddenFrom = Set(item.hiddenFrom)
    let hidden = hiddenFrom.isEmpty ? [] : live { hiddenFrom.contains($0) }
    guard let personal = item.personal, let author = views[personal.socket], case .live = author.phase,
      !item.hiddenFrom.contains(author.user)
    else {
      outcome.actions.append(.publish(item.frame, except: nil, hiddenFrom: hidden))
      return
    }
    outcome.actions.append(.publish(item.frame, except: personal.socket, hiddenFrom: hidden))
    outcome.actions.append(.send(personal.frame, to: author.socket))
  }

  /// Sockets of live views of such users.
  private func live(_ isWanted: (UserID) -> Bool) -> [Socket] {
    views.values.compactMap { view in
      guard case .live = view.phase, isWanted(view.user) else { return nil }
      return view.socket
    }
  }

  private mutating func forgetOld() {
    guard arriving > 0 else {
      // The page of a view that is still to come is read after all this.
      recent.removeAll()
      forgotten = max(forgotten, sequencer.last ?? 0)
      return
    }
    guard recent.count > memory * 2 else { return }
    forgotten = recent[recent.count - memory - 1].sequence
    recent.removeFirst(recent.count - memory)
  }

  /// Tells all live viewers except one user, on all their sockets.
  func tell(_ frame: SharedBuffer, except user: UserID) -> [Action] {
    let own = sockets(of: user)
    if own.count <= 1 { return [.publish(frame, except: own.first, hiddenFrom: [])] }
    return live { $0 != user }.map { .send(frame, to: $0) }
  }

  // MARK: Viewers

  /// Registers a socket before its history is read. A socket that views the place already starts over.
  mutating func register(_ socket: Socket, user: UserID, view number: Int, under name: String) -> (isNew: Bool, [Action]) {
    listed = nil
    if !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
    let old = views.updateValue(View(socket: socket, user: user, number: number, phase: .catchingUp), forKey: socket.id)
    if old?.isArriving != true { arriving += 1 }
    return (old == nil, old.map { leavePhase(of: $0) } ?? [])
  }

  /// The catch-up of this view has read everything there was, up to `sequence`.
  mutating func arrived(_ socket: SocketID, view: Int, at sequence: Int64, page: LastPage) -> (Arrival, Outcome) {
    guard let current = views[socket], current.number == view, case .catchingUp = current.phase else { return (.over, Outcome()) }
    if let last = sequencer.last, sequence < last, sequence < forgotten { return (.behind, Outcome()) }
    views[socket]?.phase = .waiting(at: sequence, page)
    waiting.insert(socket)
    // When delivery is behind the page, the events between are on their way; if they were lost, this has them healed.
    return (.settled, take(sequencer.observed(latest: sequence)))
  }

  /// Ends a view and gives its user; nil if there was none. With a number only that view, not one that started over.
  mutating func remove(_ socket: SocketID, view: Int? = nil) -> (user: UserID, actions: [Action])? {
    guard let current = views[socket], view == nil || current.number == view else { return nil }
    views[socket] = nil
    listed = nil
    if current.isArriving { arriving -= 1 }
    return (current.user, leavePhase(of: current))
  }

  private mutating func leavePhase(of view: View) -> [Action] {
    switch view.phase {
    case .catchingUp: return []
    case .live: return [.stopLive(view.socket)]
    case .waiting(_, let page):
      waiting.remove(view.socket.id)
      return [.abandon(page)]
    }
  }

  private mutating func attachWaiting(_ outcome: inout Outcome) {
    guard let last = sequencer.last else { return }
    for id in waiting {
      guard let view = views[id], case .waiting(let sequence, let page) = view.phase, sequence <= last else { continue }
      waiting.remove(id)
      views[id]?.phase = .live
      arriving -= 1
      let missed = recent.filter { $0.sequence > sequence && $0.item.isShown(to: view.user) }.map { $0.item.frame(for: id) }
      outcome.actions.append(.goLive(view.socket, view.user, page: page, missed: missed))
    }
  }
}
