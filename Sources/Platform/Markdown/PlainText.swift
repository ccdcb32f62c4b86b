/// What a text becomes when its Markdown is not worth parsing: itself, escaped, line by line.
enum PlainText {
  static func render(_ text: String) -> Markdown.Fragment {
    var out = FragmentBuffer()
    out.markup("<p>")
    out.lines(text)
    out.markup("</p>\n")
    return Markdown.Fragment(html: out.bytes, mentions: [])
  }

  /// No honest text grows beyond this; reference bombs (one long URL, used a thousand times) do.
  static func budget(for text: String) -> Int { 4096 + 32 * text.utf8.count }
}
