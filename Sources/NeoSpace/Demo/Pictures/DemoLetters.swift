import Foundation

/// Letters of three by five cells: each octal digit is a row.
enum DemoLetters {
  static let shapes: [Character: Int] = [
    "A": 0o25755, "B": 0o65656, "C": 0o74447, "D": 0o65556, "E": 0o74647, "F": 0o74644, "G": 0o74557, "H": 0o55755, "I": 0o72227,
    "J": 0o11157, "K": 0o55655, "L": 0o44447, "M": 0o57755, "N": 0o65555, "O": 0o75557, "P": 0o75744, "Q": 0o75573, "R": 0o75655,
    "S": 0o74717, "T": 0o72222, "U": 0o55557, "V": 0o55552, "W": 0o55775, "X": 0o55255, "Y": 0o55222, "Z": 0o71247, "0": 0o75557,
    "1": 0o26227, "2": 0o71747, "3": 0o71317, "4": 0o55711, "5": 0o74717, "6": 0o74757, "7": 0o71122, "8": 0o75757, "9": 0o75717,
    ".": 0o00002, "-": 0o00700, "+": 0o02720, "/": 0o11244,
  ]
}

/// Sines and cosines of turns: 1 is a whole turn.
enum DemoWave {
  static func sine(_ turn: Double) -> Double { sin(turn * 2 * .pi) }
  static func cosine(_ turn: Double) -> Double { cos(turn * 2 * .pi) }

  /// A sine as whole cells.
  static func cells(_ height: Int, _ x: Int, every period: Int) -> Int {
    Int((Double(height) * sine(Double(x) / Double(period))).rounded())
  }
}
