import Foundation

/// A tune as a WAV file: notes of a plucked or a humming string, at 22,050 Hz.
struct DemoSound: Sendable {
  struct Note: Sendable {
    /// Half tones above A of 220 Hz.
    let pitch: Int
    /// In eighths.
    let start: Int
    let length: Int

    init(_ pitch: Int, at start: Int, for length: Int = 3) { (self.pitch, self.start, self.length) = (pitch, start, length) }
  }

  let notes: [Note]
  /// How loud the tone and its overtones are.
  let overtones: [Double]
  /// The part of its loudness that a note has left after an eighth.
  let decay: Double

  private static let rate = 22_050
  private static let eighth = 5_000
  /// Into which a period is divided.
  private static let steps = 2_048

  /// What the kettle sings.
  static let kettle = DemoSound(
    notes: [
      Note(3, at: 0), Note(7, at: 1), Note(10, at: 2), Note(15, at: 3, for: 4), Note(14, at: 5), Note(10, at: 6), Note(7, at: 7, for: 4),
      Note(8, at: 9), Note(12, at: 10), Note(15, at: 11), Note(20, at: 12, for: 4), Note(19, at: 14), Note(15, at: 15), Note(12, at: 16),
      Note(10, at: 18), Note(14, at: 19), Note(17, at: 20), Note(22, at: 21, for: 4), Note(19, at: 23), Note(15, at: 24, for: 8),
      Note(3, at: 24, for: 8), Note(10, at: 24, for: 8),
    ], overtones: [1, 0.35, 0.2, 0.08], decay: 0.55)

  /// The freezer, in D.
  static let freezer = DemoSound(
    notes: [Note(-19, at: 0, for: 28), Note(-7, at: 0, for: 28), Note(0, at: 6, for: 12), Note(5, at: 10, for: 14)],
    overtones: [1, 0.5, 0.3, 0.22, 0.12], decay: 0.97)

  /// The interval signal of 153 kHz.
  static let interval = DemoSound(
    notes: [
      Note(12, at: 0, for: 6), Note(8, at: 3, for: 6), Note(10, at: 6, for: 6), Note(3, at: 9, for: 9), Note(3, at: 15, for: 6),
      Note(10, at: 18, for: 6), Note(12, at: 21, for: 6), Note(8, at: 24, for: 10),
    ], overtones: [1, 0.05, 0.5, 0.02, 0.3, 0.15], decay: 0.7)

  var bytes: [UInt8] {
    let samples = mixed, loudest = samples.map(abs).max() ?? 1
    var sound: [UInt8] = []
    sound.reserveCapacity(44 + samples.count * 2)
    let size = UInt32(samples.count * 2)
    sound +=
      Array("RIFF".utf8) + Self.bytes(36 + size) + Array("WAVEfmt ".utf8) + Self.bytes(UInt32(16)) + Self.bytes(UInt16(1))
      + Self.bytes(UInt16(1)) + Self.bytes(UInt32(Self.rate)) + Self.bytes(UInt32(Self.rate * 2)) + Self.bytes(UInt16(2))
      + Self.bytes(UInt16(16)) + Array("data".utf8) + Self.bytes(size)
    for sample in samples {
      let value = UInt16(bitPattern: Int16(sample / loudest * 24_000))
      sound.append(UInt8(truncatingIfNeeded: value))
      sound.append(UInt8(value >> 8))
    }
    return sound
  }

  private var mixed: [Double] {
    var samples = Array(repeating: 0.0, count: (notes.map { $0.start + $0.length }.max() ?? 0) * Self.eighth)
    // One period of the tone with its overtones.
    let period = (0..<Self.steps).map { step in
      overtones.enumerated().reduce(0) { $0 + $1.element * DemoWave.sine(Double(step * ($1.offset + 1)) / Double(Self.steps)) }
    }
    let fading = pow(decay, 1 / Double(Self.eighth))
    for note in notes {
      let start = note.start * Self.eighth, length = note.length * Self.eighth
      let pace = 220 * pow(2, Double(note.pitch) / 12) / Double(Self.rate) * Double(Self.steps)
      var loudness = 1.0
      for index in 0..<length {
        // Notes begin and end softly, so that nothing clicks.
        let edge = min(1, Double(min(index, length - index)) / 300)
        samples[start + index] += period[Int(pace * Double(index)) % Self.steps] * loudness * edge
        loudness *= fading
      }
    }
    return samples
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
}
