import Foundation

/// A cat's face in a mood, as an SVG drawing of 128 × 128.
struct Face: Sendable {
  let cat: Cat
  let label: MoodLabel

  /// "Miso, grumpy".
  var title: String { "\(cat.title), \(label.word)" }

  var svg: String {
    let coat = Coat.of(cat)
    let mood = Mood(label.centroid)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" role="img" aria-label="\(title)"><title>\(title)</title>\
      <style>\(Self.motion)</style>\
      <path fill="\(coat.background)" d="M0 0h128v128H0z"/>\
      <g stroke="\(coat.ink)" stroke-width="3" stroke-linejoin="round" stroke-linecap="round">\
      \(tail(coat, mood))\(ears(coat, mood))\(head(coat))\(eyes(coat, mood))\(muzzle(coat, mood))\(whiskers(coat, mood))</g></svg>
      """
  }

  /// A tail that sways and eyes that blink, for those who like motion.
  private static let motion = """
    @media (prefers-reduced-motion:no-preference){.t{animation:t 5s ease-in-out infinite alternate;transform-origin:100px 118px}\
    .e{animation:e 6s infinite;transform-origin:64px 70px}@keyframes t{to{transform:rotate(5deg)}}\
    @keyframes e{0%,95%,to{transform:none}97%{transform:scaleY(.1)}}}
    """

  /// The mood in fractions, −1…1.
  private struct Mood {
    let pleasure: Double
    let arousal: Double
    let dominance: Double

    init(_ levels: Levels) {
      func part(_ level: Int64) -> Double { Double(level) / Double(Levels.unit) }
      (pleasure, arousal, dominance) = (part(levels.pleasure), part(levels.arousal), part(levels.dominance))
    }
  }

  private func tail(_ coat: Coat, _ mood: Mood) -> String {
    let lift = mood.dominance + mood.pleasure / 2
    let (tipX, tipY) = (115 - 5 * abs(lift), 74 - 44 * lift)
    let (bendX, bendY) = (128.0, 100 - 14 * lift)
    let path = "M92 122Q\(n(bendX)) \(n(bendY)) \(n(tipX)) \(n(max(tipY, 12)))"
    let end = "M\(n(tipX + 1.5)) \(n(max(tipY, 12) + 7))L\(n(tipX)) \(n(max(tipY, 12)))"
    return """
      <g class="t" fill="none"><path stroke-width="15" d="\(path)"/><path stroke="\(coat.fur)" stroke-width="9" d="\(path)"/>\
      <path stroke="\(coat.second)" stroke-width="9" d="\(end)"/></g>
      """
  }

  private func ears(_ coat: Coat, _ mood: Mood) -> String {
    let height = 30 + coat.ears + 14 * mood.arousal
    let out = coat.width - 15 + 13 * mood.dominance - 5 * mood.arousal
    func ear(_ side: Double, _ fill: String, inset: Double) -> String {
      let (inner, outer) = (64 + side * (11 + inset), 64 + side * (coat.width - 3 - inset))
      let (tipX, tipY) = (64 + side * out, 50 - height + inset * 1.6)
      return "<path fill=\"\(fill)\" d=\"M\(n(inner)) 46L\(n(tipX)) \(n(tipY))L\(n(outer)) \(n(62 - inset))z\"/>"
    }
    func inside(_ side: Double) -> String {
      let (inner, outer) = (64 + side * 18, 64 + side * (coat.width - 8))
      return "<path stroke=\"none\" fill=\"\(coat.ear)\" d=\"M\(n(inner)) 46L\(n(64 + side * out)) \(n(60 - height))L\(n(outer)) 58z\"/>"
    }
    let right = coat.marks == .split || coat.marks == .points ? coat.second : coat.fur
    let left = coat.marks == .points || coat.marks == .cow || coat.marks == .calico ? coat.second : coat.fur
    return ear(-1, left, inset: 0) + ear(1, right, inset: 0) + inside(-1) + inside(1)
  }

  private func head(_ coat: Coat) -> String {
    let (width, fluff) = (coat.width, coat.fluff)
    let right =
      "C\(n(64 + width * 0.6)) 36 \(n(64 + width)) 50 \(n(64 + width)) 74l\(n(fluff)) 7-\(n(fluff)) 3 \(n(fluff * 0.4)) 8-\(n(fluff)) 0"
    let left = "C\(n(64 + width * 0.7)) 104 82 109 64 109S\(n(64 - width * 0.7)) 104 \(n(64 - width - fluff * 0.6 + fluff)) 92"
    let back = "l-\(n(fluff)) 0 \(n(fluff * 0.4))-8-\(n(fluff))-3 \(n(fluff))-7C\(n(64 - width)) 50 \(n(64 - width * 0.6)) 36 64 36z"
    let path = "M64 36\(right)\(left)\(back)"
    return
      "<path fill=\"\(coat.fur)\" stroke=\"none\" d=\"\(path)\"/><g stroke=\"none\">\(coat.drawing)</g><path fill=\"none\" d=\"\(path)\"/>"
  }

  private func eyes(_ coat: Coat, _ mood: Mood) -> String {
    let open = max(10.5 + 9 * mood.arousal, 0.8)
    // Lids slant towards the nose in anger and away from it in fear.
    let slant = 4.5 * mood.dominance * (1 - mood.pleasure) / 1.4 - (mood.pleasure < 0 && mood.dominance < 0 ? 3.5 * -mood.pleasure : 0)
    let pupil = min(max(4.6 + 3.4 * mood.arousal - 3.2 * mood.dominance, 1.1), 8.5)
    func eye(_ side: Double, _ iris: String) -> String {
      let middle = 64 + side * 19.0
      let (inner, outer) = (middle - side * 11.5, middle + side * 11.5)
      let path = """
        M\(n(inner)) \(n(71 + slant))C\(n(middle - side * 7)) \(n(71 - open * 1.2 + slant)) \(n(middle + side * 7)) \(n(71 - open * 1.2 - slant)) \
        \(n(outer)) \(n(71 - slant))C\(n(middle + side * 7)) \(n(71 + open * 0.9)) \(n(middle - side * 7)) \(n(71 + open * 0.9)) \(n(inner)) \(n(71 + slant))z
        """
      guard open > 3.2 else {
        return
          "<path fill=\"none\" stroke=\"\(line(coat))\" d=\"M\(n(inner)) \(n(71 + slant))Q\(n(middle)) \(n(76 + open * 1.5)) \(n(outer)) \(n(71 - slant))\"/>"
      }
      let height = open * 0.76
      let glint =
        "<circle cx=\"\(n(middle - 2))\" cy=\"\(n(70 - height * 0.45))\" r=\"\(n(min(2.2, open * 0.2)))\" fill=\"#fff\" stroke=\"none\"/>"
      return """
        <path fill="\(iris)" d="\(path)"/><ellipse cx="\(n(middle))" cy="\(n(71 - open * 0.1))" rx="\(n(min(pupil, 9)))" ry="\(n(height))" \
        fill="#000" stroke="none"/> \(glint)
        """
    }
    let eyes = eye(-1, coat.iris) + eye(1, coat.otherIris ?? coat.iris)
    return "<g class=\"e\">\(eyes)</g>"
  }

  private func muzzle(_ coat: Coat, _ mood: Mood) -> String {
    let curve = 8.5 * mood.pleasure
    let corner = 97 - curve * 0.75
    let gape = max(0, mood.arousal - 0.42) * 13
    let mouth =
      "M\(n(52 - abs(curve) * 0.35)) \(n(corner))Q\(n(57)) \(n(97 + curve)) 64 95Q\(n(71)) \(n(97 + curve)) \(n(76 + abs(curve) * 0.35)) \(n(corner))"
    let throat =
      gape > 0.4 ? "<ellipse cx=\"64\" cy=\"\(n(97 + gape))\" rx=\"\(n(3.5 + gape * 0.5))\" ry=\"\(n(gape))\" fill=\"#7f1d3a\"/>" : ""
    return """
      <ellipse cx="64" cy="94" rx="17" ry="11" fill="\(coat.muzzle)" stroke="none"/> \(throat)\
      <path fill="none" stroke="\(line(coat))" d="\(mouth)M64 90v5"/><path fill="\(coat.nose)" stroke-width="2" d="M59 85h10l-5 6z"/>
      """
  }

  private func whiskers(_ coat: Coat, _ mood: Mood) -> String {
    let spread = 5 + 7 * (mood.arousal + 1)
    let droop = -2 * mood.pleasure
    var path = ""
    for side in [-1.0, 1] {
      for step in [-1.0, 0, 1] {
        path += "M\(n(64 + side * 22)) \(n(93 + step * 3))L\(n(64 + side * 47)) \(n(93 + droop + step * spread / 1.6))"
      }
    }
    return "<path fill=\"none\" stroke=\"\(line(coat))\" stroke-width=\"1.5\" d=\"\(path)\"/>"
  }

  /// Lines that must be seen on the fur.
  private func line(_ coat: Coat) -> String { cat == .null ? "#c7cdd6" : cat == .miso || cat == .hex ? "#120a06" : coat.ink }

  /// One decimal at most.
  private func n(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }
}
