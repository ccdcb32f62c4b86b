import CVips
import Glibc
import MediaWork

/// A picture of a member, made into WebP of three widths, and of two squares for avatars.
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
  private static let squares = [256, 128]

  private var source: String { "\(folder)/source" }
  private func target(_ width: Int) -> String { "\(folder)/\(width).webp" }

  func convert() throws(MediaRefusal) -> MediaResult {
    var header = neo_picture()
    guard neo_vips_inspect(source, &header) == 0 else { throw .damaged }
    // The same container holds HEIC, whose decoder is a larger target.
    if format == .avif, header.is_av1 == 0 { throw .damaged }
    // The formats' other pages are no animation.
    let frames = format == .gif || format == .webp ? max(header.frames, 1) : 1
    try check(header, frames: frames)
    let isTurned = header.orientation >= 5
    let (width, height) = isTurned ? (header.height, header.width) : (header.width, header.height)
    if frames > 1 { try writeAnimation(width: Int(width)) } else { try write(width: Int(width), height: Int(height)) }
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

  /// Decodes once; each smaller size is made from the one before it, and the squares from the smallest that is large enough for them.
  private func write(width: Int, height: Int) throws(MediaRefusal) {
    let largest = min(Self.widths[0], width)
    let isLossless = width <= largest ? try hasFewColours(isAnimated: false) : false
    var pixels: OpaquePointer?
    guard neo_vips_open_picture(source, shrink(width), Int32(largest), scaled(height, width, to: largest), &pixels) == 0 else {
      throw .damaged
    }
    defer { neo_vips_close_picture(pixels) }
    var hasSquares = false
    // The largest takes as long to write as all the others to make.
    var largestWriting: OpaquePointer?
    defer { if let largestWriting { _ = neo_vips_finish_writing(largestWriting) } }
    for size in Self.widths {
      if size < Self.widths[0] {
        if width <= size {
          try copyLargest(to: size)
          continue
        }
        let low = scaled(height, width, to: size)
        if !hasSquares, min(Int32(size), low) < Int32(Self.squares[0]) {
          try writeSquares { target, side in neo_vips_write_square(pixels, target, side) }
          hasSquares = true
        }
        guard neo_vips_scale(&pixels, Int32(size), low) == 0 else { throw .tooMuchWork }
      }
      let lossless: Int32 = isLossless && width <= size ? 1 : 0
      if size == Self.widths[0], width > Self.widths[1] {
        largestWriting = neo_vips_begin_writing(pixels, target(size), lossless)
        continue
      }
      guard neo_vips_write_picture(pixels, target(size), lossless) == 0 else { throw .tooMuchWork }
      try removeMetadata(of: target(size))
    }
    if !hasSquares { try writeSquares { target, side in neo_vips_write_square(pixels, target, side) } }
    guard let writing = largestWriting else { return }
    largestWriting = nil
    guard neo_vips_finish_writing(writing) == 0 else { throw .tooMuchWork }
    try removeMetadata(of: target(Self.widths[0]))
  }

  /// Its frames together may be larger than memory, so each size is made from the file.
  private func writeAnimation(width: Int) throws(MediaRefusal) {
    try writeSquares { target, side in neo_vips_write_square_of_first(source, target, side) }
    for size in Self.widths {
      if size < Self.widths[0], width <= size {
        try copyLargest(to: size)
        continue
      }
      let isLossless = width <= size ? try hasFewColours(isAnimated: true) : false
      guard neo_vips_write_animation(source, target(size), Int32(size), isLossless ? 1 : 0) == 0 else { throw .damaged }
      try removeMetadata(of: target(size))
    }
  }

  private func writeSquares(_ write: (String, Int32) -> Int32) throws(MediaRefusal) {
    for side in Self.squares {
      let target = "\(folder)/square-\(side).webp"
      guard write(target, Int32(side)) == 0 else { throw .tooMuchWork }
      try removeMetadata(of: target)
    }
  }

  private func hasFewColours(isAnimated: Bool) throws(MediaRefusal) -> Bool {
    let answer = neo_vips_has_few_colours(source, isAnimated ? 1 : 0, Self.fewColours)
    guard answer >= 0 else { throw .damaged }
    return answer == 1
  }

  /// How many times smaller a JPEG can be decoded and still be as wide as the largest size.
  private func shrink(_ width: Int) -> Int32 {
    guard format == .jpeg else { return 1 }
    return [8, 4, 2].first { width / Int($0) >= Self.widths[0] } ?? 1
  }

  private func scaled(_ height: Int, _ width: Int, to size: Int) -> Int32 { Int32(max(1, (height * size * 2 + width) / (width * 2))) }

  /// The picture is not wider than the size, so it looks the same in both.
  private func copyLargest(to size: Int) throws(MediaRefusal) {
    unlink(target(size))
    guard link(target(Self.widths[0]), target(size)) == 0 else { throw .tooMuchWork }
  }

  /// libvips writes an EXIF chunk even when it is told to strip.
  private func removeMetadata(of path: String) throws(MediaRefusal) {
    guard WebPFile(path: path).removeMetadata() else { throw .tooMuchWork }
  }
}
