import MediaWork

/// How loud a sound is over time, from its samples: signed, 16 bits, little-endian, one channel.
struct Waveform {
  static let sampleRate = 8_000
  /// A peak is kept for each hundredth of a second: 30 minutes are 180,000 of them.
  private static let samplesPerPeak = 80

  private var peaks: [UInt16] = []
  private var samples = 0
  /// The first half of a sample that was cut.
  private var half: UInt8?

  var milliseconds: Int { samples * 1_000 / Self.sampleRate }

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes {
      guard let low = half else {
        half = byte
        continue
      }
      half = nil
      let value = Int16(bitPattern: UInt16(byte) << 8 | UInt16(low)).magnitude
      if samples % Self.samplesPerPeak == 0 { peaks.append(value) } else { peaks[peaks.count - 1] = max(peaks[peaks.count - 1], value) }
      samples += 1
    }
  }

  /// From 0 to 1,000, the loudest 1,000.
  var numbers: [Int] {
    let count = MediaResult.waveformLength
    guard let loudest = peaks.max(), loudest > 0 else { return Array(repeating: 0, count: count) }
    return (0..<count).map { index in
      let start = index * peaks.count / count
      let end = max((index + 1) * peaks.count / count, start + 1)
      return Int(peaks[start..<min(end, peaks.count)].max() ?? 0) * 1_000 / Int(loudest)
    }
  }
}
