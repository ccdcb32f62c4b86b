/// What appears in several of the demo's pictures.
extension DemoCanvas {
  /// A cat that sits and looks away, 18 × 20 cells times `size`. Its feet are at `y`.
  mutating func cat(_ x: Int, _ y: Int, _ fur: UInt32, size: Int = 1) {
    stamp(
      [
        "....#....#........", "....##..##........", "....######........", "...########.......", "...########.......", "...########.......",
        "....######........", "....######........", "...########.......", "...#########......", "..##########......", "..###########.....",
        "..############....", ".#############....", ".#############..#.", ".##############.##", ".##############..#", ".##############.##",
        ".################.", "..##############..",
      ], x, y - 20 * size, ["#": fur], size: size)
  }

  /// A cat's face of 14 × 12 cells times `size`.
  mutating func catFace(_ x: Int, _ y: Int, _ colors: (fur: UInt32, eye: UInt32, nose: UInt32), size: Int = 1) {
    stamp(
      [
        ".#..........#.", ".##........##.", ".###......###.", ".############.", "##############", "###ee####ee###", "###eo####oe###",
        "##############", "######nn######", "####o#oo#o####", ".####o##o####.", "...########...",
      ], x, y, ["#": colors.fur, "e": colors.eye, "n": colors.nose, "o": 0x16160F], size: size)
  }

  /// A plant with long leaves in a pot. The pot stands at `y`.
  mutating func plant(_ x: Int, _ y: Int, leaf: UInt32, shade: UInt32, pot: UInt32, size: Int = 1) {
    stamp(
      [
        "....l......l....", "....ll....ll....", ".l..ls...sl...l.", ".ll..ls..sl..ll.", "..ls.ls..sl.sl..", "...lssl.ssllsl..",
        "....lsslsslsl...",
        ".ll..lsslssl.ll.", "...lssslsslssl..", "......lsssl.....", ".......ss.......", ".....pppppp.....", "....pppppppp....",
        ".....pppppp.....",
        ".....pppppp.....", "......pppp......",
      ], x, y - 16 * size, ["l": leaf, "s": shade, "p": pot], size: size)
  }

  /// A teapot of 22 × 14 cells times `size`, with steam above the spout. It stands at `y`.
  mutating func teapot(_ x: Int, _ y: Int, _ glaze: UInt32, _ band: UInt32, steam: UInt32, size: Int = 1) {
    stamp(
      [
        ".s.........bb.........", "..s........bb.........", ".s.....##########.....", "......bbbbbbbbbbbb....", "##...##############...",
        ".##..##############...", "..#.################..", "..##################.#", "...#bbbbbbbbbbbbbbbb.#", "...##bbbbbbbbbbbbbb###",
        "....###############...", ".....#############....", "......###########.....", ".......#########......",
      ], x, y - 14 * size, ["#": glaze, "b": band, "s": steam], size: size)
  }

  /// Stars at fixed places of the area: no pattern can be seen, and every run draws the same.
  mutating func stars(_ area: Area, _ count: Int, _ colors: [UInt32]) {
    var state: UInt32 = 2_463_534_242
    for index in 0..<count {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      let (x, y) = (area.x + Int(state >> 8) % area.width, area.y + Int(state >> 20) % area.height)
      dot(x, y, colors[index % colors.count])
      if index % 9 == 0 { for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] { dot(x + dx, y + dy, colors[colors.count - 1]) } }
    }
  }

  /// A block of flats with windows, some of them lit.
  mutating func block(_ area: Area, wall: UInt32, dark: UInt32, lit: UInt32, seed: Int) {
    fill(area, wall)
    fill(Area(area.x + area.width - 3, area.y, 3, area.height), dark)
    for row in 0..<max((area.height - 4) / 7, 0) {
      for column in 0..<max((area.width - 5) / 6, 0) {
        let isLit = (row * 5 + column * 3 + seed) % 7 == 0 || (row * 3 + column * 7 + seed) % 11 == 0
        fill(Area(area.x + 3 + column * 6, area.y + 4 + row * 7, 3, 4), isLit ? lit : dark)
      }
    }
  }

  /// A palm whose crown is at the given place.
  mutating func palm(_ x: Int, _ y: Int, foot: (Int, Int), _ color: UInt32) {
    for step in 0...40 {
      let bend = step * (40 - step) / 100 * (x > foot.0 ? -1 : 1)
      fill(Area(foot.0 + (x - foot.0) * step / 40 + bend, foot.1 + (y - foot.1) * step / 40, 3 - step / 22, 2), color)
    }
    for (way, rise, droop) in [(1, 9, 6), (-1, 9, 6), (1, 4, 5), (-1, 4, 5), (1, 14, 9), (-1, 14, 9), (1, 0, 4), (-1, 0, 4)] {
      for step in 0..<22 { fill(Area(x + way * step, y - step * rise / 10 + step * step * droop / 100, 2, step < 15 ? 3 : 2), color) }
    }
  }

  mutating func spiral(_ x: Int, _ y: Int, turns: Int, gap: Double, _ color: UInt32, thick: Int = 1) {
    let steps = turns * 220
    for step in 0..<steps {
      let turn = Double(step) / 220, radius = gap * turn
      let place = (x + Int((radius * DemoWave.cosine(turn)).rounded()), y + Int((radius * DemoWave.sine(turn)).rounded()))
      fill(Area(place.0, place.1, thick, thick), color)
    }
  }
}
