/// What hangs over the walls: 320 × 100 cells, of which the middle is always seen.
enum DemoBanners {
  private static let whole = DemoCanvas.Area(0, 0, 320, 100)

  /// The workshop in the evening, with the cat in the window.
  static var workshop: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0xF7E9D0)
    canvas.shade(DemoCanvas.Area(0, 0, 320, 72), [0xF7E9D0, 0xF2D9B4, 0xEAC79A])
    // The window and what is seen through it
    canvas.fill(DemoCanvas.Area(112, 8, 112, 62), 0x16160F)
    canvas.shade(DemoCanvas.Area(115, 11, 106, 56), [0x2B2A5E, 0x6A3D8F, 0xD9608A, 0xFF9A5C, 0xFFD27A])
    canvas.disc(188, 50, 11, 0xFFF1C9)
    for (x, top, width) in [(115, 52, 18), (133, 46, 14), (147, 55, 20), (167, 49, 12), (199, 54, 22)] {
      canvas.fill(DemoCanvas.Area(x, top, width, 67 - top), 0x3A2257)
      canvas.fill(DemoCanvas.Area(x + 3, top + 4, 2, 2), 0xFFD27A)
      canvas.fill(DemoCanvas.Area(x + width - 6, top + 8, 2, 2), 0xFFD27A)
    }
    canvas.fill(DemoCanvas.Area(167, 11, 3, 56), 0x16160F)
    canvas.fill(DemoCanvas.Area(108, 67, 120, 4), 0x8A5A36)
    canvas.cat(138, 68, 0x16160F)
    canvas.plant(204, 68, leaf: 0x4FA65B, shade: 0x2D7A4B, pot: 0xD96B4A)
    // A shelf of books and jars
    for (row, y) in [30, 58].enumerated() {
      canvas.fill(DemoCanvas.Area(8, y, 92, 3), 0x8A5A36)
      let colors: [UInt32] = [0xD9485F, 0x2F6F8F, 0xF2B632, 0x3F8F5F, 0x6A3D8F, 0xE9E2D0]
      var x = 11
      for book in 0..<11 {
        let (width, height) = (4 + (book * 7 + row * 3) % 4, 13 + (book * 5 + row * 4) % 8)
        canvas.fill(DemoCanvas.Area(x, y - height, width, height), colors[(book + row * 2) % colors.count])
        canvas.fill(DemoCanvas.Area(x, y - height + 3, width, 1), 0x16160F)
        x += width + 1
      }
    }
    canvas.plant(80, 30, leaf: 0x6FBF4B, shade: 0x3F8F3F, pot: 0x2F6F8F)
    // A print on the wall, and the lamp
    canvas.fill(DemoCanvas.Area(246, 12, 40, 44), 0x16160F)
    canvas.fill(DemoCanvas.Area(248, 14, 36, 40), 0xFFFAF0)
    canvas.spiral(266, 34, turns: 7, gap: 2.2, 0xD9485F)
    canvas.line((300, 0), (300, 22), 0x16160F)
    canvas.stamp(["....##....", "...####...", "..######..", ".########.", "##########"], 295, 22, ["#": 0xA3E635])
    canvas.fill(DemoCanvas.Area(298, 27, 5, 2), 0xFFF6C8)
    // The bench
    canvas.fill(DemoCanvas.Area(0, 76, 320, 4), 0x16160F)
    canvas.shade(DemoCanvas.Area(0, 80, 320, 20), [0xB57A4A, 0x96603A])
    canvas.teapot(28, 76, 0xA3E635, 0x5E9A1E, steam: 0xFFFAF0)
    canvas.fill(DemoCanvas.Area(56, 70, 8, 6), 0xE9E2D0)
    canvas.fill(DemoCanvas.Area(64, 71, 2, 3), 0xE9E2D0)
    canvas.fill(DemoCanvas.Area(236, 66, 62, 10), 0x2F2F38)
    canvas.fill(DemoCanvas.Area(240, 62, 54, 4), 0xE9E2D0)
    canvas.fill(DemoCanvas.Area(262, 58, 6, 10), 0xD9485F)
    for x in stride(from: 242, to: 262, by: 6) { canvas.fill(DemoCanvas.Area(x, 70, 3, 2), 0xA3E635) }
    return canvas
  }

  /// The freezer, on the screen of an oscilloscope.
  static var oscilloscope: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0x04120A)
    canvas.shade(whole, [0x04120A, 0x08240F, 0x0B3015, 0x08240F, 0x04120A])
    for x in stride(from: 0, to: 320, by: 20) { canvas.fill(DemoCanvas.Area(x, 0, 1, 100), x == 160 ? 0x1F7A3A : 0x11431F) }
    for y in stride(from: 10, to: 100, by: 20) { canvas.fill(DemoCanvas.Area(0, y, 320, 1), y == 50 ? 0x1F7A3A : 0x11431F) }
    for x in stride(from: 0, to: 320, by: 4) { canvas.fill(DemoCanvas.Area(x, 49, 1, 3), 0x1F7A3A) }
    var last = (50, 50, 50)
    for x in 0..<320 {
      let slow = 50 - DemoWave.cells(30, x, every: 128)
      let fast = 50 - DemoWave.cells(17, x + 10, every: 64) - DemoWave.cells(8, x, every: 21)
      let sum = 50 - DemoWave.cells(24, x + 64, every: 160) * DemoWave.cells(10, x, every: 9) / 10
      canvas.line((x - 1, last.2), (x, sum), 0x17602D)
      canvas.line((x - 1, last.1), (x, fast), 0x2FBF57)
      canvas.line((x - 1, last.0), (x, slow), 0x8CFFA9, thick: 2)
      last = (slow, fast, sum)
    }
    canvas.write("CH1 50HZ", 12, 84, 0x8CFFA9, size: 1)
    canvas.write("CH2 D-3", 60, 84, 0x2FBF57, size: 1)
    canvas.write("TRIG FREEZER", 260, 84, 0x2FBF57, size: 1)
    return canvas
  }

  /// Towers in the mist, drawn with three greys and one sun.
  static var concrete: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0xF4F0EA)
    canvas.shade(DemoCanvas.Area(0, 0, 320, 86), [0xE4DCEC, 0xF0E6E6, 0xF9F1E4, 0xFBF6EC])
    canvas.disc(232, 36, 20, 0xE8775E)
    canvas.land(to: 90, 0xDAD2DE) { 62 + DemoWave.cells(5, $0 + 30, every: 190) }
    for (x, top, width) in [(18, 46, 26), (50, 34, 16), (94, 52, 34), (170, 44, 18), (252, 40, 28), (286, 54, 30)] {
      canvas.fill(DemoCanvas.Area(x, top, width, 90 - top), 0xC6BCCE)
    }
    canvas.shade(DemoCanvas.Area(0, 66, 320, 14), [0xC6BCCE, 0xD3CAD8])
    for (index, tower) in [(34, 30, 30), (128, 22, 38), (206, 50, 52)].enumerated() {
      canvas.block(
        DemoCanvas.Area(tower.0, tower.1, tower.2, 92 - tower.1), wall: 0x9C91A8, dark: 0x746A82, lit: 0xFFE2A0, seed: index * 4)
    }
    // The car park: decks on slabs, one ramp, and a cat that has all of it
    for deck in 0..<4 {
      let y = 52 + deck * 11
      canvas.fill(DemoCanvas.Area(60, y, 74, 4), 0xB4AABF)
      canvas.fill(DemoCanvas.Area(60, y + 4, 74, 7), 0x5E5573)
      for x in stride(from: 64, to: 134, by: 17) { canvas.fill(DemoCanvas.Area(x, y + 4, 3, 7), 0xB4AABF) }
    }
    canvas.line((134, 90), (172, 74), 0xB4AABF, thick: 3)
    canvas.fill(DemoCanvas.Area(0, 90, 320, 10), 0x5E5573)
    for x in stride(from: 6, to: 320, by: 22) { canvas.fill(DemoCanvas.Area(x, 95, 10, 1), 0xF4F0EA) }
    canvas.cat(92, 52, 0x2A2434)
    canvas.plant(268, 91, leaf: 0x8FA98A, shade: 0x66806A, pot: 0xE8775E)
    return canvas
  }
}
