/// Holds a place's changes until its viewers have been compared with the database: each change goes out after a comparison that began later than
/// the change came. Changes that come during a comparison wait for the next one together. A pure value.
struct ChangeGate<Change> {
  /// Changes held at most; beyond that the database has to tell everything.
  static var capacity: Int { 1_024 }

  /// What the running comparison lets through; nil while none is running.
  private var held: [Change]?
  private var waiting: [Change] = []

  /// Whether to compare now. Otherwise a running comparison is followed by another.
  mutating func received(_ change: Change) -> Bool {
    guard held != nil else {
      held = [change]
      return true
    }
    if waiting.count >= Self.capacity { waiting.removeAll() }
    waiting.append(change)
    return false
  }

  /// The comparison is done: what may go out now, and whether to compare again.
  mutating func passed() -> (changes: [Change], again: Bool) {
    defer {
      held = waiting.isEmpty ? nil : waiting
      waiting = []
    }
    return (held ?? [], !waiting.isEmpty)
  }

  /// It cannot be known who may view the place: nothing goes out. What was held is read from the database later.
  mutating func failed() {
    held = nil
    waiting = []
  }
}
