import Foundation
import MediaWork
import Testing

@Suite struct PictureTests {
  private func result(_ place: Workplace, _ format: MediaFormat) async throws -> MediaResult {
    try await withWorkers { try await $0.work(on: format, in: place.name, of: 1) }
  }

  @Test func aJPEGGetsThreeWidths() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=4000x3000", "-frames:v", "1", "-f", "mjpeg")
    #expect(try await result(place, .jpeg) == .image(width: 4_000, height: 3_000, frames: 1))
    #expect(try place.size("320.webp") == [320, 240])
    #expect(try place.size("640.webp") == [640, 480])
    #expect(try place.size("1280.webp") == [1_280, 960])
  }

  @Test(
    "the squares are the middle of a picture, and opaque",
    arguments: [
      ("color=white:s=900x300,drawbox=x=300:w=300:c=red:t=fill", "mjpeg", MediaFormat.jpeg),
      ("color=white:s=30x90,drawbox=y=30:h=30:c=red:t=fill", "apng", .png),
      ("color=white@0:s=300x100:r=5,format=rgba,drawbox=x=100:w=100:c=red:t=fill", "gif", .gif),
    ])
  func squares(_ drawing: String, _ codec: String, _ format: MediaFormat) async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", drawing, "-frames:v", format == .gif ? "3" : "1", "-f", codec)
    guard case .image = try await result(place, format) else { Issue.record("it is refused"); return }
    for side in [128, 256] {
      #expect(try place.size("square-\(side).webp") == [side, side])
      let bytes = try Array(place.bytes("square-\(side).webp"))
      #expect(!bytes[12..<16].elementsEqual("VP8X".utf8) || bytes[20] & 0x12 == 0, "it has transparency or is an animation")
      #expect(try place.colours("square-\(side).webp").allSatisfy { $0[0] > 200 && $0[1] < 60 && $0[2] < 60 })
    }
  }

  @Test func aTransparentPictureGetsAWhiteGroundInItsSquares() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "color=black@0:s=50x50,format=rgba", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe")
    guard case .image = try await result(place, .png) else { Issue.record("it is refused"); return }
    #expect(try place.colours("square-128.webp").allSatisfy { $0.allSatisfy { $0 > 250 } })
  }

  @Test func aSmallPictureIsNeverEnlargedAndKeepsItsColours() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "color=red:s=100x50", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe")
    #expect(try await result(place, .png) == .image(width: 100, height: 50, frames: 1))
    for name in ["320.webp", "640.webp", "1280.webp"] {
      #expect(try place.size(name) == [100, 50])
      #expect(try place.bytes(name).range(of: Data("VP8L".utf8)) != nil, "lossless")
    }
  }

  @Test func anAnimationStaysOne() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=400x300:r=10", "-t", "1", "-f", "gif")
    #expect(try await result(place, .gif) == .image(width: 400, height: 300, frames: 10))
    #expect(try place.size("320.webp") == [320, 240])
    #expect(try place.bytes("320.webp").range(of: Data("ANMF".utf8)) != nil)
  }

  @Test func twoHundredFramesAreTakenAndOneMoreIsNot() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=16x16:r=10", "-frames:v", "200", "-f", "gif")
    #expect(try await result(place, .gif) == .image(width: 16, height: 16, frames: 200))
    try place.make("-f", "lavfi", "-i", "testsrc2=s=16x16:r=10", "-frames:v", "201", "-f", "gif")
    #expect(try await result(place, .gif) == .refused(.tooManyFrames))
  }

  @Test func whatIsCutOrIsAnotherFormatIsDamaged() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=800x600", "-frames:v", "1", "-f", "mjpeg")
    let whole = try Data(contentsOf: place.source)
    try whole.prefix(whole.count / 2).write(to: place.source)
    #expect(try await result(place, .jpeg) == .refused(.damaged))
    try Data("\u{89}PNG and nothing".utf8).write(to: place.source)
    #expect(try await result(place, .png) == .refused(.damaged))
  }

  @Test func aFloodOfPixelsIsRefusedByItsHeader() async throws {
    let place = try Workplace()
    // Header and a few bytes of a 50,000 × 50,000 PNG; the sum of the header is right.
    let header: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50, 8, 2, 0, 0,
      0,
    ]
    try Data(header + crc32(header[12...]) + [0, 0, 0, 0] + Array("IDAT".utf8) + crc32(Array("IDAT".utf8)[...])).write(to: place.source)
    #expect(try await result(place, .png) == .refused(.tooLongASide))
  }

  private func crc32(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    sum ^= 0xFFFF_FFFF
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  @Test func orientationIsAppliedAndMetadataGone() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=400x300", "-frames:v", "1", "-f", "mjpeg")
    let picture = try Data(contentsOf: place.source)
    // EXIF, big-endian, one entry: orientation 6; behind it what stands for a place.
    let entry: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
    let body = Array("Exif\0\0MM\0*\0\0\0\u{08}\0\u{01}".utf8) + entry + [0, 0, 0, 0] + Array("GPS-SECRET".utf8)
    let segment = [0xFF, 0xE1, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)] + body
    try (picture.prefix(2) + Data(segment) + picture.dropFirst(2)).write(to: place.source)
    #expect(try await result(place, .jpeg) == .image(width: 300, height: 400, frames: 1))
    for name in ["320.webp", "640.webp", "1280.webp"] {
      #expect(try place.size(name) == [300, 400])
      let bytes = try place.bytes(name)
      #expect(bytes.range(of: Data("GPS-SECRET".utf8)) == nil)
      #expect(bytes.range(of: Data("EXIF".utf8)) == nil)
    }
  }
}
