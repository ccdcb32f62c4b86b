/// The link that is being written and the text shown for it. Links and images inside one another are one link: the outermost.
struct LinkText {
  private var nesting = 0
  private var address: [UInt8] = []
  private var title = ""
  private var target: LinkTarget?
  private var shown: [UInt8] = []
  /// Addresses of the links and images inside.
  private var inner: [[UInt8]] = []

  var isOpen: Bool { nesting > 0 }

  /// Begins a link; the outermost one gets an element when it leads where links may.
  mutating func open(_ url: [UInt8], title: String, _ out: inout FragmentBuffer) {
    nesting += 1
    guard nesting == 1 else { return inner.append(url) }
    (address, self.title, shown, inner) = (url, title, [], [])
    target = LinkTarget(url)
    guard let target else { return }
    out.markup("<a href=\"")
    out.text(target.href)
    out.markup("\" rel=\"nofollow ugc noopener\">")
  }

  mutating func append(_ text: String) {
    if isOpen { shown.append(contentsOf: text.utf8) }
  }

  /// Ends a link. What a reader must know to trust the outermost one follows it, and so does everything of it that was typed and would
  /// otherwise be lost: addresses that links may not have, titles, what stands inside other links.
  mutating func close(_ out: inout FragmentBuffer) {
    nesting -= 1
    guard nesting == 0 else { return }
    if let target {
      if PlainText.isBlank(shown) {
        shown = target.address
        out.text(shown)
      }
      out.markup("</a>")
      if !target.isHonestly(shown) || Lookalike.hasAddressMarks(Array(title.utf8)) {
        out.markup("<span class=\"real-host\"> (")
        out.text(target.host.readable)
        out.markup(")</span>")
      }
    } else if shown != address {
      parenthesised(address, &out)
    }
    for one in inner where one != shown { parenthesised(one, &out) }
    if !title.isEmpty {
      out.text(" “")
      out.text(title)
      out.text("”")
    }
  }

  private func parenthesised(_ text: [UInt8], _ out: inout FragmentBuffer) {
    guard !text.isEmpty else { return }
    out.text(" (")
    out.text(text)
    out.text(")")
  }
}
