import Foundation

/// How a cat sounds in a mood. The browser only plays it.
struct Voice: Hashable, Sendable {
  enum Kind: String, Sendable {
    case hiss, purr, meow
  }

  let kind: Kind
  let hertz: Int
  let milliseconds: Int

  init(_ pad: Levels) {
    func level(_ axis: Axis) -> Double { Double(pad[axis]) / Double(Levels.unit) }
    kind =
      if pad.pleasure < -400_000, pad.arousal > 300_000 { .hiss } else if pad.pleasure > 300_000, pad.arousal < 0 { .purr } else { .meow }
    hertz = Int((520 * exp2(level(.arousal) / 2 + level(.pleasure) / 4 - level(.dominance) / 4)).rounded())
    milliseconds = Int((550 - 250 * level(.arousal)).rounded())
  }
}
