import Core
import HTML
import Media
import Relations

/// A sticker, to stand in the board's `svg`: there `x` and `y` are percent of the board, without a style.
struct StickerFragment: View {
  let sticker: Sticker
  let shown: Sticker.Shown

  var body: some HTML {
    let pose = sticker.pose
    svg(
      .class("sticker sticker-\(shown.content.kind.rawValue)"), .id("sticker-\(sticker.id)"), .data("sticker", sticker.id.rawValue),
      .data("seq", sticker.sequence), .data("order", sticker.order), .data("author", shown.placer.id.rawValue),
      .x(StickerPose.decimal(pose.x, places: 2) + "%"), .y(StickerPose.decimal(pose.y, places: 2) + "%"), .overflow("visible"),
      .role("img"), .aria("label", "\(shown.content.label), placed by \(shown.placer.displayName)")
    ) {
      let turn = StickerPose.decimal(pose.rotation, places: 1)
      g(.transform("rotate(\(turn)) scale(\(StickerPose.decimal(pose.scale, places: 2)))")) {
        switch shown.content {
        case .art(let art):
          image(.href(art.url), .x("-48"), .y("-48"), .width(96), .height(96))
        case .text(let text): TextLabel(text: text)
        case .image: if let file = shown.file { PictureSticker(file: file) }
        }
      }
    }
  }
}

/// A picture of its own proportions, as large as a drawing with a margin.
private struct PictureSticker: View {
  private static let longest = 128

  let file: ShownMedia

  var body: some HTML {
    let (width, height) = size
    image(.href(file.url(.image320)), .x("\(-width / 2)"), .y("\(-height / 2)"), .width(width), .height(height))
  }

  /// Even numbers, so that its middle is where the sticker is.
  private var size: (width: Int, height: Int) {
    let (width, height) = (max(1, file.width ?? 1), max(1, file.height ?? 1)), long = max(width, height)
    func side(_ length: Int) -> Int { max(2, (length * Self.longest / long) / 2 * 2) }
    return (side(width), side(height))
  }
}

/// Words on a strip of paper that is as wide as they are. The text is fitted to it, so that its middle is the same in every browser.
private struct TextLabel: View {
  let text: String

  var body: some HTML {
    let width = max(1, text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) })
    rect(.class("strip"), .x("\(-width / 2 - 12)"), .y("-22"), .width(width + 24), .height(44))
    words(
      .x("0"), .y("7"), .textAnchor("middle"), .textLength("\(width)"), .lengthAdjust("spacingAndGlyphs")
    ) { text }
  }

  /// About as wide as it is in the display face at 20 px: marks nothing, signs of East Asia and emoji twice a letter.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: 0
    default: scalar.value >= 0x1100 && !(0x1E00...0x2BFF).contains(scalar.value) ? 20 : 12
    }
  }
}

extension Sticker {
  func fragment(_ shown: Shown) -> [UInt8] { StickerFragment(sticker: self, shown: shown).rendered() }
}
