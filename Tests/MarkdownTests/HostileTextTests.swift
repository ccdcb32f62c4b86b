import Markdown
import RandomTesting
import Testing

/// What is wrong with a fragment's markup, as a strict reader sees it: only our elements and attributes, well nested.
private func fault(in markup: String) -> String? {
  let allowed: [String: Set<String>] = [
    "p": [], "br": [], "hr": [], "em": [], "strong": [], "del": [], "h3": [], "h4": [], "h5": [], "h6": [], "blockquote": [], "ul": [],
    "ol": ["start"],
    "li": ["value"], "pre": [], "code": ["class"], "span": ["class"], "a": ["href", "rel", "class"], "table": [], "thead": [], "tbody": [],
    "tr": [],
    "th": ["scope", "class"], "td": ["class"],
  ]
  var open: [String] = []
  var rest = Substring(markup)
  while let start = rest.firstIndex(of: "<") {
    guard let end = rest[start...].firstIndex(of: ">") else { return "unclosed tag" }
    let tag = rest[rest.index(after: start)..<end]
    rest = rest[rest.index(after: end)...]
    if tag.hasPrefix("/") {
      guard open.popLast() == String(tag.dropFirst()) else { return "misnested \(tag)" }
      continue
    }
    let name = String(tag.prefix { $0 != " " })
    guard let attributes = allowed[name] else { return "element \(tag)" }
    var attributeText = tag.dropFirst(name.count)
    while !attributeText.isEmpty {
      guard attributeText.hasPrefix(" "), let equals = attributeText.firstIndex(of: "=") else { return "attributes of \(tag)" }
      let attribute = String(attributeText.dropFirst().prefix { $0 != "=" })
      let value = attributeText[equals...].dropFirst(2).prefix { $0 != "\"" }
      guard attributes.contains(attribute) else { return "attribute \(attribute)" }
      if attribute == "href" {
        let lowered = value.lowercased()
        guard ["https://", "http://", "mailto:", "/@"].contains(where: lowered.hasPrefix) else { return "href \(value)" }
        if open.contains("a") { return "link in link" }
      }
      attributeText = attributeText[equals...].dropFirst(value.count + 3)
    }
    if !["br", "hr"].contains(name) { open.append(name) }
  }
  return open.isEmpty ? nil : "left open: \(open)"
}

@Suite("Nothing a member writes harms a reader")
struct HostileText {
  @Test(arguments: [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>",
    "[x](javascript:alert(1))", "[x](javascript&colon;alert(1))", "[x](&#106;avascript:alert(1))", "[a](https://x.org\"onclick=\"alert(1))",
    "[a](<https://x.org\" onclick=\"alert(1)>)", "![a\" onerror=\"x](https://x.org/a\"onerror=\"x)", "[a](https://x.org 'a\" onclick=\"b')",
    "`<script>`", "``` \"><script>alert(1)</script>\nx\n```", "<iframe src=//evil></iframe>", "<style>*{}</style>", "<title>x",
    "<plaintext>", "<!--><script>",
    "<![CDATA[<script>]]>", "<?php ?>", "<a\n\nhref=x>", "&lt;script&gt;", "&#60;script&#62;", "[x]: https://x.org '\"><script>'\n\n[x]",
    "https://x.org/\"onmouseover=\"alert(1)", "www.x.org/<script>", "<https://x.org/\"><script>>", "a@b.c\"onclick=\"x",
    "|<script>|\n|-|\n|<b onclick=x>|",
    "[<img src=x onerror=y>](https://x.org)", "[![<b>](https://x.org)](https://y.org)", "**<b>**", "# <h1 id=x>", "[^1]\n\n[^1]: <script>",
    "<div style=\"position:fixed\">x</div>", "\u{0}<script\u{0}>", "[x](https://x.org/'onclick='a)", "@ab\"onclick=\"x",
    "<form action=/logout method=post>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<math><mtext><table><mglyph><style><img src=x>", "<x/onclick=1>",
  ]) func attacksBecomeText(_ attack: String) {
    let markup = Markdown.render(attack) { $0 }.text
    #expect(fault(in: markup) == nil, "\(markup)")
  }

  @Test func aStrangeNameFromTheResolverIsEscaped() {
    #expect(fault(in: Markdown.render("@ab") { _ in "\"><script>" }.text) == nil)
  }

  @Test func randomTextStaysWellFormed() {
    var random = SeededRandom(seed: 99)
    let pieces = [
      "*", "**", "_", "~~", "`", "```\n", "```swift\n", "\n", "\n\n", "> ", "- ", "1. ", "    ", "# ", "[", "]", "(", ")",
      "](https://x.org)", "![", "<", ">", "\"",
      "'", "&", "|", "|-|-|\n", "|:-:|\n", "@bob", "@a_b", "https://x.org/", "www.x.org", "a@b.co", "<b>", "</b>", "<script>", "\\",
      "javascript:", "word",
      " ", "é", "😀", "\u{202E}", "\u{0}", "[x]: https://y.org\n", "[x]", "~", "---\n", "===\n", "\t", "<!--", "-->", "&#x3C;",
      "<https://z.org>",
    ]
    for round in 0..<4000 {
      let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
      let fragment = Markdown.render(text) { $0 }
      if let fault = fault(in: fragment.text) { Issue.record("round \(round): \(fault)\n\(text)\n\(fragment.text)") }
    }
  }

  static let bombs: [(String, String)] = [
    ("quotes", String(repeating: ">", count: 10_000)), ("spaced quotes", String(repeating: "> ", count: 5000)),
    ("quote lines", String(repeating: String(repeating: ">", count: 99) + "\n", count: 100)),
    ("brackets", String(repeating: "[", count: 10_000)), ("closing brackets", String(repeating: "]", count: 10_000)),
    ("bracket pairs", String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)),
    ("open links", String(repeating: "[a](", count: 2500)), ("open images", String(repeating: "![", count: 5000)),
    ("stars", String(repeating: "*a ", count: 3333)), ("alternating", String(repeating: "*a_ ", count: 2500)),
    ("nested stars", String(repeating: "*a **a ", count: 1400)),
    ("strong", String(repeating: "**a", count: 3333)), ("ticks", (1...140).map { "x" + String(repeating: "`", count: $0) }.joined()),
    ("lists", String(repeating: "- ", count: 5000)),
    ("lists then lines", String(repeating: "- ", count: 2500) + "x\n" + String(repeating: "a\n", count: 2500)),
    ("nested lists", (0..<100).map { String(repeating: " ", count: $0 * 2) + "- a\n" }.joined()),
    (
      "table",
      "|" + String(repeating: "a|", count: 1600) + "\n|" + String(repeating: "-|", count: 1600) + "\n"
        + String(repeating: "|\n", count: 1800)
    ),
    ("narrow table", "a|b\n-|-\n" + String(repeating: "x\n", count: 4990)),
    ("references", "[a]: https://x.org/" + String(repeating: "x", count: 4000) + "\n\n" + String(repeating: "[a]", count: 2000)),
    ("definitions", (0..<700).map { "[a\($0)]: /x\n" }.joined()), ("comments", String(repeating: "<!--", count: 2500)),
    ("declarations", String(repeating: "<!A ", count: 2500)),
    ("instructions", String(repeating: "<?", count: 5000)), ("cdata", String(repeating: "<![CDATA[", count: 1111)),
    ("tags", String(repeating: "<a ", count: 3333)),
    ("entities", String(repeating: "&", count: 10_000)), ("strikes", String(repeating: "~~a ", count: 2500)),
    ("tildes", String(repeating: "~", count: 10_000)),
    ("mentions", String(repeating: "@ab ", count: 2500)), ("ats", String(repeating: "@", count: 10_000)),
    ("addresses", String(repeating: "a@b.co ", count: 1428)),
    ("half addresses", String(repeating: "a@", count: 5000)), ("long address", String(repeating: "a.", count: 4990) + "@b.co"),
    ("www", String(repeating: "www.a", count: 2000)),
    ("colons", String(repeating: ":", count: 10_000)), ("schemes", String(repeating: "http://", count: 1428)),
    ("url parens", "http://x.org/" + String(repeating: "(", count: 4990) + String(repeating: ")", count: 4990)),
    ("backslashes", String(repeating: "\\", count: 10_000)), ("bars", String(repeating: "|", count: 10_000)),
    ("headings", String(repeating: "# a\n", count: 2500)),
    ("fences", String(repeating: "```\n", count: 2500)), ("code", "```swift\n" + String(repeating: "\"", count: 9980)),
    ("code comment", "```html\n" + String(repeating: "<!--", count: 2490)),
    ("underlines", String(repeating: "a\n=\n", count: 2500)), ("quote and list", String(repeating: "> - ", count: 2500)),
    ("underscores", String(repeating: "_", count: 10_000)),
    ("marks", String(repeating: "😀\u{301}", count: 3000)),
    ("emphasis tower", String(repeating: "*", count: 5000) + "a" + String(repeating: "*", count: 5000)),
    ("links", String(repeating: "[a.bc](http://x.org)", count: 500)),
    ("link text", "[" + String(repeating: "a.bc ", count: 1990) + "](http://x.org)"), ("newlines", String(repeating: "\n", count: 10_000)),
    ("rows", String(repeating: "|a|\n|-|\n\n", count: 1100)),
  ]

  @Test(arguments: bombs) func bombsGoOff(_ name: String, _ bomb: String) {
    let markup = Markdown.render(bomb) { $0 }.text
    #expect(fault(in: markup) == nil)
    // 10,000 characters, all of them escaped, are more than one message holds.
    #expect(markup.utf8.count <= max(Markdown.messageBytes, 16 + 6 * bomb.utf8.count), "\(name)")
  }

  @Test func depthIsBounded() {
    let quotes = Markdown.render((1...40).map { String(repeating: ">", count: $0) + " x" }.joined(separator: "\n\n")).text
    #expect(quotes.split(separator: "<blockquote>").count <= 40 * 16 + 1)
    let tower = Markdown.render(String(repeating: "**a ", count: 30) + String(repeating: "a** ", count: 30)).text
    #expect(fault(in: tower) == nil)
    #expect(tower.split(separator: "<strong>").count <= 17)
  }
}
