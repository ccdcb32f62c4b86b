import Foundation

/// Exponential decay in integers, the same to the last digit everywhere.
enum Decay {
  /// 2^(30 − k/1024) for k = 0…1024, each to the nearest integer.
  static let table: [Int64] = (0...1_024).map { Int64((exp2(30 - Double($0) / 1_024)).rounded()) }

  /// What is left of a value after a time, given its half-life. To the nearest integer, halves away from zero; 0 after 24 half-lives.
  ///
  /// - Parameters:
  ///   - time: Milliseconds, not negative.
  ///   - halfLife: Milliseconds, at most 30 days.
  static func of(_ value: Int64, after time: Int64, halfLife: Int64) -> Int64 {
    let halvings = time / halfLife
    guard halvings < 24 else { return 0 }
    let scaled = (time % halfLife) * 1_024
    let index = Int(scaled / halfLife)
    let rest = scaled % halfLife
    let factor = table[index] - (table[index] - table[index + 1]) * rest / halfLife
    // |value| stays below 2^32 and the factor is at most 2^30, so this fits.
    let left = (abs(value) * factor + (1 << (29 + halvings))) >> (30 + halvings)
    return value < 0 ? -left : left
  }
}
