import Glibc
import Markdown
import RandomTesting
import Testing

private func html(_ text: String) -> String { Markdown.render(text).text }

@Suite("Nothing a member typed is lost")
struct VisibleText {
  @Test(arguments: [
    "#", "###", ">", "> >", "-", "*", "+", "1.", "```", "~~~", "````", "- -", "> -", "[]()", "![]()", "&nbsp;", "&#8203;", "| |\n|-|",
  ])
  func aTextWithoutWordsIsShownAsTyped(_ text: String) {
    #expect(plain(html(text)).filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace }, "\(html(text))")
  }

  @Test(arguments: [
    ("[12:30]: lunch", "<p>[12:30]: lunch</p>\n"), ("[a]: b\n[c]: d", "<p>[a]: b<br>\n[c]: d</p>\n"),
    ("> [a]: b", "<blockquote>\n<p>[a]: b</p>\n</blockquote>\n"), ("- [a]: b", "<ul>\n<li>[a]: b</li>\n</ul>\n"),
    ("```\n[a]: b\n```", "<pre><code>[a]: b\n</code></pre>\n"), ("    [a]: b", "<pre><code>[a]: b\n</code></pre>\n"),
    ("[a]: b\n\n`[a]`", "<p>[a]: b</p>\n<p><code>[a]</code></p>\n"),
    ("[a]: /b\n[a]: /c\n\n[a]", "<p>a (/b): /c</p>\n<p>a (/b)</p>\n"),
    (
      "[Docs]: https://x.org\n\n[docs], [here][docs]",
      "<p><a href=\"https://x.org\" rel=\"nofollow ugc noopener\">docs</a>, <a href=\"https://x.org\" rel=\"nofollow ugc noopener\">here</a></p>\n"
    ),
    ("```npm install", "<pre><code>npm install\n</code></pre>\n"), ("``` npm", "<pre><code>npm\n</code></pre>\n"),
    ("```swift", "<pre><code>swift\n</code></pre>\n"), ("```lunch at 12\nx\n```", "<pre><code>lunch at 12\nx\n</code></pre>\n"),
    ("a\n\n#\n\nb\n\n>\n\nc\n\n```\n```", "<p>a</p>\n<p>#</p>\n<p>b</p>\n<p>&gt;</p>\n<p>c</p>\n<p>```</p>\n"),
    ("2. a\n5. b\n6. c", "<ol start=\"2\">\n<li>a</li>\n<li value=\"5\">b</li>\n<li>c</li>\n</ol>\n"),
    ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"), ("|a|\n|-|\n|b|c|", "<p>|a|<br>\n|-|<br>\n|b|c|</p>\n"),
    ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>\n"), ("[x](javascript:alert)", "<p>x (javascript:alert)</p>\n"), ("****", "<hr>\n"),
    // A link that is not made shows its text and its address, also where both are the same word.
    ("[c](c)", "<p>c (c)</p>\n"), ("![[c](c)](d)", "<p>c (d) (c)</p>\n"), ("[a](b \"c\")", "<p>a (b) “c”</p>\n"),
    ("[![a](b \"t\")](c)", "<p>a (c) (b) “t”</p>\n"), ("[c]\n\n[c]: c", "<p>c (c)</p>\n"),
    // A definition that no link uses is text, also if its address or its label occurs elsewhere.
    ("`[a]` <ftp://b>\n\n[a]: ftp://b", "<p><code>[a]</code> ftp://b</p>\n<p>[a]: ftp://b</p>\n"),
    ("[a]\n\n[a]: b\n\n[a\u{1}]: b", "<p>a (b)</p>\n<p>[a\u{1}]: b</p>\n"), ("[a]\n\n[a]:", "<p>[a]</p>\n<p>[a]:</p>\n"),
    ("[a]\n\n[a]:\n\nb", "<p>[a]</p>\n<p>[a]:</p>\n<p>b</p>\n"), ("[a]\n\n[a]: <>", "<p>a</p>\n"),
    // The address of these was typed once.
    ("<ftp://a.org>", "<p>ftp://a.org</p>\n"), ("ftp://a.org", "<p>ftp://a.org</p>\n"),
    ("> a\n> - é *b* <ftp://c.org>", "<blockquote>\n<p>a</p>\n<ul>\n<li>é <em>b</em> ftp://c.org</li>\n</ul>\n</blockquote>\n"),
    // To the parser other control characters are text, and the cell that follows is the third.
    ("|a|b|\n|-|-|\n\u{0}||c", "<p>|a|b|<br>\n|-|-|<br>\n\u{FFFD}||c</p>\n"),
    ("|a|b|\n|-|-|\n\u{1}||[l](ht", "<p>|a|b|<br>\n|-|-|<br>\n\u{1}||[l](ht</p>\n"),
    ("|a|b|\n|-|-|\n|c|d|\u{1}", "<p>|a|b|<br>\n|-|-|<br>\n|c|d|\u{1}</p>\n"),
  ]) func keeps(_ text: String, _ expected: String) { #expect(html(text) == expected) }

  @Test func numbersOfDefinitionsCannotBeTyped() {
    let number = String(decoding: [0xEF, 0xB7, 0x98, 0xEF, 0xB7, 0x91], as: UTF8.self)
    #expect(html("[\(number)a]\n\n[a]: \(number)b\n\n[c]: d\n\n[d](\(number)e)") == "<p>a (b)</p>\n<p>[c]: d</p>\n<p>d (e)</p>\n")
  }

  /// Every word of the text stands in the visible text, whatever surrounds it; addresses of links may stand in `href` instead.
  @Test func everyWordOfRandomTextIsVisible() {
    var random = SeededRandom(seed: 7)
    let pieces = [
      "*", "**", "_", "__", "~~", "~", "`", "``", "```\n", "```", "\n", "\n\n", "> ", ">", "- ", "-", "1. ", "3) ", "    ", "# ", "#", "[",
      "]",
      "(", ")", "[]: ", "]: ", "]:\n", "](", "![", "<", ">", "\"", "'", "|", "|-|\n", "|-|-|\n", "| ", "<b>", "</b>", "<!--", "-->", "<?",
      "\\", " ",
      "  \n", "\t", "---\n", "===\n", "é", "😀", "\u{301}", "\u{202E}", "@", ":", "~~~\n", "https://", "www.", ".", "<script>", "<pre>", "&",
      "[W",
    ]
    for _ in 0..<6_000 {
      var text = ""
      var words: [String] = []
      for _ in 0..<Int.random(in: 1...16, using: &random) {
        if Bool.random(using: &random) {
          words.append("w\(words.count)x")
          text += words.last!
        } else {
          text += pieces.randomElement(using: &random)!
        }
      }
      let rendered = html(text)
      let visible = plain(rendered)
      for word in words where !visible.utf8.contains(word.utf8) {
        let isAddress = rendered.utf8.contains("href=\"".utf8) && rendered.utf8.contains(word.utf8)
        #expect(isAddress || isLabel(word, in: text), "\(word) of \(text.debugDescription) in \(rendered)")
      }
      let isBlank = { (text: String) in text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
      #expect(isBlank(text) || rendered.utf8.contains("<hr".utf8) || !isBlank(visible), "\(text.debugDescription)")
    }
  }

  /// Whether a link's label is a word: one in brackets before a colon, and in brackets again.
  private func isLabel(_ word: String, in text: String) -> Bool {
    let parts = text.components(of: "[").map { $0.prefix { $0 != "]" } }.filter { $0.contains(word) }
    return parts.count > 0 && text.contains("]:")
  }
}

extension String {
  fileprivate func components(of separator: Character) -> [Substring] { split(separator: separator, omittingEmptySubsequences: false) }
}

@Suite("A message stays small and quick")
struct Size {
  static let texts: [(String, String)] = [
    ("numbers", "```js\n" + String(repeating: "1,", count: 1_990) + "\n```"), ("quotes", String(repeating: "\"", count: 4_000)),
    ("emphasis", String(repeating: "*a* ", count: 1_000)), ("mentions", String(repeating: "@ab ", count: 1_000)),
    ("cells", String(repeating: "|", count: 60) + "\n" + String(repeating: "|-", count: 59) + "|\n" + String(repeating: "|\n", count: 90)),
    ("links", String(repeating: "[a](http://b.cd) ", count: 235)), ("apostrophes and lines", String(repeating: "'\n", count: 2_000)),
    ("tags", "```html\n" + String(repeating: "<a b='c'>", count: 440) + "\n```"), ("lists", String(repeating: "- a\n", count: 1_000)),
    ("four bytes each", String(repeating: "😀", count: 4_000)),
    ("references", "[a]: http://b.cd/" + String(repeating: "x", count: 1_900) + "\n\n" + String(repeating: "[a]", count: 200)),
    ("json", "```json\n" + String(repeating: "{\"a\":[1,true]},", count: 260) + "\n```"),
    ("items", String(repeating: "1. a\n7. b\n", count: 400)),
  ]

  @Test(arguments: texts.map(\.0)) func isAtMost32KiB(_ name: String) {
    let text = Self.texts.first { $0.0 == name }!.1
    #expect(text.unicodeScalars.count <= 4_000)
    let rendered = Markdown.render(text) { $0 }
    #expect(rendered.html.count <= 32 * 1_024, "\(name): \(rendered.html.count)")
    // Addresses of links, the name of a language and the numbers of a list are no visible text.
    if !["links", "references", "items"].contains(name) {
      let body = text.hasPrefix("```") ? String(text.drop { $0 != "\n" }) : text
      let isWord = { (character: Character) in character.isLetter || character.isNumber }
      #expect(plain(rendered.text).filter(isWord).count >= body.filter(isWord).count)
    }
  }

  @Test func whatDoesNotFitLosesColoursFirst() {
    let code = "```js\n" + String(repeating: "1,", count: 1_990) + "\n```"
    #expect(html(code).hasPrefix("<pre><code class=\"language-javascript\">1,1,"))
    #expect(html("**b**\n\n" + String(repeating: "@ab ", count: 990)).hasPrefix("<p><strong>b</strong></p>"))
  }

  @Test(arguments: [
    ("alone", "", ""), ("after a letter", "a", ""), ("in a link", "[a", "](https://example.org)"),
    ("as an address", "[a](https://example.org/", ")"),
    ("as a host", "[a](https://a", ".example)"), ("as a fence's word", "```", "\nx\n```"), ("in code", "```swift\na", "\n```"),
    ("in a name", "@ab", ""), ("in a definition", "[a", "]: b"), ("as a label", "[a", "]: b\n\n[a]"), ("in a table", "|a", "|\n|-|"),
    ("in emphasis", "*a", "*"),
    ("as a title", "[a](https://example.org \"", "\")"), ("as a tag", "<a ", ">"), ("in a bare address", "https://a", ".example"),
  ]) func runsOfCombiningMarksAreQuick(_ name: String, _ before: String, _ after: String) {
    for marks in ["\u{301}", "\u{301}\u{316}", "\u{316}\u{301}\u{334}"] {
      let count = (4_000 - before.count - after.count) / marks.unicodeScalars.count
      var text = before
      for _ in 0..<count { text.unicodeScalars.append(contentsOf: marks.unicodeScalars) }
      text += after
      #expect(time(of: text) < Self.limit, "\(name)")
    }
    var half = before
    for mark in ["\u{301}", "\u{316}"] { for _ in 0..<1_900 { half.unicodeScalars.append(contentsOf: mark.unicodeScalars) } }
    half += after
    #expect(time(of: half) < Self.limit, "\(name), sorted")
  }

  #if DEBUG
    /// Code that is neither optimised nor spared the counting of coverage takes several times as long.
    private static let limit = Duration.milliseconds(100)
  #else
    private static let limit = Duration.milliseconds(20)
  #endif

  /// What the thread computes for it, in the best of a few runs: the machine does other things as well.
  private func time(of text: String) -> Duration {
    func now() -> Duration {
      var now = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
      return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
    }
    return (0..<5).map { _ in
      let start = now()
      _ = Markdown.render(text) { _ in nil }
      return now() - start
    }.min()!
  }
}
