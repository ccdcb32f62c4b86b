/// Maps and machines.
extension DemoPosters {
  /// The way to the workshop. 200 × 150.
  static var map: DemoCanvas {
    var canvas = DemoCanvas(200, 150, 0xF3EAD3)
    for (x, y, width, height) in [
      (8, 10, 44, 30), (60, 10, 30, 30), (112, 8, 36, 26), (156, 8, 36, 26), (8, 52, 32, 40), (112, 46, 34, 20), (154, 46, 38, 52),
      (8, 104, 44, 38), (60, 112, 40, 30), (150, 110, 42, 32),
    ] {
      canvas.fill(DemoCanvas.Area(x, y, width, height), 0xDCCBA6)
      canvas.frame(DemoCanvas.Area(x, y, width, height), 0xC2AC7E)
    }
    canvas.shade(DemoCanvas.Area(48, 52, 50, 44), [0xA8D88A, 0x7CC46A])
    for (x, y) in [(56, 62), (70, 58), (86, 66), (62, 80), (80, 84)] {
      canvas.disc(x, y, 4, 0x3F8F3F)
      canvas.disc(x - 1, y - 1, 2, 0x5DB052)
    }
    // The river, with its bridge
    for x in 0..<200 {
      let y = 100 + DemoWave.cells(5, x, every: 120) - x / 14
      canvas.fill(DemoCanvas.Area(x, y, 1, 11), 0x7FC4E8)
      canvas.fill(DemoCanvas.Area(x, y + 4 + x / 9 % 3, 1, 1), 0xC8EBFA)
    }
    canvas.fill(DemoCanvas.Area(102, 88, 7, 16), 0xB57A4A)
    // The tram, the way from it, and where it ends
    for y in stride(from: 0, to: 150, by: 6) { canvas.fill(DemoCanvas.Area(105, y, 2, 4), ink) }
    for (from, to) in [((106, 44), (150, 40)), ((150, 40), (150, 104)), ((150, 104), (124, 112))] {
      let steps = max(abs(to.0 - from.0), abs(to.1 - from.1))
      for step in stride(from: 0, to: steps, by: 5) {
        canvas.fill(
          DemoCanvas.Area(from.0 + (to.0 - from.0) * step / steps, from.1 + (to.1 - from.1) * step / steps, 3, 2), 0xD9485F)
      }
    }
    canvas.fill(DemoCanvas.Area(112, 110, 24, 20), 0xD9485F)
    canvas.frame(DemoCanvas.Area(112, 110, 24, 20), ink)
    canvas.write("HERE", 116, 117, 0xFFFAF0)
    canvas.catFace(54, 120, (ink, 0xA3E635, 0xF27FA6))
    canvas.write("CAT", 72, 124, ink)
    canvas.write("TRAM 9", 112, 36, ink)
    canvas.write("GARDEN", 60, 71, 0x16421E)
    canvas.fill(DemoCanvas.Area(178, 122, 1, 14), ink)
    canvas.write("N", 177, 115, ink)
    return canvas
  }

  /// A circuit board with the timer in the middle. 200 × 150.
  static var board: DemoCanvas {
    var canvas = DemoCanvas(200, 150, 0x0B3D20)
    canvas.shade(DemoCanvas.Area(0, 0, 200, 150), [0x0F4D29, 0x0B3D20, 0x07301A])
    canvas.frame(DemoCanvas.Area(3, 3, 194, 144), 0x1F7A3A)
    let copper: UInt32 = 0x2FA857, gold: UInt32 = 0xE8C55A
    for lane in 0..<4 {
      let y = 54 + lane * 14
      canvas.line((0, 14 + lane * 22), (34, 14 + lane * 22), copper, thick: 2)
      canvas.line((34, 14 + lane * 22), (58, y), copper, thick: 2)
      canvas.line((58, y), (76, y), copper, thick: 2)
      canvas.line((124, y), (142, y), copper, thick: 2)
      canvas.line((142, y), (164, 20 + lane * 30), copper, thick: 2)
      canvas.line((164, 20 + lane * 30), (199, 20 + lane * 30), copper, thick: 2)
      canvas.fill(DemoCanvas.Area(70, y - 2, 12, 6), gold)
      canvas.fill(DemoCanvas.Area(118, y - 2, 12, 6), gold)
      for (x, hole) in [(34, 14 + lane * 22), (164, 20 + lane * 30)] {
        canvas.disc(x, hole, 4, gold)
        canvas.disc(x, hole, 2, 0x04120A)
      }
    }
    canvas.fill(DemoCanvas.Area(80, 46, 40, 62), 0x14141A)
    canvas.frame(DemoCanvas.Area(80, 46, 40, 62), 0x3A3A46)
    canvas.disc(100, 47, 4, 0x3A3A46)
    canvas.write("NE", 93, 60, 0xD8D8E0, size: 2)
    canvas.write("555", 89, 76, 0xD8D8E0, size: 2)
    for (x, y, color) in [(60, 122, 0xD96B4A), (96, 128, 0x5B8DEF), (14, 116, 0xE8C55A)] as [(Int, Int, UInt32)] {
      canvas.fill(DemoCanvas.Area(x - 6, y + 3, 36, 2), 0xB8BCC8)
      canvas.fill(DemoCanvas.Area(x, y, 24, 8), 0xE6D5B0)
      for (stripe, shade) in [color, 0x16160F, 0xD9485F].enumerated() { canvas.fill(DemoCanvas.Area(x + 4 + stripe * 6, y, 3, 8), shade) }
    }
    canvas.disc(174, 130, 11, 0x2A2A34)
    canvas.disc(174, 130, 8, 0xC9CEDA)
    canvas.write("470 PF", 142, 8, 0xBFF5CF, size: 1)
    canvas.write("NOT NF", 142, 134, 0xBFF5CF, size: 1)
    return canvas
  }

  /// The dial of the receiver. 200 × 110.
  static var dial: DemoCanvas {
    var canvas = DemoCanvas(200, 110, 0x2A1A10)
    canvas.shade(DemoCanvas.Area(0, 0, 200, 110), [0x5A3A20, 0x3A2414, 0x2A1A10])
    canvas.fill(DemoCanvas.Area(12, 12, 176, 56), ink)
    canvas.shade(DemoCanvas.Area(14, 14, 172, 52), [0xFFE9C7, 0xFFD08A, 0xF5A94E])
    for tick in 0...40 {
      let x = 20 + tick * 4
      canvas.fill(DemoCanvas.Area(x, tick % 5 == 0 ? 32 : 36, 1, tick % 5 == 0 ? 10 : 6), ink)
    }
    for (place, label) in ["150", "200", "250", "300"].enumerated() { canvas.write(label, 22 + place * 46, 22, ink) }
    canvas.write("DANUBE", 34, 50, 0x7A2A14)
    canvas.write("CHOIR", 82, 50, 0x7A2A14)
    canvas.write("DRILL", 132, 50, 0x7A2A14)
    canvas.fill(DemoCanvas.Area(29, 14, 2, 52), 0xD9302A)
    for x in [38, 162] {
      canvas.disc(x, 88, 15, ink)
      canvas.disc(x, 88, 12, 0xC9A46B)
      canvas.line((x, 88), (x + (x < 100 ? -7 : 8), 80), ink, thick: 2)
    }
    for row in 0..<6 { canvas.fill(DemoCanvas.Area(66, 76 + row * 5, 68, 2), ink) }
    return canvas
  }

  /// The line of the tram, with the stop where she gets off. 200 × 130.
  static var line: DemoCanvas {
    var canvas = DemoCanvas(200, 130, 0xFFFAF0)
    canvas.fill(DemoCanvas.Area(0, 0, 200, 26), 0xF27FA6)
    canvas.write("LINE 9", 10, 6, ink, size: 3)
    canvas.stamp(
      [
        ".......##.......", "..############..", ".##############.", ".#ww#ww##ww#ww#.", ".#ww#ww##ww#ww#.", ".##############.",
        ".##############.",
        "..oo..oo..oo..o.",
      ], 140, 4, ["#": 0xFFFAF0, "w": 0x5B8DEF, "o": ink], size: 2)
    let stops = [(20, 104), (56, 104), (84, 78), (118, 78), (146, 52), (180, 52)]
    for (from, to) in zip(stops, stops.dropFirst()) { canvas.line(from, to, 0x5B8DEF, thick: 4) }
    for (index, stop) in stops.enumerated() {
      canvas.disc(stop.0 + 1, stop.1 + 1, index == 3 ? 8 : 5, ink)
      canvas.disc(stop.0 + 1, stop.1 + 1, index == 3 ? 5 : 3, index == 3 ? 0xFFD94A : 0xFFFAF0)
    }
    for (label, x, y) in [
      ("HARBOUR", 8, 114), ("MARKET", 46, 114), ("PRESS", 66, 62), ("TEA", 113, 92), ("MUSEUM", 132, 64), ("END", 176, 64),
    ] {
      canvas.write(label, x, y, ink)
    }
    return canvas
  }
}
