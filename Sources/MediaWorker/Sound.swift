import MediaWork
import System

/// A sound of a member, made into an MP3 without tags.
struct Sound {
  let format: MediaFormat
  let folder: String

  private static let longestSeconds = 1_800
  private static let bitRate = "160k"

  private var source: String { "\(folder)/source" }
  private var target: String { "\(folder)/audio.mp3" }

  func convert() throws(MediaRefusal) -> MediaResult {
    if format == .wav, !WaveHeader.isComplete(path: source) { throw .damaged }
    try checkStreams()
    let waveform = try measure()
    try encode()
    return .audio(milliseconds: waveform.milliseconds, waveform: waveform.numbers)
  }

  /// What ffmpeg calls the format; no other is tried, and no other file is opened.
  private var input: [String] {
    let name =
      switch format {
      case .wav: "wav"
      case .ogg: "ogg"
      case .webm: "matroska"
      default: "mp3"
      }
    return ["-v", "error", "-protocol_whitelist", "file", "-f", name, "-i", "file:\(source)"]
  }

  private func accepts(_ codec: String) -> Bool {
    switch format {
    case .wav: codec.hasPrefix("pcm_")
    case .ogg, .webm: codec == "opus" || codec == "vorbis"
    default: codec == "mp3"
    }
  }

  private func checkStreams() throws(MediaRefusal) {
    var text: [UInt8] = []
    let entries = "stream=codec_type,codec_name:stream_disposition=attached_pic"
    let code = run("ffprobe", input + ["-show_entries", entries, "-of", "compact=p=0"]) { text += $0.prefix(65_536 - text.count) }
    guard code == 0 else { throw .damaged }
    var sounds = 0
    for stream in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let fields = stream.split(separator: "|")
      // A cover in the tags is left behind with them.
      if fields.contains("codec_type=video"), !fields.contains("disposition:attached_pic=1") { throw .video }
      guard fields.contains("codec_type=audio") else { continue }
      guard let codec = fields.first(where: { $0.hasPrefix("codec_name=") }), accepts(String(codec.dropFirst(11))) else { throw .noSound }
      sounds += 1
    }
    guard sounds > 0 else { throw .noSound }
  }

  /// Decodes all of it: what a header says of the length counts for nothing.
  private func measure() throws(MediaRefusal) -> Waveform {
    var waveform = Waveform()
    let output = [
      "-map", "0:a:0", "-t", "\(Self.longestSeconds + 1)", "-ac", "1", "-ar", "\(Waveform.sampleRate)", "-f", "s16le", "pipe:1",
    ]
    let code = run("ffmpeg", ["-nostdin", "-threads", "1"] + input + output) { waveform.add($0) }
    guard code == 0, waveform.milliseconds > 0 else { throw .damaged }
    guard waveform.milliseconds <= Self.longestSeconds * 1_000 else { throw .tooLong }
    return waveform
  }

  private func encode() throws(MediaRefusal) {
    let codec = format == .mp3 ? ["-c:a", "copy"] : ["-c:a", "libmp3lame", "-b:a", Self.bitRate]
    let plain = ["-y", "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    let tags = ["-id3v2_version", "0", "-write_id3v1", "0", "-write_xing", "0", "-f", "mp3", "file:\(target)"]
    guard run("ffmpeg", ["-nostdin", "-threads", "1"] + input + plain + codec + tags) == 0 else { throw .damaged }
  }

  /// Has the limits of this process. Its messages quote what strangers wrote, so they are dropped.
  private func run(_ program: String, _ arguments: [String], _ output: ([UInt8]) -> Void = { _ in }) -> Int32 {
    Command(program, arguments, showsMessages: false).run(output)
  }
}
