/// What people hang on their walls: squares and sheets, drawn for pictures and galleries.
enum DemoPosters {
  static let ink: UInt32 = 0x16160F

  /// The cat on the plotter, as it interrupts a spiral. 200 × 150.
  static var interrupted: DemoCanvas {
    var canvas = DemoCanvas(200, 150, 0xFFFAF0)
    canvas.shade(DemoCanvas.Area(0, 0, 200, 150), [0xFDE7C3, 0xFFF4DF, 0xFFFAF0])
    canvas.spiral(84, 76, turns: 13, gap: 5, 0x2F6F8F)
    canvas.spiral(85, 76, turns: 13, gap: 5, 0x2F6F8F)
    canvas.fill(DemoCanvas.Area(0, 8, 200, 5), ink)
    canvas.fill(DemoCanvas.Area(128, 0, 26, 22), 0xD9485F)
    canvas.frame(DemoCanvas.Area(128, 0, 26, 22), ink)
    canvas.fill(DemoCanvas.Area(139, 22, 3, 12), ink)
    canvas.cat(96, 138, ink, size: 4)
    for (x, y) in [(34, 118), (46, 108), (60, 122), (74, 110)] {
      canvas.stamp([".#.#.", "#.#.#", "..#..", ".###.", ".###."], x, y, ["#": 0xD9485F], size: 1)
    }
    canvas.write("UNTITLED", 10, 136, ink, size: 2)
    return canvas
  }

  static var tea: DemoCanvas {
    var canvas = DemoCanvas(120, 120, 0xD9485F)
    canvas.shade(DemoCanvas.Area(0, 0, 120, 120), [0xF2735E, 0xE0526A, 0xB83A72])
    canvas.disc(60, 50, 44, 0xFFB45E)
    canvas.teapot(14, 92, 0xFFFAF0, 0x2F6F8F, steam: 0xFFFAF0, size: 4)
    canvas.fill(DemoCanvas.Area(0, 92, 120, 28), 0x3A1E4D)
    canvas.write("TEA AT 4", 14, 101, 0xFFD27A, size: 3)
    return canvas
  }

  static var spiral: DemoCanvas {
    var canvas = DemoCanvas(120, 120, 0xA3E635)
    canvas.shade(DemoCanvas.Area(0, 0, 120, 120), [0xC8F56B, 0xA3E635, 0x7CC21E])
    canvas.spiral(60, 52, turns: 9, gap: 4.6, ink, thick: 2)
    canvas.fill(DemoCanvas.Area(0, 100, 120, 20), ink)
    canvas.write("9 TURNS", 20, 103, 0xA3E635, size: 3)
    return canvas
  }

  static var management: DemoCanvas {
    var canvas = DemoCanvas(120, 120, 0x5B8DEF)
    canvas.shade(DemoCanvas.Area(0, 0, 120, 120), [0x3B5FD9, 0x5B8DEF, 0x9CC7FF])
    canvas.disc(60, 50, 44, 0xFFF1C9)
    canvas.catFace(18, 20, (0xE08A3C, 0xA3E635, 0xF27FA6), size: 6)
    canvas.fill(DemoCanvas.Area(0, 98, 120, 22), 0xFFFAF0)
    canvas.write("MANAGEMENT", 2, 102, ink, size: 3)
    return canvas
  }

  static var plants: DemoCanvas {
    var canvas = DemoCanvas(120, 120, 0xFFE9A8)
    canvas.shade(DemoCanvas.Area(0, 0, 120, 96), [0xFFD27A, 0xFFE9A8, 0xFFF6DC])
    canvas.fill(DemoCanvas.Area(0, 96, 120, 24), 0x8A5A36)
    canvas.plant(12, 102, leaf: 0x4FA65B, shade: 0x2D7A4B, pot: 0xD96B4A, size: 6)
    canvas.plant(0, 106, leaf: 0x7CC46A, shade: 0x3F8F3F, pot: 0x2F6F8F, size: 2)
    canvas.plant(86, 106, leaf: 0x7CC46A, shade: 0x3F8F3F, pot: 0x6A3D8F, size: 2)
    return canvas
  }

  /// The cover of issue 4. 120 × 160.
  static var cover: DemoCanvas {
    var canvas = DemoCanvas(120, 160, 0xF4F0EA)
    canvas.shade(DemoCanvas.Area(0, 0, 120, 130), [0xC9B8DD, 0xE4DCEC, 0xF9E8DC])
    canvas.disc(84, 58, 22, 0xE8775E)
    canvas.block(DemoCanvas.Area(10, 56, 34, 78), wall: 0x9C91A8, dark: 0x6A6078, lit: 0xFFE2A0, seed: 2)
    canvas.block(DemoCanvas.Area(70, 84, 44, 50), wall: 0xB4AABF, dark: 0x7F748D, lit: 0xFFE2A0, seed: 5)
    canvas.fill(DemoCanvas.Area(0, 130, 120, 30), 0x2A2434)
    canvas.cat(38, 134, 0x2A2434, size: 2)
    canvas.write("CONCRETE", 12, 8, 0x2A2434, size: 3)
    canvas.write("AND CATS", 12, 27, 0x2A2434, size: 3)
    canvas.write("ISSUE 4", 18, 139, 0xF9E8DC, size: 3)
    return canvas
  }

  /// A cat on the roof at night. 200 × 130.
  static var roof: DemoCanvas {
    var canvas = DemoCanvas(200, 130, 0x14063A)
    canvas.shade(DemoCanvas.Area(0, 0, 200, 110), [0x0C0428, 0x1F0A4E, 0x46157A, 0x8A2E7A])
    canvas.stars(DemoCanvas.Area(0, 0, 200, 80), 80, [0xFFFFFF, 0xFFD6F5, 0x22D3EE])
    canvas.disc(136, 46, 30, 0xFFF3C4)
    for (x, y, radius) in [(126, 36, 5), (146, 54, 7), (142, 30, 3)] { canvas.disc(x, y, radius, 0xF2DF9E) }
    for (index, tower) in [(0, 84, 36), (34, 70, 28), (168, 76, 34)].enumerated() {
      canvas.block(DemoCanvas.Area(tower.0, tower.1, tower.2, 60), wall: 0x2A0D57, dark: 0x1A0640, lit: 0xFF8AD8, seed: index * 3)
    }
    canvas.land(to: 130, 0x0B0224) { 124 - max(0, 38 - abs($0 - 120) / 2) }
    for row in 0..<6 { canvas.line((120 - 4 - row * 14, 92 + row * 7), (120 + 4 + row * 14, 92 + row * 7), 0x2A0D57) }
    canvas.fill(DemoCanvas.Area(150, 82, 12, 24), 0x0B0224)
    canvas.cat(103, 90, 0x0B0224, size: 2)
    return canvas
  }
}
