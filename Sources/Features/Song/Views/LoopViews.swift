import Core
import Design
import HTML
import Media

/// What a verse plays: a link, to which the script adds a button. Nothing sounds before that is pressed.
struct LoopOfVerse: View {
  let loop: HeardLoop

  var body: some HTML {
    div(.class("verse-loop card"), .data("loop", loop.loop), .data("pin", loop.pin.text), .role("group"), .aria("label", "Loop")) {
      p(.dir("auto")) {
        "Loop: "
        a(.href(SongPath.pattern(loop.pin.pattern))) { loop.title }
      }
    }
  }
}

/// The voice of a verse, with its waveform. It plays when somebody wants it to.
struct VoiceOfVerse: View {
  let voice: ShownMedia

  var body: some HTML { div(.class("verse-voice card")) { PlayableSound(voice, title: "Voice") } }
}
