import Testing

@testable import Transfer

@Suite("What a page says of itself") struct PageSummaryTests {
  private func summary(_ html: String, charset: String? = nil) -> PageSummary { PageSummary(html: Array(html.utf8), charset: charset) }

  @Test("is Open Graph, else its title and its description")
  func sources() {
    let whole = summary(
      """
      <!doctype html><html><head><title>Plain &amp; simple</title><meta name="description" content="As it is">
      <META PROPERTY='og:title' CONTENT='Graph'><meta property=og:site_name content=Site>
      <meta property="og:description" content="Said"><meta property="og:image" content=" /a.png ">
      """)
    #expect((whole.title, whole.description, whole.site, whole.image) == ("Graph", "Said", "Site", "/a.png"))
    let plain = summary("<title> Plain &amp; simple </title><meta content='As it is' name=Description><meta property=og:title content=' '>")
    #expect((plain.title, plain.description) == (" Plain & simple ", "As it is") && plain.site == nil && plain.image == nil)
    #expect(summary("<p>nothing").title == nil && summary("").title == nil)
  }

  @Test(
    "is read from its head alone",
    arguments: [
      ("<script>'<title>no</title>'</script><title>yes</title>", "yes"), ("<!-- <title>no</title> --><title>yes</title>", "yes"),
      ("<title>yes</title><title>no</title>", "yes"), ("<title>yes <b>", "yes <b>"),
      ("<style><title>no</title></style><title>yes</title>", "yes"),
      ("<body><title>no</title>", nil), ("<title>yes</TITLE ><meta property=og:title content=no-end", "yes"),
      ("<meta property=og:title content='first'><meta property=og:title content='second'>", "first"),
      ("<meta property=og:title content=\"it's > here\">", "it's > here"), ("< title>no</title>", nil), ("<title", nil),
    ] as [(String, String?)])
  func structure(_ html: String, _ title: String?) { #expect(summary(html).title == title) }

  @Test(
    "has its references read",
    arguments: [
      ("&lt;b&gt; &quot;x&quot; &apos;", "<b> \"x\" '"), ("caf&eacute; &Uuml;&yuml;&nbsp;&hellip;", "café Üÿ\u{A0}…"),
      ("&#233;&#xE9;&#XE9&#128512;", "ééé😀"), ("&#128;&#x93;", "€“"),
      ("&#0;&#xD800;&#x110000;&#99999999999999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("AT&T &unknown; &; &# &#x; &#xg; & &amp", "AT&T &unknown; &; &# &#x; &#xg; & &"), ("&amp;lt;", "&lt;"), ("&eacute", "&eacute"),
    ])
  func references(_ text: String, _ read: String) { #expect(CharacterReferences.decoded(text) == read) }

  @Test("is in UTF-8 or windows-1252, as the answer, the page or its bytes say")
  func encodings() {
    let latin = Array("<title>caf".utf8) + [0xE9, 0x80] + Array("</title>".utf8)
    let meta = Array("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>".utf8)
    #expect(PageSummary(html: latin, charset: "iso-8859-1").title == "café€")
    #expect(PageSummary(html: latin, charset: "Windows-1252").title == "café€")
    #expect(PageSummary(html: meta + latin, charset: nil).title == "café€")
    #expect(PageSummary(html: Array("<meta charset=\"latin1\">".utf8) + latin, charset: nil).title == "café€")
    #expect(PageSummary(html: latin, charset: nil).title == "café€", "it is no UTF-8")
    #expect(PageSummary(html: latin, charset: "utf-8").title == "caf\u{FFFD}")
    #expect(PageSummary(html: meta + Array("<title>é</title>".utf8), charset: "utf-8").title == "é", "the answer's head counts")
    #expect(PageSummary(html: [0xEF, 0xBB, 0xBF] + Array("<title>é</title>".utf8), charset: "iso-8859-1").title == "é")
    #expect(PageSummary(html: Array("<title>é</title>".utf8), charset: "klingon").title == "é")
    for cut in 1...3 { #expect(PageSummary(html: Array("<title>é</title>😀".utf8.dropLast(cut)), charset: nil).title == "é") }
    #expect(PageSummary(html: Array("<title>é</title>é".utf8), charset: nil).title == "é")
  }

  @Test("is found in linear time, whatever the page holds")
  func effort() {
    let pieces = [
      "<", "<a ", "<meta property=og:title content=x>", "<title>", "<!--", "&#", "<script>", "</", "<meta content='", "=\"", "\u{301}",
    ]
    for piece in pieces {
      let html = Array(String(repeating: piece, count: PageFetcher.longestPage / piece.utf8.count).utf8)
      let time = ContinuousClock().measure { _ = PageSummary(html: html, charset: nil) }
      // Quadratic reading would take minutes.
      #expect(time < .seconds(20), "\(piece): \(time)")
    }
    let long = summary("<title>" + String(repeating: "x", count: 100_000) + "</title>")
    #expect(long.title?.utf8.count == PageSummary.longestText)
  }
}
