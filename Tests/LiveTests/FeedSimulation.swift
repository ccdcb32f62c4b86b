import Core
import Engine
import RandomTesting
import Testing

@testable import Live

/// A place, its database, a bus that reorders, repeats and loses, and clients that come, go, lag and return: everything that can
/// happen between a commit and a client's copy, in an order a seed decides.
final class FeedSimulation {
  struct Message: Equatable {
    let id: Int
    var sequence: Int64
    var text: Int
    /// Clients that may not see it.
    let hiddenFrom: Set<Int>
    var isDeleted = false
  }

  enum Payload {
    case event(Message, personalFor: Int?)
    case page([Message], sequence: Int64, isComplete: Bool)
    /// A new stream begins behind this cursor; the socket's frames before it belong to the old one.
    case restart(Int64?)
  }

  /// A catch-up: what it does next, or the result of a read that is on its way.
  struct Joining {
    var subscription: Subscription
    var action: Subscription.Action
    var isOnItsWay: HistoryRead?
    let view: Int
  }

  struct Client {
    var probe = SocketProbe()
    var isConnected = false
    var isSubscribed = false
    var joining: Joining?
    var lastView = 0
    /// Frames on their way, in order.
    var queue: [Payload] = []
    var copy: [Int: Message] = [:]
    /// Nil before the first complete page.
    var cursor: Int64?
    /// The highest sequence seen in this stream.
    var stream: Int64 = -1
    /// The smallest id of the first page: older messages may be missing.
    var oldest = Int.max
    var joinsWithoutCursor = 0
  }

  struct InFlight {
    let message: Message
    let author: Int?
    /// The author's socket at that time.
    let socket: SocketID?
  }

  private var random: SeededRandom
  private var state: FeedState
  private var hasStarted = false
  private var messages: [Message] = []
  private var lastSequence: Int64 = 0
  private var inFlight: [InFlight] = []
  private var clients: [Client]
  private var wakes = 0
  private var reads: [Int64] = []
  private var results: [[(sequence: Int64, item: FeedItem)]] = []
  private var payloads: [ObjectIdentifier: Payload] = [:]
  /// Keeps identities unique.
  private var frames: [SharedBuffer] = []
  private let canLose: Bool
  private(set) var problems: [String] = []
  private(set) var statistics = (healed: 0, behind: 0, waited: 0, replayed: 0, resumed: 0)

  init(seed: UInt64, clients: Int, canLose: Bool) {
    random = SeededRandom(seed: seed)
    self.clients = (0..<clients).map { _ in Client() }
    self.canLose = canLose
    state = FeedState(memory: Int.random(in: 0...3, using: &random))
  }

  func run(steps: Int) {
    for _ in 0..<Int.random(in: 0...6, using: &random) { commit(by: nil, announced: false) }
    for _ in 0..<steps { step() }
    settle()
    compare()
  }

  // MARK: Steps

  private func step() {
    let client = Int.random(in: 0..<clients.count, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<22: commit(by: clients[client].isConnected ? client : nil, announced: true)
    case 22..<45: deliver()
    case 45..<48: repeatOne()
    case 48..<50: if canLose { lose() }
    case 50..<55: clients[client].isConnected ? disconnect(client) : join(client)
    case 55..<60: if !clients[client].isConnected || Bool.random(using: &random) { join(client) }
    case 60..<80: advance(client)
    case 80..<93: consume(client)
    case 93..<95: if canLose || !reads.isEmpty { wake() }
    case 95..<98: read()
    default: arriveRead()
    }
  }

  /// A change: a new message, an edit, a reaction or a deletion. All are one more state of a message, under the next sequence.
  private func commit(by author: Int?, announced: Bool) {
    lastSequence += 1
    if messages.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
      let hidden = Bool.random(using: &random) ? [] : clients.indices.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      messages.append(Message(id: messages.count + 1, sequence: lastSequence, text: Int(lastSequence), hiddenFrom: Set(hidden)))
      if announced { inFlight.append(InFlight(message: messages.last!, author: author, socket: author.map { clients[$0].probe.id })) }
      return
    }
    let index = Int.random(in: 0..<messages.count, using: &random)
    messages[index].sequence = lastSequence
    messages[index].text = Int(lastSequence)
    if Int.random(in: 0..<5, using: &random) == 0 { messages[index].isDeleted = true }
    if announced { inFlight.append(InFlight(message: messages[index], author: author, socket: author.map { clients[$0].probe.id })) }
  }

  private func deliver() {
    guard hasStarted || !clients.isEmpty, let index = inFlight.indices.randomElement(using: &random) else { return }
    // Mostly in order, as a bus is.
    receive(inFlight.remove(at: Bool.random(using: &random) ? 0 : index))
  }

  private func repeatOne() { if let event = inFlight.randomElement(using: &random) { receive(event) } }

  private func lose() { if let index = inFlight.indices.randomElement(using: &random) { inFlight.remove(at: index) } }

  private func receive(_ event: InFlight) {
    let frame = remember(.event(event.message, personalFor: nil))
    let personal = event.socket.map { ($0, remember(.event(event.message, personalFor: event.author))) }
    perform(state.received(event.message.sequence, FeedItem(frame: frame, personal: personal, hiddenFrom: users(event.message))))
  }

  private func join(_ index: Int) {
    if !clients[index].isConnected {
      clients[index].probe = SocketProbe()
      clients[index].isConnected = true
      clients[index].queue = []
    }
    clients[index].lastView += 1
    let client = clients[index]
    let cursor = client.cursor.map { HistoryCursor(epoch: "e", sequence: $0) }
    perform(
      FeedState.Outcome(
        actions: state.register(client.probe.socket, user: UserID(Int64(index + 1)), view: client.lastView, under: "place").1))
    if cursor == nil { clients[index].joinsWithoutCursor += 1 } else { statistics.resumed += 1 }
    if cursor == nil {
      // Without a cursor a client begins with nothing, and heeds nothing of the stream before: that may have holes behind it.
      clients[index].copy = [:]
      clients[index].queue = []
    }
    clients[index].queue.append(.restart(client.cursor))
    let subscription = Subscription(from: cursor)
    clients[index].joining = Joining(subscription: subscription, action: subscription.begin(), view: client.lastView)
  }

  /// Lost network and a slow consumer's close look the same: what was queued is gone.
  private func disconnect(_ index: Int) {
    clients[index].isConnected = false
    clients[index].isSubscribed = false
    clients[index].joining = nil
    clients[index].queue = []
    perform(FeedState.Outcome(actions: state.remove(clients[index].probe.id)?.actions ?? []))
  }

  private func advance(_ index: Int) {
    guard var joining = clients[index].joining else { return }
    if !hasStarted {
      hasStarted = true
      perform(state.start(at: lastSequence))
      return
    }
    if let read = joining.isOnItsWay {
      joining.isOnItsWay = nil
      joining.action = joining.subscription.read(read)
      clients[index].joining = joining
      return
    }
    switch joining.action {
    case .readNewest:
      joining.isOnItsWay = .page(page(newest: 3, for: index))
      clients[index].joining = joining
    case .read(let cursor):
      joining.isOnItsWay = .page(page(after: cursor.sequence, limit: 2, for: index))
      clients[index].joining = joining
    case .write(let page):
      clients[index].queue.append(payload(of: page, isComplete: false))
      joining.action = joining.subscription.written(true)
      clients[index].joining = joining
    case .arrive(let page):
      clients[index].joining = joining
      let frame = remember(payload(of: page, isComplete: true))
      let (arrival, outcome) = state.arrived(
        clients[index].probe.id, view: joining.view, at: page.sequence, page: FeedState.LastPage(frame: frame) { _ in })
      perform(outcome)
      if arrival == .behind { statistics.behind += 1 }
      if arrival == .settled, !clients[index].isSubscribed { statistics.waited += 1 }
      joining.action = joining.subscription.arrived(arrival)
      clients[index].joining = joining.action == .end ? nil : joining
    case .reset, .wait, .giveUp, .end:
      problems.append("catching up ended in \(joining.action)")
      clients[index].joining = nil
    }
  }

  private func wake() {
    guard wakes > 0 else { return }
    wakes -= 1
    perform(state.woke())
  }

  /// The database is read now; the result arrives later.
  private func read() {
    guard let after = reads.popLast() else { return }
    let changes = messages.filter { $0.sequence > after }.sorted { $0.sequence < $1.sequence }
    results.append(changes.map { ($0.sequence, FeedItem(frame: remember(.event($0, personalFor: nil)), hiddenFrom: users($0))) })
  }

  private func arriveRead() {
    guard let result = results.popLast() else { return }
    statistics.healed += 1
    perform(state.healed(result))
  }

  // MARK: The node's actions

  private func perform(_ outcome: FeedState.Outcome) {
    for action in outcome.actions {
      switch action {
      case .publish(let frame, let except, let hidden):
        guard let payload = payloads[ObjectIdentifier(frame)] else { continue }
        let hidden = Set(hidden.map(\.id))
        for index in clients.indices where clients[index].isSubscribed && clients[index].probe.id != except {
          if !hidden.contains(clients[index].probe.id) { clients[index].queue.append(payload) }
        }
      case .send(let frame, let socket): enqueue(frame, to: socket)
      case .goLive(let socket, _, let page, let missed):
        enqueue(page.frame, to: socket)
        statistics.replayed += missed.count
        for frame in missed { enqueue(frame, to: socket) }
        if let index = clients.firstIndex(where: { $0.probe.id == socket.id && $0.isConnected }) { clients[index].isSubscribed = true }
      case .stopLive(let socket):
        if let index = clients.firstIndex(where: { $0.probe.id == socket.id }) { clients[index].isSubscribed = false }
      case .abandon: break
      }
    }
    switch outcome.request {
    case .wake: wakes += 1
    case .read(let after): reads.append(after)
    case nil: break
    }
  }

  private func users(_ message: Message) -> [UserID] { message.hiddenFrom.map { UserID(Int64($0 + 1)) } }

  private func enqueue(_ frame: SharedBuffer, to socket: Socket) {
    guard let payload = payloads[ObjectIdentifier(frame)] else { return }
    guard let index = clients.firstIndex(where: { $0.probe.id == socket.id && $0.isConnected }) else { return }
    clients[index].queue.append(payload)
  }

  // MARK: A client

  private func consume(_ index: Int) {
    guard !clients[index].queue.isEmpty else { return }
    switch clients[index].queue.removeFirst() {
    case .event(let message, let personalFor):
      if message.sequence <= clients[index].stream {
        problems.append("client \(index) got \(message.sequence) after \(clients[index].stream)")
      }
      if message.hiddenFrom.contains(index) { problems.append("client \(index) got the hidden \(message)") }
      if let personalFor, personalFor != index { problems.append("client \(index) got the frame of \(personalFor)") }
      clients[index].stream = message.sequence
      clients[index].cursor = message.sequence
      take(message, index)
    case .restart(let cursor):
      clients[index].stream = cursor ?? -1
    case .page(let page, let sequence, _):
      for message in page { take(message, index) }
      if sequence < clients[index].stream { problems.append("client \(index) got page \(sequence) after \(clients[index].stream)") }
      clients[index].stream = sequence
      if clients[index].cursor == nil { clients[index].oldest = page.map(\.id).min() ?? 0 }
      clients[index].cursor = sequence
    }
  }

  private func take(_ message: Message, _ index: Int) {
    if let known = clients[index].copy[message.id], known.sequence >= message.sequence { return }
    clients[index].copy[message.id] = message
  }

  // MARK: The end

  /// Nothing more is committed; what can still happen does, until every client is connected, live and has read everything.
  private func settle() {
    for index in clients.indices where !clients[index].isConnected { join(index) }
    for _ in 0..<2_000 {
      while !inFlight.isEmpty { deliver() }
      for index in clients.indices {
        for _ in 0..<200 where clients[index].joining != nil { advance(index) }
      }
      if hasStarted { perform(state.observed(latest: lastSequence)) }
      wake()
      read()
      arriveRead()
      for index in clients.indices { while !clients[index].queue.isEmpty { consume(index) } }
      let isSettled = clients.allSatisfy { $0.isSubscribed && $0.joining == nil } && state.lastDelivered == lastSequence
      if isSettled, reads.isEmpty, results.isEmpty { return }
    }
    problems.append("never settled: delivered \(state.lastDelivered ?? -1) of \(lastSequence)")
  }

  private func compare() {
    for (index, client) in clients.enumerated() {
      let visible = messages.filter { !$0.hiddenFrom.contains(index) }
      for message in visible where message.id >= client.oldest && client.copy[message.id] != message {
        problems.append("client \(index) has \(String(describing: client.copy[message.id])) for \(message)")
      }
      for (id, message) in client.copy where messages[id - 1] != message { problems.append("client \(index) has an old \(message)") }
      // What is hidden moves no client on.
      let last = visible.map(\.sequence).max() ?? 0
      if client.cursor ?? -1 < last { problems.append("client \(index) is at \(client.cursor ?? -1) of \(last)") }
    }
  }

  // MARK: The database

  private func page(newest count: Int, for client: Int) -> HistoryPage {
    page(visible(to: client).suffix(count), at: lastSequence, isComplete: true)
  }

  private func visible(to client: Int) -> [Message] { messages.filter { !$0.hiddenFrom.contains(client) } }

  private func page(after sequence: Int64, limit: Int, for client: Int) -> HistoryPage {
    let changed = visible(to: client).filter { $0.sequence > sequence }.sorted { $0.sequence < $1.sequence }
    let isComplete = changed.count <= limit
    return page(changed.prefix(limit), at: isComplete ? lastSequence : changed[limit - 1].sequence, isComplete: isComplete)
  }

  /// The page's bytes are its number; what it holds is looked up by it.
  private func page(_ messages: ArraySlice<Message>, at sequence: Int64, isComplete: Bool) -> HistoryPage {
    pages.append(Array(messages))
    return HistoryPage(
      epoch: "e", objects: Array("\(pages.count - 1)".utf8), sequence: sequence, isComplete: isComplete, hasOlder: false)
  }

  private var pages: [[Message]] = []

  private func payload(of page: HistoryPage, isComplete: Bool) -> Payload {
    .page(pages[Int(String(decoding: page.objects, as: UTF8.self))!], sequence: page.sequence, isComplete: isComplete)
  }

  private func remember(_ payload: Payload) -> SharedBuffer {
    let frame = SharedBuffer([])
    frames.append(frame)
    payloads[ObjectIdentifier(frame)] = payload
    return frame
  }
}

@Suite struct FoldingLiveEventsAndBackfill {
  @Test(arguments: 0..<10)
  func givesEqualStateWhateverHappens(part: Int) async {
    var total = (healed: 0, behind: 0, waited: 0, replayed: 0, resumed: 0)
    for seed in 0..<1_200 {
      let world = FeedSimulation(seed: UInt64(part * 10_000 + seed), clients: 1 + seed % 4, canLose: seed % 3 != 0)
      world.run(steps: 60 + seed % 200)
      // Other tests' tasks want the thread too.
      await Task.yield()
      #expect(world.problems.isEmpty, "seed \(part * 10_000 + seed): \(world.problems.prefix(3))")
      let some = world.statistics
      total = (
        total.healed + some.healed, total.behind + some.behind, total.waited + some.waited, total.replayed + some.replayed,
        total.resumed + some.resumed
      )
    }
    // The schedules really reach what they are about.
    #expect(total.healed > 50 && total.waited > 50 && total.replayed > 50 && total.resumed > 500 && total.behind > 20)
  }
}
