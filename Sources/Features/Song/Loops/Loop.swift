/// A loop of a step sequencer: pages of sixteen steps for eight tracks, played in the order of the chain.
struct Loop: Hashable, Sendable {
  static let mostBytes = 16 << 10
  static let steps = 16
  static let pages = 1...4
  static let chains = 1...16
  static let tempos = 60...200

  var bpm = 120
  var swing = 0.0
  var pages = [LoopPage()]
  /// Indexes of pages.
  var chain = [0]
  /// In the order of `LoopVoice`.
  var tracks = LoopVoice.allCases.map { LoopTrack(volume: Double($0.usualVolume)) }
  var delay = Delay()
  var reverb = Reverb()

  struct Delay: Hashable, Sendable {
    /// In sixteenths.
    var time = 2
    var feedback = 0.2
    var wet = 0.1
  }

  struct Reverb: Hashable, Sendable {
    var decay = 2.5
    var wet = 0.1
  }
}

/// One step of each track, sixteen times.
struct LoopPage: Hashable, Sendable {
  /// For each track sixteen steps; nil is silence.
  var tracks = [[LoopStep?]](repeating: [LoopStep?](repeating: nil, count: Loop.steps), count: LoopVoice.allCases.count)
}

struct LoopStep: Hashable, Sendable {
  /// 1 to 3.
  var accent: Int
  /// Nil where the voice has no pitch.
  var note: LoopNote?
}

struct LoopTrack: Hashable, Sendable {
  /// In decibels.
  var volume: Double
  var pan = 0.0
  var isMuted = false
  var isSolo = false
}

enum LoopVoice: Int, CaseIterable, Sendable {
  case kick, snare
  case closedHat, openHat
  case bass, lead, pad, fx

  var name: String {
    switch self {
    case .kick: "kick"
    case .snare: "snare"
    case .closedHat: "hat_c"
    case .openHat: "hat_o"
    case .bass: "bass"
    case .lead: "lead"
    case .pad: "pad"
    case .fx: "fx"
    }
  }

  var usualVolume: Int { [0, -3, -15, -15, -6, -8, -12, 0][rawValue] }

  /// The note of a step that names none; nil for drums.
  var usualNote: LoopNote? {
    switch self {
    case .kick, .snare, .closedHat, .openHat: nil
    case .bass: LoopNote("C2")
    case .lead, .fx: LoopNote(self == .lead ? "C4" : "C5")
    case .pad: LoopNote("G3")
    }
  }
}

/// C1 to C7, with sharps.
struct LoopNote: Hashable, Sendable, CustomStringConvertible {
  private static let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

  /// As MIDI counts: C4 is 60.
  let key: Int

  /// Nil for a text that is no note.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (2...3).contains(bytes.count), let last = bytes.last, (UInt8(ascii: "1")...UInt8(ascii: "7")).contains(last),
      let tone = Self.names.firstIndex(where: { bytes.dropLast().elementsEqual($0.utf8) })
    else { return nil }
    let octave = Int(last - UInt8(ascii: "0"))
    guard octave < 7 || tone == 0 else { return nil }
    key = 12 * (octave + 1) + tone
  }

  var description: String { Self.names[key % 12] + String(key / 12 - 1) }
}
