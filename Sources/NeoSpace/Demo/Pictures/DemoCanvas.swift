/// A picture that is drawn cell by cell: colours are 0xRRGGBB, the origin is the top left corner, and what lies outside is left out.
struct DemoCanvas: Sendable {
  struct Area {
    let x, y, width, height: Int

    init(_ x: Int, _ y: Int, _ width: Int, _ height: Int) { (self.x, self.y, self.width, self.height) = (x, y, width, height) }
  }

  let width: Int
  let height: Int
  private(set) var cells: [UInt32]

  /// How far apart the colours of a gradient are mixed: an ordered pattern of 4 × 4.
  private static let pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  init(_ width: Int, _ height: Int, _ ground: UInt32) {
    (self.width, self.height) = (width, height)
    cells = Array(repeating: ground, count: width * height)
  }

  mutating func dot(_ x: Int, _ y: Int, _ color: UInt32) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    cells[y * width + x] = color
  }

  mutating func fill(_ area: Area, _ color: UInt32) {
    let columns = max(area.x, 0)..<max(min(area.x + area.width, width), max(area.x, 0))
    for y in max(area.y, 0)..<max(min(area.y + area.height, height), max(area.y, 0)) {
      for x in columns { cells[y * width + x] = color }
    }
  }

  /// A frame of one cell.
  mutating func frame(_ area: Area, _ color: UInt32) {
    fill(Area(area.x, area.y, area.width, 1), color)
    fill(Area(area.x, area.y + area.height - 1, area.width, 1), color)
    fill(Area(area.x, area.y, 1, area.height), color)
    fill(Area(area.x + area.width - 1, area.y, 1, area.height), color)
  }

  /// From the first colour at the top to the last at the bottom, dithered between them.
  mutating func shade(_ area: Area, _ colors: [UInt32]) {
    for row in 0..<area.height {
      let place = row * 16 * (colors.count - 1) / max(area.height - 1, 1)
      let (above, part) = (min(place / 16, colors.count - 1), place % 16)
      let below = min(above + 1, colors.count - 1)
      for x in area.x..<area.x + area.width {
        dot(x, area.y + row, part > Self.pattern[((area.y + row) & 3) * 4 + (x & 3)] ? colors[below] : colors[above])
      }
    }
  }

  mutating func disc(_ x: Int, _ y: Int, _ radius: Int, _ color: UInt32) {
    for row in -radius...radius {
      let half = Int(Double(radius * radius + radius - row * row).squareRoot())
      fill(Area(x - half, y + row, 2 * half + 1, 1), color)
    }
  }

  mutating func ring(_ x: Int, _ y: Int, _ radius: Int, _ color: UInt32) {
    for step in 0..<radius * 8 {
      let turn = Double(step) / Double(radius * 8)
      dot(x + Int((Double(radius) * DemoWave.cosine(turn)).rounded()), y + Int((Double(radius) * DemoWave.sine(turn)).rounded()), color)
    }
  }

  mutating func line(_ from: (Int, Int), _ to: (Int, Int), _ color: UInt32, thick: Int = 1) {
    let steps = max(abs(to.0 - from.0), abs(to.1 - from.1), 1)
    for step in 0...steps {
      fill(Area(from.0 + (to.0 - from.0) * step / steps, from.1 + (to.1 - from.1) * step / steps, thick, thick), color)
    }
  }

  /// Fills from a line of heights down to `bottom`: hills, waves, skylines.
  mutating func land(to bottom: Int, _ color: UInt32, _ height: (_ x: Int) -> Int) {
    for x in 0..<width { fill(Area(x, height(x), 1, bottom - height(x)), color) }
  }

  /// Draws rows of letters, each a block of cells. Letters without a colour are left out.
  mutating func stamp(_ rows: [String], _ x: Int, _ y: Int, _ colors: [Character: UInt32], size: Int = 1) {
    for (row, text) in rows.enumerated() {
      for (column, letter) in text.enumerated() {
        if let color = colors[letter] { fill(Area(x + column * size, y + row * size, size, size), color) }
      }
    }
  }

  /// Capitals, digits, full stops and hyphens, three cells wide and five high.
  mutating func write(_ text: String, _ x: Int, _ y: Int, _ color: UInt32, size: Int = 1) {
    for (index, letter) in text.enumerated() {
      guard let shape = DemoLetters.shapes[letter] else { continue }
      for bit in 0..<15 where shape >> (14 - bit) & 1 == 1 {
        fill(Area(x + (index * 4 + bit % 3) * size, y + bit / 3 * size, size, size), color)
      }
    }
  }
}
