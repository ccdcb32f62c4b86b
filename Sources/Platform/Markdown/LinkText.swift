/// The link that is being written and the text shown for it. Links and images inside one another become one link: the outermost.
struct LinkText {
  /// What a link or image says besides its text.
  struct Destination {
    let address: [UInt8]
    let title: String
    /// Whether the parser made the link from its own text, as in `<https://example.org>`: the address was typed only once.
    let isBare: Bool
  }

  private var nesting = 0
  private var outermost = Destination(address: [], title: "", isBare: true)
  private var target: LinkTarget?
  private var shown: [UInt8] = []
  /// The links and images inside.
  private var inner: [Destination] = []

  var isOpen: Bool { nesting > 0 }

  /// Begins a link. The outermost one gets an element if its address is allowed.
  mutating func open(_ link: Destination, _ out: inout FragmentBuffer) {
    nesting += 1
    guard nesting == 1 else { return inner.append(link) }
    (outermost, shown, inner) = (link, [], [])
    target = LinkTarget(link.address)
    guard let target else { return }
    out.markup("<a href=\"")
    out.text(target.href)
    out.markup("\" rel=\"nofollow ugc noopener\">")
  }

  mutating func append(_ text: String) {
    if isOpen { shown.append(contentsOf: text.utf8) }
  }

  /// Ends a link. After the outermost link follow its real host, if its text may mislead, and everything that was typed and would otherwise
  /// be lost: addresses that links may not have, titles, and the addresses of links inside.
  mutating func close(_ out: inout FragmentBuffer) {
    nesting -= 1
    guard nesting == 0 else { return }
    if let target {
      if PlainText.isBlank(shown) {
        shown = target.address
        out.text(shown)
      }
      out.markup("</a>")
      let titles = [outermost.title] + inner.map(\.title)
      if !target.isHonestly(shown) || titles.contains(where: { Lookalike.hasAddressMarks(Array($0.utf8)) }) {
        out.markup("<span class=\"real-host\"> (")
        out.text(target.host.readable)
        out.markup(")</span>")
      }
    } else {
      show(addressOf: outermost, &out)
    }
    show(titleOf: outermost, &out)
    for link in inner {
      show(addressOf: link, &out)
      show(titleOf: link, &out)
    }
  }

  private func show(addressOf link: Destination, _ out: inout FragmentBuffer) {
    guard !link.isBare, !link.address.isEmpty else { return }
    out.text(" (")
    out.text(link.address)
    out.text(")")
  }

  private func show(titleOf link: Destination, _ out: inout FragmentBuffer) {
    guard !link.title.isEmpty else { return }
    out.text(" “")
    out.text(link.title)
    out.text("”")
  }
}
