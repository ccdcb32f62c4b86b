/// What cats have said in one room lately, and whether one may speak again. All pauses are over when exactly that much time has passed.
struct RoomPauses: Sendable {
  static let between: Int64 = 5 * 60_000
  static let span: Int64 = 86_400_000
  static let most = 12
  static let ofCat: Int64 = 10 * 60_000

  /// The room's lines of the last 24 hours, and its newest one however old.
  private(set) var lines: [(at: Int64, cat: Cat)]
  /// When each cat spoke last, in whatever room.
  private(set) var spoke: [Cat: Int64]

  init(lines: [(at: Int64, cat: Cat)] = [], spoke: [Cat: Int64] = [:]) {
    self.lines = lines
    self.spoke = spoke
  }

  func isOpen(at moment: Int64) -> Bool {
    guard let last = lines.last else { return true }
    return moment - last.at >= Self.between && lines.count { moment - $0.at < Self.span } < Self.most
  }

  func allows(_ cat: Cat, at moment: Int64) -> Bool {
    guard cat != lines.last?.cat else { return false }
    return spoke[cat].map { moment - $0 >= Self.ofCat } ?? true
  }

  mutating func spoke(_ cat: Cat, at moment: Int64) {
    lines.append((moment, cat))
    spoke[cat] = moment
  }
}
