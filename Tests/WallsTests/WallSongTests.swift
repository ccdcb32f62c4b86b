import Core
import Testing

@testable import Walls

@Suite("Songs on walls") struct WallSongTests {
  @Test(
    "are read from short names and addresses",
    arguments: [
      ("story:7", SongReference.story(7)), ("pattern:7@2", .loop(7, revision: 2)), ("/song/stories/7", .story(7)),
      ("https://example.org/song/stories/7/play?path=1", .story(7)), ("https://example.org/x/song/patterns/8", .loop(8, revision: nil)),
      ("/api/song/patterns/8/r/3", .loop(8, revision: 3)), ("/api/song/patterns/8/r/3/loop.mid", .loop(8, revision: 3)),
      ("/song/patterns/8#x", .loop(8, revision: nil)),
    ])
  func reading(_ text: String, _ song: SongReference) { #expect(SongReference(typed: text) == song) }

  @Test(
    "are nothing else",
    arguments: [
      "", "7", "story:", "story:0", "story:7@2", "pattern:7", "pattern:7@", "pattern:7@0", "pattern:7@2@3", "script:7@2", "/song",
      "/song/stories", "/song/stories/x", "/song/verses/7", "/song/patterns/7/r/x", "/codeground/7/r/2", "song:7",
    ])
  func refusing(_ text: String) { #expect(SongReference(typed: text) == nil) }
}
