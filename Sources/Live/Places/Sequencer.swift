/// Puts the events of one place in order on this node: delivers each once, by sequence, and notices missing ones.
///
/// Events reach a node out of order (commits of different connections), twice, or not at all (a bus may lose them). Early events are
/// held. If a gap stays open for `patience`, the changes are read from the database in their present state: a client that folds by
/// sequence ends in the same state. A pure value.
struct Sequencer<Item> {
  enum Request: Equatable {
    /// Call `woke` after this long.
    case wake(after: Duration)
    /// Read the changes after this sequence and call `healed` or `healingFailed`.
    case read(after: Int64)
  }

  struct Step {
    var deliver: [(sequence: Int64, item: Item)] = []
    var request: Request?
  }

  private enum Healing: Equatable { case idle, waiting, reading }

  /// How long an event may be late before the database is asked. Longer than any answer takes to be queued after its commit.
  static var patience: Duration { .milliseconds(200) }
  static var longestWait: Duration { .seconds(5) }
  /// Events held at most; beyond that the database has to tell everything.
  static var capacity: Int { 1_024 }
  /// A read covers at most this many changes.
  static var readLimit: Int { 200 }

  /// The sequence up to which everything has been delivered; nil until `start`.
  private(set) var last: Int64?
  private var held: [Int64: Item] = [:]
  /// The highest sequence known to exist.
  private var known: Int64 = 0
  private var healing = Healing.idle
  private var fruitlessReads = 0

  init() {}

  /// Events are taken from the moment of creation on; what they follow is known once the place's last sequence has been read.
  /// A second start changes nothing.
  mutating func start(at sequence: Int64) -> Step {
    guard last == nil else { return Step() }
    return advance(to: sequence, with: [])
  }

  /// A sequence that no place can have is ignored.
  mutating func received(_ sequence: Int64, _ item: Item) -> Step {
    guard (1...PlaceSequence.last).contains(sequence) else { return Step() }
    known = max(known, sequence)
    if let last, sequence <= last { return Step() }
    if let last, sequence == last + 1 { return advance(to: last, with: [(sequence, item)]) }
    if held.count < Self.capacity {
      held[sequence] = item
    } else {
      held.removeAll()
    }
    return Step(request: requestForGap())
  }

  /// The database has this sequence; its event should have come or be about to.
  mutating func observed(latest: Int64) -> Step {
    known = max(known, latest)
    return Step(request: requestForGap())
  }

  mutating func woke() -> Request? {
    guard healing == .waiting, let last else { return nil }
    guard known > last else {
      healing = .idle
      return nil
    }
    healing = .reading
    return .read(after: last)
  }

  /// The changes read after what `woke` asked for, in order of sequence.
  mutating func healed(_ changes: [(sequence: Int64, item: Item)]) -> Step {
    guard healing == .reading, let last else { return Step() }
    healing = .idle
    let fresh = changes.filter { $0.sequence > last }
    guard fresh.isEmpty, known > last else {
      fruitlessReads = 0
      return advance(to: last, with: fresh)
    }
    // The database does not have the missing events either: a replica lags, or they do not exist. Go on, or the place would stop here.
    fruitlessReads += 1
    guard fruitlessReads >= 3 else { return Step(request: requestForGap()) }
    fruitlessReads = 0
    return advance(to: held.keys.min().map { $0 - 1 } ?? known, with: [])
  }

  mutating func healingFailed() -> Step {
    guard healing == .reading else { return Step() }
    healing = .idle
    fruitlessReads = min(fruitlessReads + 1, 2)
    return Step(request: requestForGap())
  }

  private mutating func advance(to start: Int64, with items: [(sequence: Int64, item: Item)]) -> Step {
    var step = Step(deliver: items)
    var position = items.last?.sequence ?? start
    if !held.isEmpty {
      held = held.filter { $0.key > position }
      while let next = held.removeValue(forKey: position + 1) {
        position += 1
        step.deliver.append((position, next))
      }
    }
    last = position
    known = max(known, position)
    step.request = requestForGap()
    return step
  }

  private mutating func requestForGap() -> Request? {
    guard healing == .idle, let last, known > last else { return nil }
    healing = .waiting
    return .wake(after: min(Self.longestWait, Self.patience * (1 << fruitlessReads)))
  }
}
