import Core
import HTML
import Transfer

/// What `/frames/{module id}` delivers: the owner's HTML, filtered.
struct FramePage: View {
  let frame: WallFrame

  var body: some HTML {
    RawHTML("<!DOCTYPE html>\n<title>")
    frame.title
    RawHTML("</title>\n")
    RawHTML(String(decoding: HTMLFilter.filtered(frame.html), as: UTF8.self))
  }
}

extension WallFrame {
  func path(of module: ModuleID) -> String { Link("frames", module.description).text }
}

extension WallFrame {
  /// What visitors read in it, for the search.
  var readableText: String { title + "\n" + CharacterReferences.decoded(HTMLText.text(of: html)) }
}
