import Core
import Design
import HTML

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
