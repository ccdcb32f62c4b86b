import MediaWork
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    ("\u{FF}\u{D8}\u{FF}\u{E0}", MediaFormat.jpeg), ("GIF89a", .gif), ("GIF87a", .gif), ("RIFF....WEBPVP8 ", .webp),
    ("RIFF....WAVEfmt ", .wav),
    ("OggS", .ogg), ("ID3\u{04}", .mp3), ("\u{FF}\u{FB}\u{90}\u{00}", .mp3), ("\u{89}PNG\r\n\u{1A}\n", .png),
    ("\0\0\0\u{1C}ftypavif\0\0\0\0avifmif1", .avif), ("\0\0\0\u{1C}ftypmif1\0\0\0\0avifmif1", .avif),
    ("\u{1A}\u{45}\u{DF}\u{A3}\u{9F}\u{42}\u{82}\u{84}webm", .webm),
  ])
  func firstBytesNameTheFormat(head: String, format: MediaFormat) {
    #expect(MediaFormat(signature: head.latin1) == format)
  }

  @Test(arguments: [
    "", "<html>", "<svg xmlns", "PK\u{03}\u{04}", "\u{7F}ELF", "<?php", "RIFF....AVI ", "\0\0\0\u{1C}ftypmp42\0\0\0\0mp42isom",
    "\0\0\0\u{10}ftypmp42\0\0\0\0avif", "\u{1A}\u{45}\u{DF}\u{A3}\u{42}\u{82}\u{88}matroska", "\u{FF}\u{FF}\u{FF}\u{FF}", "\u{89}PNG\n",
    "ftypavif", "\u{FF}\u{D8}",
  ])
  func nothingElseIsTaken(head: String) {
    #expect(MediaFormat(signature: head.latin1) == nil)
  }

  @Test func linesSurviveTheirWay() {
    let job = MediaLine.Job(format: .png, folder: "/a folder/b")
    #expect(MediaLine.Job(line: String(job.line.dropLast())) == job)
    let results: [MediaResult] =
      [.image(width: 3, height: 16_383, frames: 200), .audio(milliseconds: 12, waveform: (0..<50).map { $0 * 20 })]
      + MediaRefusal.allCases.map(MediaResult.refused)
    for result in results { #expect(MediaResult(line: String(result.line.dropLast())) == result) }
  }

  @Test(arguments: ["", "image", "image 0 1 1", "image 1 1 99999", "image 1 x 1", "audio 5 1 2", "refused", "refused because", "done"])
  func whatNoWorkerSaysIsNotBelieved(line: String) {
    #expect(MediaResult(line: line) == nil)
  }
}

extension String {
  /// A byte for each scalar.
  fileprivate var latin1: [UInt8] { unicodeScalars.map { UInt8($0.value) } }
}
