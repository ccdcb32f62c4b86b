import Core

/// How a member or a room wants cats to talk.
enum SpeechMode: String, CaseIterable, Sendable {
  case own, cute, pirate, formal, chaotic

  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What a cat says, and where it comes from.
struct SpokenLine: Hashable, Sendable {
  let pool: String
  let choice: Int
  /// How many lines the pool has.
  let count: Int
  let text: String

  func filled(name: String, mood: String) -> SpokenLine {
    let filled = text.split(separator: "{name}", omittingEmptySubsequences: false).map { part in
      part.split(separator: "{mood}", omittingEmptySubsequences: false).joined(separator: mood)
    }
    return SpokenLine(pool: pool, choice: choice, count: count, text: filled.joined(separator: name))
  }
}

/// All that cats can say.
enum Lines {
  /// By pool: a deed, `faction.deed` or `mode.deed`.
  static let pools = plainLines.merging(factionLines) { one, _ in one }.merging(modeLines) { one, _ in one }

  static func line(of cat: Cat, about deed: Deed, in mode: SpeechMode, pick: UInt32) -> SpokenLine {
    let own = (mode == .own ? cat.nature.faction.rawValue : mode.rawValue) + "." + deed.rawValue
    let pool = pools[own] == nil ? deed.rawValue : own
    let lines = pools[pool]!
    let choice = Int(pick % UInt32(lines.count))
    return SpokenLine(pool: pool, choice: choice, count: lines.count, text: lines[choice])
  }
}
