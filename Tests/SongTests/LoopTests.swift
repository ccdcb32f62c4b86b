import Core
import JSON
import Testing

@testable import Song

@Suite struct LoopTests {
  private func read(_ json: String) throws(AppError) -> Loop {
    try Fields.read(Fields(body: Array("{\"loop\":\(json)}".utf8))) { $0.loop("loop") ?? Loop() }
  }

  private func problems(_ json: String) -> [String] {
    do throws(AppError) { _ = try read(json) } catch { return error.details.keys.sorted() }
    return []
  }

  @Test func whatIsAbsentTakesItsUsualValue() throws {
    let loop = try read("{}")
    #expect(loop == Loop())
    let text = String(decoding: loop.json, as: UTF8.self)
    #expect(text.hasPrefix(#"{"format":1,"bpm":120,"swing":0,"pages":[[[0,0,0,0,"#))
    #expect(
      text.hasSuffix(
        #""fx":{"delay":{"time":2,"feedback":0.2,"wet":0.1},"reverb":{"decay":2.5,"wet":0.1}}}"#))
    #expect(loop.tracks.map(\.volume) == [0, -3, -15, -15, -6, -8, -12, 0])
    #expect(try read(text) == loop)
  }

  private func page(_ track: Int, _ step: String) -> String {
    let tracks = (0..<8).map { number in
      "[" + (0..<16).map { number == track && $0 == 3 ? step : "0" }.joined(separator: ",") + "]"
    }
    return "[" + tracks.joined(separator: ",") + "]"
  }

  @Test func stepsTakeTheNoteOfTheirVoice() throws {
    for (track, note) in [(4, "C2"), (5, "C4"), (6, "G3"), (7, "C5")] {
      let loop = try read("{\"pages\":[\(page(track, "{\"v\":2}"))]}")
      #expect(loop.pages[0].tracks[track][3]?.note?.description == note)
    }
    let loop = try read("{\"pages\":[\(page(4, "{\"v\":1,\"note\":\"F#6\"}"))]}")
    #expect(loop.pages[0].tracks[4][3] == LoopStep(accent: 1, note: LoopNote("F#6")))
    #expect(problems("{\"pages\":[\(page(0, "{\"v\":1,\"note\":\"C2\"}"))]}") == ["loop.pages.0.0.3.note"])
  }

  @Test func whatIsWrongIsNamedByItsPath() {
    #expect(problems("{\"pages\":[\(page(1, "1"))]}") == ["loop.pages.0.1.3"])
    #expect(problems("{\"pages\":[\(page(1, "{\"v\":4}"))]}") == ["loop.pages.0.1.3.v"])
    #expect(problems("{\"pages\":[\(page(5, "{\"v\":1,\"note\":\"C#7\"}"))]}") == ["loop.pages.0.5.3.note"])
    #expect(problems(#"{"pages":[]}"#) == ["loop.pages"])
    #expect(problems(#"{"pages":[[]]}"#) == ["loop.pages.0"])
    #expect(problems(#"{"chain":[0,1]}"#) == ["loop.chain.1"])
    #expect(problems(#"{"chain":[]}"#) == ["loop.chain"])
    #expect(problems(#"{"bpm":59}"#) == ["loop.bpm"])
    #expect(problems(#"{"bpm":60}"#) == [] && problems(#"{"bpm":200}"#) == [])
    #expect(problems(#"{"bpm":201,"swing":0.61,"format":2,"evil":1}"#) == ["loop.bpm", "loop.evil", "loop.format", "loop.swing"])
    #expect(problems(#"{"tracks":[{}]}"#) == ["loop.tracks"])
    #expect(problems(#"{"fx":{"delay":{"time":9},"reverb":{"decay":0}}}"#) == ["loop.fx.delay.time", "loop.fx.reverb.decay"])
    #expect(problems("[]") == ["loop"])
    #expect(problems("\"\(String(repeating: "x", count: 16_384))\"") == ["loop"])
  }

  @Test func notesGoFromC1ToC7() {
    #expect(LoopNote("C1")?.key == 24 && LoopNote("C4")?.key == 60 && LoopNote("C7")?.key == 96 && LoopNote("A#6")?.key == 94)
    for wrong in ["C0", "C8", "C#7", "H1", "c1", "Db3", "E#3", "C", "C10", ""] { #expect(LoopNote(wrong) == nil) }
    #expect((24...96).allSatisfy { key in LoopVoice.allCases.count == 8 && key > 0 })
  }

  @Test func midiHasTheShapeThatIsWritten() {
    var loop = Loop()
    loop.swing = 0.5
    loop.pages[0].tracks[0][0] = LoopStep(accent: 3, note: nil)
    loop.pages[0].tracks[4][1] = LoopStep(accent: 1, note: LoopNote("C2"))
    let bytes = MIDIFile(loop, title: "é").bytes
    #expect(Array(bytes.prefix(14)) == Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 9, 1, 0xE0])
    #expect(bytes == MIDIFile(loop, title: "é").bytes)
    // The kick begins at once, at full velocity, and ends where the late second step begins, less a moment: 120 + 60 - 12.
    #expect(bytes.contains([0, 0x99, 36, 120, 0x81, 0x28, 0x89, 36, 64]))
    // The bass: 120 + 60 late, until 240 - 12.
    #expect(bytes.contains([0x81, 0x34, 0x90, 36, 64, 0x30, 0x80, 36, 64]))
    // Tempo 500,000.
    #expect(bytes.contains([0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20]))
    // CC 7 of the lead at -8 dB and CC 10 in the middle.
    #expect(bytes.contains([0, 0xC1, 81, 0, 0xB1, 7, 80, 0, 0xB1, 10, 64]))
  }

  @Test func mutedTracksKeepTheirPlace() {
    var loop = Loop()
    loop.pages[0].tracks[0][0] = LoopStep(accent: 3, note: nil)
    loop.pages[0].tracks[1][0] = LoopStep(accent: 3, note: nil)
    loop.tracks[0].isMuted = true
    let muted = MIDIFile(loop, title: "").bytes
    #expect(!muted.contains([0x99, 36, 120]) && muted.contains([0x99, 38, 101]))
    loop.tracks[0] = LoopTrack(volume: 0, isSolo: true)
    let solo = MIDIFile(loop, title: "").bytes
    #expect(solo.contains([0x99, 36, 120]) && !solo.contains([0x99, 38]))
  }

  @Test func drumsAreNeverQuite() {
    var loop = Loop()
    loop.pages[0].tracks[0][0] = LoopStep(accent: 1, note: nil)
    loop.tracks[0].volume = -40
    #expect(MIDIFile(loop, title: "").bytes.contains([0x99, 36, 6]))
    #expect(MIDIFile.halfUp(63.5) == 64 && MIDIFile.halfUp(0.49) == 0)
  }
}
