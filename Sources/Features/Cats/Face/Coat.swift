/// What a cat looks like whatever its mood: colours and marks.
struct Coat: Sendable {
  /// Drawn over the head, below eyes and muzzle; in a drawing of 128 × 128.
  enum Marks: Sendable {
    case stripes, cap, cow, grid, split, blush, hexagon, bolt, points, tufts, calico, dashes
  }

  let background: String
  let fur: String
  /// Of marks and the tip of the tail.
  let second: String
  let ear: String
  let muzzle: String
  let iris: String
  /// Of the right eye, where it differs.
  var otherIris: String?
  let nose: String
  let marks: Marks
  /// Half the width of the head.
  var width = 44.0
  /// How much bigger than usual its ears are.
  var ears = 0.0
  /// How far fur stands out at the cheeks.
  var fluff = 4.0
  /// Outlines; lighter on dark fur.
  var ink = "#000"
}

extension Coat {
  static func of(_ cat: Cat) -> Coat {
    switch cat {
    case .beans:
      Coat(
        background: "#fde68a", fur: "#fb923c", second: "#c2410c", ear: "#fecdd3", muzzle: "#fff3e0", iris: "#a3e635", nose: "#e11d48",
        marks: .stripes, ears: 2)
    case .root:
      Coat(
        background: "#cbd5e1", fur: "#8793a6", second: "#4b5567", ear: "#d8b4b4", muzzle: "#dbe2ea", iris: "#facc15", nose: "#374151",
        marks: .cap, width: 48, ears: -3, fluff: 2)
    case .static:
      Coat(
        background: "#fecaca", fur: "#fff", second: "#1b1b1b", ear: "#ffb3c0", muzzle: "#fff", iris: "#22d3ee", nose: "#ff6b6b", marks: .cow
      )
    case .delta:
      Coat(
        background: "#a5f3fc", fur: "#7dbbd6", second: "#2a6f97", ear: "#fbcfe8", muzzle: "#e0f5fb", iris: "#fb923c", nose: "#1e4e6b",
        marks: .grid, width: 42, ears: 4, fluff: 1)
    case .glitch:
      Coat(
        background: "#e9d5ff", fur: "#22c7de", second: "#e838a8", ear: "#fde047", muzzle: "#fff", iris: "#facc15", otherIris: "#a3e635",
        nose: "#1b1b1b", marks: .split, ears: 3, fluff: 6)
    case .tofu:
      Coat(
        background: "#d9f99d", fur: "#fff8e7", second: "#ff9fa8", ear: "#ffc4cc", muzzle: "#fff", iris: "#7dd3fc", nose: "#ff6b6b",
        marks: .blush, width: 49, ears: -4, fluff: 3)
    case .hex:
      Coat(
        background: "#fed7aa", fur: "#47406b", second: "#a3e635", ear: "#8d7bc4", muzzle: "#6b619a", iris: "#a3e635", nose: "#e9d5ff",
        marks: .hexagon, width: 42)
    case .neon:
      Coat(
        background: "#1e1b4b", fur: "#ff3d9a", second: "#d4ff3a", ear: "#7c3aed", muzzle: "#ffb3da", iris: "#d4ff3a", nose: "#4c1d95",
        marks: .bolt, ears: 5, fluff: 7)
    case .miso:
      Coat(
        background: "#ffd6a5", fur: "#f3e3c3", second: "#5b3a29", ear: "#3d2519", muzzle: "#6e4a36", iris: "#38bdf8", nose: "#2a160d",
        marks: .points, width: 41, ears: 5, fluff: 1)
    case .ash:
      Coat(
        background: "#e5e7eb", fur: "#b8b5c2", second: "#757083", ear: "#d9c3d0", muzzle: "#e6e3ec", iris: "#c4a1ff", nose: "#8b6b85",
        marks: .tufts, width: 47, fluff: 9)
    case .patch:
      Coat(
        background: "#bbf7d0", fur: "#fffdf5", second: "#f08a3c", ear: "#ffc9b5", muzzle: "#fff", iris: "#65a30d", nose: "#d9534f",
        marks: .calico, width: 46)
    case .null:
      Coat(
        background: "#94a3b8", fur: "#16181d", second: "#f5f5f5", ear: "#3f4450", muzzle: "#2a2e37", iris: "#f5f5f5", nose: "#9aa4b2",
        marks: .dashes, width: 43, ears: 1, fluff: 3, ink: "#020204")
    }
  }
}

extension Coat {
  /// Shapes in SVG. `.f` is filled, `.l` a line.
  var drawing: String {
    func spots(_ colour: String, _ path: String) -> String { "<path fill=\"\(colour)\" d=\"\(path)\"/>" }
    func lines(_ path: String, _ width: Double = 4) -> String {
      "<path fill=\"none\" stroke=\"\(second)\" stroke-width=\"\(width)\" stroke-linecap=\"round\" d=\"\(path)\"/>"
    }
    let left = 64 - width
    let right = 64 + width
    return switch marks {
    case .stripes: lines("M64 40v13M54 41l2 9M74 41l-2 9M\(left + 4) 76l11 2M\(left + 7) 88l9-2M\(right - 4) 76l-11 2M\(right - 7) 88l-9-2")
    case .cap:
      spots(
        second, "M\(left + 4) 62C\(left + 8) 42 48 37 64 37s\(width - 8) 5 \(width - 4) 25C92 52 76 55 64 66 52 55 36 52 \(left + 4) 62z")
    case .cow:
      spots(
        second,
        "M\(left + 3) 70C\(left + 2) 50 40 40 56 38c2 12-4 14-5 24s-10 18-22 20zM80 40c14 3 22 10 25 20-10 2-22-4-25-20zM84 104c8-8 16-8 18-10-4 6-10 9-18 10z"
      )
    case .grid: lines("M52 41v12M64 39v15M76 41v12M47 48h34M\(left + 5) 80h12M\(right - 5) 80h-12M\(left + 9) 88h9M\(right - 9) 88h-9", 2.5)
    case .split: spots(second, "M64 36C86 36 \(right - 2) 50 \(right - 1.5) 74c0 20-18 34-\(width - 1.5) 34l5-14-6-12 7-16-5-14z")
    case .blush:
      "<ellipse cx=\"\(left + 13)\" cy=\"86\" rx=\"8\" ry=\"5\" fill=\"\(second)\"/><ellipse cx=\"\(right - 13)\" cy=\"86\" rx=\"8\" ry=\"5\" fill=\"\(second)\"/>"
    case .hexagon: spots(second, "M64 38l8 4.500v9l-8 4.500-8-4.500v-9z") + spots(fur, "M64 42.500l4 2.300v4.600l-4 2.300-4-2.300v-4.600z")
    case .bolt: spots(second, "M68 37L55 50h7l-4 11 14-14h-7l6-10zM\(left + 3) 78l13-3-5 6 7 1-14 5zM\(right - 3) 78l-13-3 5 6-7 1 14 5z")
    case .points: spots(second, "M64 54c14 0 21 14 20 27s-9 26-20 26-19-13-20-26 6-27 20-27z")
    case .tufts:
      lines("M58 40l3 12M64 38v16M70 40l-3 12M\(left + 3) 82l8 4M\(right - 3) 82l-8 4M\(left + 8) 92l8 1M\(right - 8) 92l-8 1", 3)
    case .calico:
      spots(second, "M\(left + 3) 72C\(left + 2) 52 42 40 58 38c4 14-2 18-10 22s-10 12-25 12z")
        + spots("#2b2b33", "M76 39c14 3 24 13 \(right - 78) 30-8 4-14-2-18-8s-14-8-12-22zM72 106c6-8 14-10 26-8-7 6-16 9-26 8z")
    case .dashes: lines("M56 44h4M68 44h4M62 51h4M\(left + 6) 84h5M\(right - 6) 84h-5", 3)
    }
  }
}
