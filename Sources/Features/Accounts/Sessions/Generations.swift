/// A cache of at most `capacity` keys, in two generations: when the young one is full it becomes the old one, and values that were not used
/// since the last turn are dropped. An access costs one or two accesses of a dictionary.
struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  private let size: Int

  init(capacity: Int) { size = max(1, capacity / 2) }

  /// The value, which stays for another turn.
  mutating func use(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old[key] else { return nil }
    insert(value, for: key)
    return value
  }

  mutating func insert(_ value: Value, for key: Key) {
    if young.count >= size, young[key] == nil {
      old = young
      young = [:]
    }
    young[key] = value
  }

  mutating func remove(_ key: Key) {
    young[key] = nil
    old[key] = nil
  }

  mutating func removeAll(where isLeaving: (Value) -> Bool) {
    young = young.filter { !isLeaving($0.value) }
    old = old.filter { !isLeaving($0.value) }
  }

  var count: Int { young.merging(old) { young, _ in young }.count }
}
