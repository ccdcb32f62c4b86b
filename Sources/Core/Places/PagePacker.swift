import JSON

/// Puts encoded objects on a page until it is full, by count or by bytes. One object always fits.
public struct PagePacker: Sendable {
  private let count: Int
  private let bytes: Int
  private var taken: [[UInt8]] = []
  private var size = 0

  public init(count: Int = HistoryPage.mostObjects, bytes: Int = HistoryPage.mostBytes) {
    self.count = count
    self.bytes = bytes
  }

  /// How many more objects may come, if they are small enough.
  public var remaining: Int { count - taken.count }

  /// False if the object does not fit: the page stays as it is.
  public mutating func take(_ json: [UInt8]) -> Bool {
    guard taken.isEmpty || (remaining > 0 && size + json.count < bytes) else { return false }
    taken.append(json)
    size += json.count + 1
    return true
  }

  /// The objects as a JSON array, in the order they were taken.
  public var array: [UInt8] { array(of: taken) }

  /// The objects as a JSON array, the last taken first.
  public var reversedArray: [UInt8] { array(of: taken.reversed()) }

  private func array(of objects: some Sequence<[UInt8]>) -> [UInt8] {
    var json = JSONWriter(capacity: size + 2)
    json.array { json in for object in objects { json.raw(object) } }
    return json.bytes
  }
}
