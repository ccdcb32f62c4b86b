import CVips
import Glibc
import MediaWork

/// A picture of a member, made into WebP of three widths.
struct Picture {
  let format: MediaFormat
  let folder: String

  private static let mostPixels: Int64 = 50_000_000
  private static let longestSide: Int64 = 16_383
  private static let mostFrames: Int64 = 200
  private static let mostPixelsInAll: Int64 = 200_000_000
  /// A picture of so few colours is drawn, and lossy compression would show.
  private static let fewColours: UInt32 = 256
  private static let widths = [1_280, 640, 320]

  private var source: String { "\(folder)/source" }
  private func target(_ width: Int) -> String { "\(folder)/\(width).webp" }

  func convert() throws(MediaRefusal) -> MediaResult {
    var header = neo_picture()
    guard neo_vips_inspect(source, &header) == 0 else { throw .damaged }
    // The formats' other pages are no animation.
    let frames = format == .gif || format == .webp ? max(header.frames, 1) : 1
    try check(header, frames: frames)
    let isTurned = header.orientation >= 5
    let (width, height) = isTurned ? (header.height, header.width) : (header.width, header.height)
    try write(width: Int(width), isAnimated: frames > 1)
    return .image(width: Int(width), height: Int(height), frames: Int(frames))
  }

  private func check(_ header: neo_picture, frames: Int64) throws(MediaRefusal) {
    guard header.width > 0, header.height > 0 else { throw .damaged }
    guard header.width <= Self.longestSide, header.height <= Self.longestSide else { throw .tooLongASide }
    let pixels = header.width * header.height
    guard pixels <= Self.mostPixels else { throw .tooManyPixels }
    guard frames <= Self.mostFrames else { throw .tooManyFrames }
    guard pixels * frames <= Self.mostPixelsInAll else { throw .tooManyPixelsInAll }
  }

  private func write(width: Int, isAnimated: Bool) throws(MediaRefusal) {
    /// The one that is not scaled, because the picture is not wider; smaller widths are.
    var unscaled: String?
    for size in Self.widths {
      if width <= size, let unscaled {
        unlink(target(size))
        guard link(unscaled, target(size)) == 0 else { throw .tooMuchWork }
        continue
      }
      var isLossless: Int32 = 0
      if width <= size {
        isLossless = neo_vips_has_few_colours(source, isAnimated ? 1 : 0, Self.fewColours)
        unscaled = target(size)
      }
      guard isLossless >= 0, neo_vips_write_webp(source, target(size), Int32(size), isAnimated ? 1 : 0, isLossless) == 0 else {
        throw .damaged
      }
    }
  }
}
