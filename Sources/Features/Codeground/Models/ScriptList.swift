import Core
import Encoding

/// What somebody asks of the list of scripts.
struct ScriptListRequest: Sendable {
  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit: Int64 = 24

  var runtime: ScriptRuntime?
  var tag: String?
  /// A username; `me` for what the caller works on.
  var author: String?
  var order = ScriptOrder.new
  var before: ScriptCursor?
  var limit = Self.standardLimit
  /// Those of the caller's that they can bring back.
  var deleted = false

  init() {}

  init(reading fields: inout Fields) {
    fields.refuseEmpty("runtime", "tag", "by", "order", "before", "limit", "deleted")
    runtime = fields.optionalChoice("runtime")
    tag = fields.optionalParsed("tag", ScriptChange.tagProblem, upTo: 64) { ScriptChange.tag($0) }
    author = fields.optionalLine("by", 1...64)
    order = fields.optionalChoice("order") ?? .new
    before = fields.optionalParsed("before", "must be what an earlier answer gave as next", upTo: 512) { ScriptCursor($0) }
    limit = fields.optionalInteger("limit", Self.limits) ?? Self.standardLimit
    deleted = fields.optionalFlag("deleted") ?? false
    if deleted, !isOwn { fields.refuse("deleted", "goes with by=me alone") }
    if let before, before.order != (isOwn ? ScriptCursor.own : order.rawValue) {
      fields.refuse("before", "must be what an earlier answer gave as next")
    }
  }

  var isOwn: Bool { author.map { $0.utf8.elementsEqual("me".utf8) } ?? false }
}

enum ScriptOrder: String, CaseIterable, Sendable {
  case new, old, title, wander

  var label: String {
    switch self {
    case .new: "Newest first"
    case .old: "Oldest first"
    case .title: "By title"
    case .wander: "Wander"
    }
  }
}

/// Where a list goes on: after the script with this key and id.
struct ScriptCursor: Hashable, Sendable {
  /// The order of what the caller works on.
  static let own = "own"

  let order: String
  /// Time, remainder or title.
  let key: String
  let id: Int64

  init(order: String, key: String, id: Int64) {
    self.order = order
    self.key = key
    self.id = id
  }

  /// Opaque, and holds nothing that the list does not show.
  var text: String { "\(order).\(id).\(Base64URL.encode(Array(key.utf8)))" }

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let id = Int64(Substring(parts[1])), id > 0, let key = Base64URL.decode(String(Substring(parts[2]))),
      let key = String(validating: key, as: UTF8.self)
    else { return nil }
    self.init(order: String(Substring(parts[0])), key: key, id: id)
    guard order == Self.own || ScriptOrder(rawValue: order) != nil, self.text.utf8.elementsEqual(text.utf8) else { return nil }
    if order != ScriptOrder.title.rawValue, Int64(key) == nil { return nil }
  }

  var number: Int64 { Int64(key) ?? 0 }
}

struct ScriptPage: Sendable {
  let scripts: [Script]
  let next: ScriptCursor?
}

/// The order by chance of a day: remainders of the random ids, from a point of the day's own on.
struct Wandering: Sendable {
  /// Prime numbers, each with an index in the database.
  static let moduli: [Int64] = [1_000_003, 1_000_033, 1_000_037]

  /// Which of them.
  let choice: Int
  let start: Int64

  var modulus: Int64 { Self.moduli[choice] }

  init(at now: Timestamp) {
    let day = now.seconds / 86_400
    // SplitMix64 of the day's number: days that follow each other start far apart.
    var mixed = UInt64(bitPattern: day) &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    choice = Int(day.quotientAndRemainder(dividingBy: Int64(Self.moduli.count)).remainder.magnitude)
    start = Int64(mixed % UInt64(Self.moduli[0]))
  }
}
