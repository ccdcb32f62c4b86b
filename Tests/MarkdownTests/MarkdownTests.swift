import Markdown
import RandomTesting
import Testing

private func html(_ text: String) -> String { Markdown.render(text).text }

@Suite("Markdown becomes a fragment")
struct Rendering {
  @Test(arguments: [
    ("hello", "<p>hello</p>\n"), ("a\nb", "<p>a<br>\nb</p>\n"),
    ("5~10, 6~8 ~a~", "<p>5~10, 6~8 ~a~</p>\n"),
    ("**b** *i* ~~d~~ `c<d`", "<p><strong>b</strong> <em>i</em> <del>d</del> <code>c&lt;d</code></p>\n"),
    ("# One\n## Two\n###### Six", "<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>\n"), ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"), ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
    ("1. a\n\n   b", "<ol>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ol>\n"), ("---", "<hr>\n"),
    ("```\na<b\n```", "<pre><code>a&lt;b\n</code></pre>\n"),
    (
      "|a|b|\n|:-|-:|\n|1|2|\n",
      "<table>\n<thead>\n<tr><th scope=\"col\" class=\"align-left\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n<tbody>\n"
        + "<tr><td class=\"align-left\">1</td><td class=\"align-right\">2</td></tr>\n</tbody>\n</table>\n"
    ), ("|a|\n|-|", "<table>\n<thead>\n<tr><th scope=\"col\">a</th></tr>\n</thead>\n</table>\n"), ("", ""),
    (":smile: 👩‍👩‍👧", "<p>:smile: 👩‍👩‍👧</p>\n"),
    ("a\u{0}b", "<p>a\u{FFFD}b</p>\n"), ("[ ] x", "<p>[ ] x</p>\n"), ("AT&amp;T &copy; &lt;b&gt;", "<p>AT&amp;T © &lt;b&gt;</p>\n"),
    ("\\*x\\*", "<p>*x*</p>\n"), (String(repeating: "-", count: 200), "<hr>\n"),
  ]) func renders(_ text: String, _ expected: String) { #expect(html(text) == expected) }

  @Test func rawHTMLIsText() {
    #expect(html("a <b>x</b> <!-- c -->") == "<p>a &lt;b&gt;x&lt;/b&gt; &lt;!-- c --&gt;</p>\n")
    #expect(html("<div onclick=\"x\">\nhi\n</div>") == "<p>&lt;div onclick=&quot;x&quot;&gt;<br>\nhi<br>\n&lt;/div&gt;</p>\n")
    #expect(html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")
  }

  @Test func highlightsCode() {
    #expect(
      html("```swift\nlet x = \"a\\\"b\" // c\nif 42 {}\n```")
        == "<pre><code class=\"language-swift\"><span class=\"tok-k\">let</span> x = <span class=\"tok-s\">&quot;a\\&quot;b&quot;</span> "
        + "<span class=\"tok-c\">// c</span>\n<span class=\"tok-k\">if</span> <span class=\"tok-n\">42</span> {}\n</code></pre>\n")
    #expect(html("```PY title=x\ndef f(): '''a\nb''' # x\n```").contains("<span class=\"tok-s\">&#39;&#39;&#39;a\nb&#39;&#39;&#39;</span>"))
    #expect(
      html("```html\n<a href=\"x\">t</a><!-- c -->\n```").contains(
        "<span class=\"tok-k\">&lt;a</span> href=<span class=\"tok-s\">&quot;x&quot;</span>"))
    #expect(html("```sql\nSELECT 'a' -- c\n```").contains("<span class=\"tok-k\">SELECT</span>"))
    #expect(html("```sh\necho a#b # c\n```").contains("a#b <span class=\"tok-c\"># c</span>"))
    #expect(html("```json\n{\"a\": [1, true]}\n```").contains("<span class=\"tok-n\">1</span>, <span class=\"tok-k\">true</span>"))
    #expect(html("```css\n@media x { color: \"a\"; /* c */ }\n```").contains("<span class=\"tok-k\">@media</span>"))
    #expect(html("```rust\nfn a<'b>(x: &'b str) {}\n```").contains("<span class=\"tok-k\">fn</span>"))
    #expect(html("```yaml\na: 1\n```") == "<pre><code class=\"language-yaml\">a: 1\n</code></pre>\n")
    #expect(html("```\"><script>\nlet x\n```") == "<pre><code>&quot;&gt;&lt;script&gt;\nlet x\n</code></pre>\n")
    #expect(html("```js\n1 2\n3, 4\n```").contains("<span class=\"tok-n\">1 2\n3</span>, <span class=\"tok-n\">4</span>"))
  }

  @Test(arguments: ["swift", "js", "ts", "python", "c", "c++", "rust", "go", "sh", "json", "html", "css", "sql"])
  func highlightingKeepsEveryCharacter(_ language: String) {
    var random = SeededRandom(seed: 5)
    let alphabet = Array("aZ_9 \n\"'`/*#-<>!\\.$@é{}()=;let")
    for _ in 0..<100 {
      let code = "x" + String((0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
      let rendered = html("~~~~~~ \(language)\n\(code)\n~~~~~~")
      #expect(plain(rendered) == code + "\n\n", "\(language): \(code)")
    }
  }

  @Test func manyThreadsRenderTheSame() async {
    let text = "~~a~~ @bob www.example.org\n\n|a|\n|-|\n|b|\n\n*x* `y` ~~z~~"
    let expected = Markdown.render(text) { $0 }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { (0..<300).allSatisfy { _ in Markdown.render(text) { $0 } == expected } } }
      for await same in group { #expect(same) }
    }
  }
}

@Suite("People are mentioned by name")
struct Mentioning {
  private func names(_ text: String) -> [String] { Markdown.mentionedNames(in: text) }

  @Test func linksKnownPeople() {
    let fragment = Markdown.render("Hi @BOB and @bob, @nobody!") { $0.lowercased() == "bob" ? "Bob" : nil }
    #expect(
      fragment.text == "<p>Hi <a class=\"mention\" href=\"/@Bob\">@Bob</a> and <a class=\"mention\" href=\"/@Bob\">@Bob</a>, @nobody!</p>\n"
    )
    #expect(fragment.mentions == ["Bob"])
    #expect(Markdown.render("@bob").text == "<p>@bob</p>\n")
  }

  @Test(arguments: [
    ("@ab", ["ab"]), ("(@ab)", ["ab"]), ("**@ab**", ["ab"]), ("@a_b_c-", ["a_b_c-", "a_b_c"]),
    ("@_x_ @__init__", ["_x_", "_x", "__init__", "__init"]),
    ("👋@ab", ["ab"]), ("@zoeさん", ["zoe"]), ("你好@zoe", ["zoe"]), ("é@ab", ["ab"]), ("@abé", ["ab"]), ("_@zoe_", ["zoe"]),
    ("__@zoe__", ["zoe"]), ("_hi @zoe_", ["zoe"]), ("_@ab", ["ab"]), ("@zoe’s", ["zoe"]), ("«@zoe»", ["zoe"]), ("@zoe\u{301}", ["zoe"]),
    ("@zoe_", ["zoe_", "zoe"]), ("@zoe-", ["zoe-", "zoe"]), ("*@zoe*_", ["zoe"]),
    ("@ab's @cd. @ef, @ab", ["ab", "cd", "ef"]), ("> @ab\n\n- @cd", ["ab", "cd"]), ("# @ab", ["ab"]), ("|@ab|\n|-|\n|@cd|", ["ab", "cd"]),
    ("@" + String(repeating: "x", count: 20), [String(repeating: "x", count: 20)]), ("*@ab*@cd", ["ab", "cd"]), ("a\n@bc", ["bc"]),
    ("~~@ab~~", ["ab"]),
    ("\u{2014}@ab\u{2014}", ["ab"]),
  ]) func finds(_ text: String, _ expected: [String]) { #expect(names(text) == expected) }

  @Test(arguments: [
    "@a", "@", "@ ab", "x@ab", "x_@ab", "x-@ab", "mail@zoe.org", "@@ab", "@ab@cd", "a@example.org", "`@ab`", "```\n@ab\n```", "    @ab",
    "[@ab](https://x.org)",
    "https://x.org/@ab", "www.x.org/@ab", "<https://x.org/@ab>", "<!-- @ab -->", "\\@ab", "@" + String(repeating: "x", count: 21), "/@ab",
    "9@ab",
    "![@ab](https://x.org/a.png)", "@\u{0}ab",
  ]) func ignores(_ text: String) {
    let rendered = Markdown.render(text) { $0 }
    #expect(!rendered.text.contains("class=\"mention\""), "\(rendered.text)")
    #expect(rendered.mentions.isEmpty)
  }

  @Test func emphasisAroundANameIsEmphasis() {
    let zoe = { (name: String) in name.lowercased() == "zoe" ? "zoe" : nil }
    let link = "<a class=\"mention\" href=\"/@zoe\">@zoe</a>"
    #expect(Markdown.render("_@zoe_", resolve: zoe).text == "<p><em>\(link)</em></p>\n")
    #expect(Markdown.render("__@zoe__", resolve: zoe).text == "<p><strong>\(link)</strong></p>\n")
    #expect(Markdown.render("_thanks @zoe_", resolve: zoe).text == "<p><em>thanks \(link)</em></p>\n")
    #expect(Markdown.render("@zoe_ @zoe-", resolve: zoe).text == "<p>\(link)_ \(link)-</p>\n")
    #expect(Markdown.render("@zoe_") { $0 }.mentions == ["zoe_"])
  }

  @Test func addressesStayAddresses() {
    #expect(
      html("write to joe@example.org now").contains("<a href=\"mailto:joe@example.org\" rel=\"nofollow ugc noopener\">joe@example.org</a>"))
  }
}

@Suite("A link shows where it leads")
struct Links {
  private let rel = "rel=\"nofollow ugc noopener\""

  @Test func linksWhatLooksLikeOne() {
    #expect(
      html("see https://example.org/a?b=1&c=2.")
        == "<p>see <a href=\"https://example.org/a?b=1&amp;c=2\" \(rel)>https://example.org/a?b=1&amp;c=2</a>.</p>\n")
    #expect(html("www.example.org") == "<p><a href=\"http://www.example.org\" \(rel)>www.example.org</a></p>\n")
    #expect(html("[docs](https://example.org)") == "<p><a href=\"https://example.org\" \(rel)>docs</a></p>\n")
    #expect(html("<https://example.org>") == "<p><a href=\"https://example.org\" \(rel)>https://example.org</a></p>\n")
  }

  @Test(arguments: [
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](  javascript:alert(1))", "[x](java&#10;script:alert(1))",
    "[x](data:text/html,hi)",
    "[x](vbscript:x)", "[x](file:///etc/passwd)", "[x](ftp://example.org)", "<javascript:alert(1)>", "[x](//evil.example)", "[x](/rooms)",
    "[x](#a)",
    "[x](rooms)", "[x](https:)", "[x](https://)", "[x](mailto:)", "ftp://example.org", "xmpp:a@example.org", "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]", "[x](https://%65vil.example)", "[x](https://a\u{FF0F}b.example)", "[x](https://例え..jp)",
    "[x](https://bank\u{2024}example.evil.example)",
    "[x](\u{1}https://example.org)",
  ]) func neverLinks(_ text: String) {
    #expect(!html(text).contains("<a"), "\(html(text))")
    // The address is shown, as it cannot be followed.
    let address = text.prefix { $0 != "\n" }.drop { !":(<".contains($0) }.drop { ":(< ".contains($0) }.prefix { !"()>&".contains($0) }
    #expect(plain(html(text)).contains(address), "\(html(text))")
  }

  @Test(arguments: [
    ("[https://bank.example](https://evil.example)", "evil.example"), ("[bank.example](https://evil.example/bank.example)", "evil.example"),
    ("[Sign in at bank.example/login now](http://evil.example)", "evil.example"),
    ("[**bank**.example](https://evil.example)", "evil.example"),
    ("[`bank.example`](https://evil.example)", "evil.example"), ("[bank.example](https://bank.example@evil.example)", "evil.example"),
    ("https://bank.example@evil.example", "evil.example"), ("[bank.example](https://bank.example%5C@evil.example)", "evil.example"),
    ("[bank.example](https://bank.example.evil.example)", "bank.example.evil.example"),
    ("[bank\u{3002}example](https://evil.example)", "evil.example"),
    ("[ba\u{200B}nk.example](https://evil.example)", "evil.example"), ("[elpmaxe.knab\u{202E}](https://evil.example)", "evil.example"),
    ("[(bank.example)](https://evil.example:8443/)", "evil.example"), ("![bank.example](https://evil.example/x.png)", "evil.example"),
    ("[ｂank.example](https://evil.example)", "evil.example"), ("[bank.example](mailto:a@evil.example)", "evil.example"),
    ("[a@bank.example](mailto:a@evil.example)", "evil.example"), ("[HTTPS://BANK.EXAMPLE](https://evil.example)", "evil.example"),
    ("[bank.example](https://evil.example#bank.example)", "evil.example"), ("[127.0.0.1](https://evil.example)", "evil.example"),
    ("[x\nbank.example](https://evil.example)", "evil.example"), ("[bank.example,ok](https://evil.example)", "evil.example"),
    ("[https:/bank.example](https://evil.example/)", "evil.example"), ("[go?bank.example](https://evil.example)", "evil.example"),
    ("[bank\u{2024}example](https://evil.example)", "evil.example"), ("[bank\u{B7}example](https://evil.example)", "evil.example"),
    ("[bank\u{660}example](https://evil.example)", "evil.example"), ("[bank\u{FE52}example](https://evil.example)", "evil.example"),
    ("[bank\u{A4F8}example](https://evil.example)", "evil.example"), ("[bank\u{701}example](https://evil.example)", "evil.example"),
    ("[bank\u{2026}](https://evil.example)", "evil.example"), ("[\u{2100}](https://evil.example)", "evil.example"),
    ("[bank\u{2044}x](https://evil.example)", "evil.example"), ("[bank\u{2215}x](https://evil.example)", "evil.example"),
    ("[bank\u{29F8}x](https://evil.example)", "evil.example"), ("[bank\u{FF0F}x](https://evil.example)", "evil.example"),
    ("[https\u{A789}bank](https://evil.example)", "evil.example"), ("[https\u{2236}bank](https://evil.example)", "evil.example"),
    ("[https\u{FF1A}bank](https://evil.example)", "evil.example"), ("[bank\\\\x](https://evil.example)", "evil.example"),
    ("[me\u{FF20}bank](https://evil.example)", "evil.example"), ("[@bob](https://evil.example)", "evil.example"),
    ("[https://evil.example/a](https://evil.example/b)", "evil.example"), ("[bank &#46;example](https://evil.example)", "evil.example"),
    ("[docs](https://evil.example \"bank.example\")", "evil.example"), ("[v1.2.3](https://example.org)", "example.org"),
    ("[docs](https://例え.jp/x)", "例え.jp"), ("[docs](https://BÜCHER.example)", "bücher.example"), ("[docs](https://почта.рф)", "почта.рф"),
    ("[docs](https://\u{430}pple.com)", "xn--pple-43d.com"), ("[x](https://\u{441}\u{43E}\u{441}\u{43E}.com)", "xn--n1aahb.com"),
    ("[x](https://pay例.com)", "xn--pay-xc0e.com"), ("<https://\u{430}pple.com>", "xn--pple-43d.com"),
    ("[例え.jp](https://evil.example)", "evil.example"), ("[example.org](https://例え.jp)", "例え.jp"),
  ]) func namesTheRealHost(_ text: String, _ host: String) {
    #expect(html(text).contains("</a><span class=\"real-host\"> (\(host))</span>"), "\(html(text))")
  }

  @Test(arguments: [
    "https://example.org/file.html", "[example.org](https://example.org/x)", "[www.example.org](https://example.org)",
    "[EXAMPLE.org](https://example.org)",
    "[read this](https://example.org)", "[a.b@example.org](mailto:a.b@example.org)", "a.b@example.org",
    "www.example.org/a", "[例え.jp](https://例え.jp/x)", "https://例え.jp/x", "[https://example.org](https://example.org/)",
    "[https://example.org:8080/x](https://example.org:8080/x)", "[Wait, what?](https://example.org)", "[読む](https://example.org)",
    "[\u{5D0}\u{5D1}](https://example.org)", "[EXAMPLE.org/A](http://www.example.org/A)", "[mailto:a@b.co](mailto:a@b.co)",
  ]) func honestLinksStayAsTheyAre(_ text: String) {
    #expect(html(text).contains("<a "))
    #expect(!html(text).contains("real-host"), "\(html(text))")
  }

  @Test func hostsOfOtherScriptsAreAskedForInPunycode() {
    #expect(html("[docs](https://例え.jp/ü?q#f)").contains("<a href=\"https://xn--r8jz45g.jp/%C3%BC?q#f\" \(rel)>docs</a>"))
    #expect(html("[](https://例え.jp/)").contains(">https://例え.jp/</a>"))
  }

  @Test func picturesBecomeLinks() {
    #expect(html("![a cat](https://example.org/c.png \"t\")") == "<p><a href=\"https://example.org/c.png\" \(rel)>a cat</a> “t”</p>\n")
    #expect(html("![](https://example.org/c.png)") == "<p><a href=\"https://example.org/c.png\" \(rel)>https://example.org/c.png</a></p>\n")
    #expect(
      html("[![alt](https://a.example/x.png)](https://b.example)")
        == "<p><a href=\"https://b.example\" \(rel)>alt</a> (https://a.example/x.png)</p>\n")
  }
}

/// The text content of a fragment. By scalars: a `>` with a combining mark after it is another `Character`.
func plain(_ markup: String) -> String {
  var text = String.UnicodeScalarView()
  var isTag = false
  for scalar in markup.unicodeScalars {
    if scalar == "<" { isTag = true } else if scalar == ">" { isTag = false } else if !isTag { text.append(scalar) }
  }
  var plain = Array(String(text).utf8)
  for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
    plain.replace(entity.utf8, with: character.utf8)
  }
  return String(decoding: plain, as: UTF8.self)
}
