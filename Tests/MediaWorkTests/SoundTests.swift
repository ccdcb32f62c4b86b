import Foundation
import MediaWork
import Testing

@Suite struct SoundTests {
  private func result(_ place: Workplace, _ format: MediaFormat) async throws -> MediaResult {
    try await withWorkers { try await $0.work(on: format, in: place.name, of: 1) }
  }

  private func duration(_ result: MediaResult) throws -> Int {
    guard case .audio(let milliseconds, let waveform) = result else {
      Issue.record("\(result)")
      return 0
    }
    #expect(waveform.count == 50)
    return milliseconds
  }

  @Test(arguments: [
    (MediaFormat.wav, ["-f", "wav"]), (.ogg, ["-c:a", "libopus", "-f", "ogg"]), (.ogg, ["-c:a", "libvorbis", "-f", "ogg"]),
    (.webm, ["-c:a", "libopus", "-f", "webm"]), (.mp3, ["-f", "mp3"]),
  ])
  func everyFormatBecomesMP3(format: MediaFormat, output: [String]) async throws {
    let place = try Workplace()
    try run("/usr/bin/ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=d=2"] + output + ["file:\(place.source.path)"])
    if format == .wav { #expect(MediaFormat(signature: try Data(contentsOf: place.source).prefix(64)) == .wav) }
    #expect(abs(try duration(await result(place, format)) - 2_000) < 120)
    #expect(MediaFormat(signature: try place.bytes("audio.mp3").prefix(64)) == .mp3)
  }

  @Test func theWaveformFollowsTheSound() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "sine=d=2,volume='if(lt(t,1),0.5,0)':eval=frame", "-f", "wav")
    guard case .audio(_, let waveform) = try await result(place, .wav) else {
      Issue.record("no sound")
      return
    }
    #expect(waveform.max() == 1_000)
    #expect(waveform[5] > 500)
    #expect(waveform[45] < 50)
    try place.make("-f", "lavfi", "-i", "anullsrc=d=1", "-t", "1", "-f", "wav")
    guard case .audio(_, let silence) = try await result(place, .wav) else {
      Issue.record("no silence")
      return
    }
    #expect(silence == Array(repeating: 0, count: 50))
  }

  @Test func tagsAreGoneAndFramesStay() async throws {
    let place = try Workplace()
    try place.make(
      "-f", "lavfi", "-i", "sine=d=1", "-metadata", "title=<script>alert(1)</script>", "-write_id3v1", "1", "-id3v2_version", "3", "-f",
      "mp3")
    let source = try Data(contentsOf: place.source)
    #expect(source.range(of: Data("script".utf8)) != nil)
    _ = try duration(await result(place, .mp3))
    let bytes = try place.bytes("audio.mp3")
    for word in ["script", "ID3", "TAG", "Lavf"] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)") }
    #expect(bytes.count < source.count)
  }

  @Test func aHeaderThatClaimsMoreThanThereIsIsDamaged() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "sine=d=1", "-flags", "+bitexact", "-fflags", "+bitexact", "-f", "wav")
    var bytes = try Data(contentsOf: place.source)
    let data = try #require(bytes.range(of: Data("data".utf8)))
    for place in [4..<8, data.upperBound..<data.upperBound + 4] { bytes.replaceSubrange(place, with: [0xFF, 0xFF, 0xFF, 0xFF]) }
    try bytes.write(to: place.source)
    #expect(try await result(place, .wav) == .refused(.damaged))
  }

  @Test func aVideoAndNoSoundAreRefused() async throws {
    let place = try Workplace()
    try place.make(
      "-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "libvpx", "-c:a", "libopus", "-f", "webm")
    #expect(try await result(place, .webm) == .refused(.video))
    try Data("ID3".utf8).write(to: place.source)
    #expect(try await result(place, .mp3) == .refused(.damaged))
  }
}
