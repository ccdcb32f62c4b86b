/// Out of doors.
extension DemoBanners {
  /// The sun goes down behind the grid.
  static var sunset: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0x14063A)
    canvas.shade(DemoCanvas.Area(0, 0, 320, 62), [0x14063A, 0x2A0D57, 0x5A1A78, 0xA02C86, 0xE5507F, 0xFF8A66])
    canvas.stars(DemoCanvas.Area(0, 0, 320, 34), 70, [0xFFFFFF, 0xFFD6F5, 0xB58CFF])
    for row in -26...26 where row < 2 || (row / 2) % 3 != 0 {
      let half = Int(Double(26 * 26 - row * row).squareRoot())
      let color: UInt32 = row < -12 ? 0xFFF3A8 : row < 2 ? 0xFFD166 : row < 14 ? 0xFF8C61 : 0xFF5C8A
      canvas.fill(DemoCanvas.Area(160 - half, 40 + row, 2 * half + 1, 1), color)
    }
    canvas.land(to: 62, 0x2A0D57) { x in
      let ridge = max(0, 26 - abs((x + 12) % 74 - 37)), low = max(0, 12 - abs((x + 50) % 46 - 23))
      return 62 - max(ridge, low) * min(max(abs(x - 160) - 34, 0), 60) / 60
    }
    canvas.shade(DemoCanvas.Area(0, 62, 320, 38), [0x1A0640, 0x2E0A5E])
    var y = 62, gap = 1
    while y < 100 {
      canvas.fill(DemoCanvas.Area(0, y, 320, 1), 0x22D3EE)
      y += gap
      gap += 2
    }
    for column in -14...14 { canvas.line((160 + column * 11, 62), (160 + column * 44, 100), 0x22D3EE) }
    canvas.fill(DemoCanvas.Area(0, 61, 320, 1), 0xFF8AD8)
    canvas.palm(62, 34, foot: (44, 92), 0x0B0224)
    canvas.palm(262, 30, foot: (276, 94), 0x0B0224)
    canvas.cat(206, 84, 0x0B0224)
    return canvas
  }

  /// A mast by the Danube, and who hears it.
  static var mast: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0x0D1524)
    canvas.shade(DemoCanvas.Area(0, 0, 320, 74), [0x0B1020, 0x111C36, 0x1C2F54, 0x35496B, 0x8A5A4A, 0xD98A4E])
    canvas.stars(DemoCanvas.Area(0, 0, 320, 44), 90, [0x8FA6CC, 0xDDE7FF, 0xFFFFFF])
    canvas.disc(64, 24, 9, 0xF6E7C1)
    canvas.disc(68, 21, 8, 0x0F1830)
    for radius in [12, 20, 28, 36] { canvas.ring(226, 24, radius, radius < 24 ? 0xFB923C : 0x8A5A3A) }
    canvas.land(to: 80, 0x1A2236) { 64 - DemoWave.cells(7, $0, every: 150) - DemoWave.cells(3, $0 + 40, every: 47) }
    canvas.land(to: 82, 0x10182A) { 72 - DemoWave.cells(5, $0 + 90, every: 210) - DemoWave.cells(2, $0, every: 33) }
    canvas.line((226, 22), (214, 76), 0xE7D9C2)
    canvas.line((226, 22), (238, 76), 0xE7D9C2)
    for step in 1..<8 {
      let (y, half) = (20 + step * 7, step * 3 / 2)
      canvas.line((226 - half, y), (226 + half, y), 0xE7D9C2)
      canvas.line((226 - half, y), (226 + half + 1, y + 7), 0xB9A98E)
    }
    canvas.disc(226, 21, 2, 0xFF5A3C)
    canvas.shade(DemoCanvas.Area(0, 80, 320, 20), [0x6B4A48, 0x35405E, 0x182238, 0x0D1524])
    for (index, y) in stride(from: 82, to: 100, by: 3).enumerated() {
      for x in stride(from: index * 13 % 29, to: 320, by: 29) {
        canvas.fill(DemoCanvas.Area(x, y, 7 + index, 1), index < 2 ? 0xD98A4E : 0x3E5378)
      }
    }
    canvas.fill(DemoCanvas.Area(112, 64, 22, 14), 0x0A0F1C)
    for row in 0..<10 { canvas.fill(DemoCanvas.Area(123 - row * 3 / 2, 55 + row, row * 3 + 1, 1), 0x0A0F1C) }
    canvas.fill(DemoCanvas.Area(128, 54, 3, 8), 0x0A0F1C)
    canvas.fill(DemoCanvas.Area(117, 68, 5, 5), 0xFFC46B)
    canvas.fill(DemoCanvas.Area(125, 68, 5, 5), 0xFFC46B)
    return canvas
  }

  /// The garden on a Saturday at ten.
  static var garden: DemoCanvas {
    var canvas = DemoCanvas(320, 100, 0xBFE9FF)
    canvas.shade(DemoCanvas.Area(0, 0, 320, 70), [0x8FD3FF, 0xBFE9FF, 0xE6F7F0, 0xFFF6D8])
    for (x, y) in [(34, 18), (122, 12), (206, 6), (290, 12)] {
      canvas.stamp(["......####......", "...########.....", ".############...", "################"], x, y, ["#": 0xFFFFFF], size: 2)
    }
    canvas.disc(186, 24, 12, 0xFFD94A)
    canvas.land(to: 76, 0xA8D88A) { 58 - DemoWave.cells(7, $0 + 20, every: 180) }
    canvas.land(to: 84, 0x7CC46A) { 66 - DemoWave.cells(5, $0 + 130, every: 130) }
    // The greenhouse
    canvas.fill(DemoCanvas.Area(216, 44, 66, 34), 0xE6F7F0)
    canvas.shade(DemoCanvas.Area(218, 46, 62, 31), [0xD2F2FF, 0xBFE7D8])
    for x in stride(from: 216, through: 280, by: 16) { canvas.fill(DemoCanvas.Area(x, 44, 2, 34), 0xFFFFFF) }
    canvas.line((214, 44), (249, 28), 0xFFFFFF, thick: 2)
    canvas.line((249, 28), (284, 44), 0xFFFFFF, thick: 2)
    canvas.fill(DemoCanvas.Area(214, 44, 71, 2), 0xFFFFFF)
    canvas.plant(220, 78, leaf: 0x4FA65B, shade: 0x2D7A4B, pot: 0xD96B4A)
    canvas.plant(240, 78, leaf: 0x7CC46A, shade: 0x3F8F3F, pot: 0xF2B632)
    canvas.plant(262, 78, leaf: 0x4FA65B, shade: 0x2D7A4B, pot: 0x5B8DEF)
    // Beds with tulips, the table, the tea
    canvas.shade(DemoCanvas.Area(0, 78, 320, 22), [0x6DB85C, 0x57A04C])
    for bed in 0..<3 { canvas.fill(DemoCanvas.Area(8 + bed * 4, 80 + bed * 7, 104 - bed * 6, 4), 0x7A4A2E) }
    let petals: [UInt32] = [0xE9435E, 0xFFB02E, 0xFF7FB0, 0xFFFFFF, 0xB45BD9]
    for bed in 0..<3 {
      for flower in 0..<(13 - bed) {
        let (x, y) = (12 + bed * 4 + flower * 8, 80 + bed * 7)
        canvas.fill(DemoCanvas.Area(x + 1, y - 4, 1, 5), 0x2D7A4B)
        canvas.stamp(["#.#", "###", ".#."], x, y - 7, ["#": petals[(flower + bed * 2) % petals.count]])
      }
    }
    canvas.fill(DemoCanvas.Area(138, 74, 52, 4), 0xFFFFFF)
    canvas.fill(DemoCanvas.Area(144, 78, 3, 16), 0xD8D2C2)
    canvas.fill(DemoCanvas.Area(181, 78, 3, 16), 0xD8D2C2)
    canvas.teapot(140, 74, 0xF27FA6, 0xFFFFFF, steam: 0xFFFFFF)
    canvas.fill(DemoCanvas.Area(170, 69, 7, 5), 0x5B8DEF)
    canvas.cat(194, 92, 0xE08A3C)
    return canvas
  }
}
