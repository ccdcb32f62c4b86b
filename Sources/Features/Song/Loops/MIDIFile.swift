import Foundation

/// Writes a loop as a Standard MIDI File of format 1: the chain once. The same loop gives the same bytes.
struct MIDIFile: Sendable {
  /// Ticks of a quarter note.
  static let division = 480
  static let stepTicks = division / 4
  /// A note ends so long before the next step starts.
  static let rest = 12

  let bytes: [UInt8]

  init(_ loop: Loop, title: String) {
    var tracks = [Self.head(loop, title)]
    let isAnySolo = loop.tracks.contains(where: \.isSolo)
    for voice in LoopVoice.allCases {
      let track = loop.tracks[voice.rawValue]
      let sounds = !track.isMuted && (!isAnySolo || track.isSolo)
      tracks.append(Self.track(voice, track, sounds ? Self.notes(of: voice, in: loop) : [], end: loop.midiTicks))
    }
    var file: [UInt8] = Array("MThd".utf8) + Self.word(6, 4) + Self.word(1, 2) + Self.word(tracks.count, 2) + Self.word(Self.division, 2)
    for track in tracks { file += Array("MTrk".utf8) + Self.word(track.count, 4) + track }
    bytes = file
  }

  // MARK: Tracks

  private static func head(_ loop: Loop, _ title: String) -> [UInt8] {
    let tempo = Int((60_000_000 / Double(loop.bpm)).rounded())
    // 4/4; 24 clocks a beat, eight thirty-seconds a quarter.
    return named(title) + [0, 0xFF, 0x58, 4, 4, 2, 24, 8] + [0, 0xFF, 0x51, 3] + word(tempo, 3) + end(after: loop.midiTicks)
  }

  private static func track(_ voice: LoopVoice, _ track: LoopTrack, _ notes: [Note], end ticks: Int) -> [UInt8] {
    let level = min(1, pow(10, track.volume / 40))
    var bytes = named(voice.name)
    if let instrument = voice.instrument {
      let channel = UInt8(voice.channel)
      bytes += [0, 0xC0 | channel, instrument]
      bytes += [0, 0xB0 | channel, 7, UInt8(halfUp(level * 127))]
      bytes += [0, 0xB0 | channel, 10, UInt8(halfUp(63.5 + 63.5 * track.pan))]
    }
    var now = 0
    for note in notes {
      let velocity = voice.instrument == nil ? max(1, halfUp(level * Double(note.velocity))) : note.velocity
      bytes += length(note.start - now) + [0x90 | UInt8(voice.channel), UInt8(note.key), UInt8(velocity)]
      bytes += length(note.end - note.start) + [0x80 | UInt8(voice.channel), UInt8(note.key), 64]
      now = note.end
    }
    return bytes + end(after: ticks - now)
  }

  private static func named(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    return [0, 0xFF, 0x03] + length(bytes.count) + bytes
  }

  private static func end(after ticks: Int) -> [UInt8] { length(ticks) + [0xFF, 0x2F, 0] }

  // MARK: Notes

  private struct Note {
    let key: Int
    let velocity: Int
    let start: Int
    let end: Int
  }

  private static func notes(of voice: LoopVoice, in loop: Loop) -> [Note] {
    let late = halfUp(Double(stepTicks) * loop.swing)
    func start(of step: Int) -> Int { step * stepTicks + (step.isMultiple(of: 2) ? 0 : late) }
    return loop.chain.enumerated().flatMap { position, page in
      loop.pages[page].tracks[voice.rawValue].enumerated().compactMap { index, step -> Note? in
        guard let step else { return nil }
        let number = position * Loop.steps + index
        return Note(
          key: step.note?.key ?? voice.drum, velocity: [64, 96, 120][step.accent - 1], start: start(of: number),
          end: start(of: number + 1) - rest)
      }
    }
  }

  // MARK: Numbers

  static func halfUp(_ value: Double) -> Int { Int((value + 0.5).rounded(.down)) }

  private static func word(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Seven bits a byte; all but the last have the eighth.
  private static func length(_ value: Int) -> [UInt8] {
    var bytes = [UInt8(value & 0x7F)]
    var rest = value >> 7
    while rest > 0 {
      bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
      rest >>= 7
    }
    return bytes
  }
}

extension Loop {
  /// How long the chain is.
  var midiTicks: Int { Self.steps * MIDIFile.stepTicks * chain.count }
}

extension LoopVoice {
  /// Counted from 0: drums on the tenth.
  fileprivate var channel: Int { instrument == nil ? 9 : rawValue - LoopVoice.bass.rawValue }

  /// The program, counted from 0; nil for drums.
  fileprivate var instrument: UInt8? {
    switch self {
    case .kick, .snare, .closedHat, .openHat: nil
    case .bass: 38
    case .lead: 81
    case .pad: 89
    case .fx: 45
    }
  }

  /// The key of a drum.
  fileprivate var drum: Int { [36, 38, 42, 46, 0, 0, 0, 0][rawValue] }
}
